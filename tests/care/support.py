"""The protocol the tests use, and short ways to say a case."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import care
from care.assessment import Assessment, Case, assess
from care.derived import Derived, Scores
from care.protocol import parse_protocol

DEFAULT_TEXT = Path(care.__file__).with_name("protocol.toml").read_text(encoding="utf-8")
PROTOCOL = parse_protocol(DEFAULT_TEXT)

Given = Sequence[float | None] | Mapping[int, float]


def scores(given: Given) -> Scores:
    """A list counts from visit 1, None where nothing was taken; a mapping has visit numbers."""
    entries = given.items() if isinstance(given, Mapping) else enumerate(given, start=1)
    return tuple((visit, score) for visit, score in entries if score is not None)


def case(nprs: Given = (), **given: Any) -> Case:
    """A moderate, chronic case with as many visits as places in `nprs`, unless the test says otherwise."""
    measures = {name: scores(given.pop(name)) for name in ("ndi", "psfs", "rom", "groc") if name in given}
    most = max([len(nprs), *(taken[-1][0] for taken in measures.values() if taken)])
    return Case(
        **{"severity": "moderate", "duration": "chronic", "visits_done": most} | given, nprs=scores(nprs), **measures
    )


def derived(nprs: Given = (), **given: Any) -> Derived:
    """The derived quantities of such a case."""
    return Derived(case(nprs, **given), PROTOCOL)


def assessed(nprs: Given = (), **given: Any) -> Assessment:
    """The assessment of such a case."""
    return assess(case(nprs, **given), PROTOCOL)
