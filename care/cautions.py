"""What a treatment touches of what is to be minded: shown and acknowledged, never a block (clinical.md 7)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from care.chart import Needle

PREGNANCY_POINTS = ("LI4", "SP6", "BL60", "BL67", "GB21")
"""Points that tradition leaves out in pregnancy."""

PLEURA_POINTS = (
    "GB21", "TE15", "EX-B1", "EX-B2",
    *(f"SI{number}" for number in range(9, 16)),
    *(f"BL{number}" for number in (*range(11, 22), *range(41, 51))),
)  # fmt: skip
"""GB21 and the points of the upper back under which the pleura lies 15-17 mm below the skin.

Which ones is the clinic's default [D]: shoulder and shoulder blade (TE15, SI9-SI15), both lines of the bladder channel
from T1 to T12 (BL11-BL21, BL41-BL50), and the points beside the spine (EX-B1, EX-B2).
"""

_BLEEDING = {"anticoagulant": "Anticoagulant", "bleeding_disorder": "Bleeding disorder"}
_BRUISING = {"gua_sha": "gua sha", "cupping": "cupping"}


class Caution(NamedTuple):
    """One thing to be minded: what in the patient or in the body (`code`), what in the treatment, one line of words."""

    code: str
    what: str
    words: str

    @property
    def key(self) -> str:
        """How it is kept once somebody has seen it: `pregnancy:LI4`."""
        return f"{self.code}:{self.what}"


def bites(cautions: tuple[str, ...], needles: Iterable[Needle], techniques: Iterable[str]) -> tuple[Caution, ...]:
    """What a treatment touches, the most serious first, each once.

    `cautions` are the patient's (`care.patient.CAUTIONS`), `techniques` of `care.course.TECHNIQUES`. The pleura lies
    under everybody's upper back. In order: a device that current can stop, a lung that a needle can reach, bleeding,
    tradition.
    """
    points = tuple(dict.fromkeys(needle.point for needle in needles))
    return tuple(_touched(cautions, points, tuple(techniques)))


def _touched(cautions: tuple[str, ...], points: tuple[str, ...], techniques: tuple[str, ...]) -> Iterator[Caution]:
    if "pacemaker" in cautions and "electro" in techniques:
        yield Caution("pacemaker", "electro", "Pacemaker and electrical stimulation: current can disturb it.")
    for point in points:
        if point in PLEURA_POINTS:
            yield Caution("pleura", point, f"{point}: the pleura lies 15-17 mm below the skin.")
    for code, name in _BLEEDING.items():
        for technique, said in _BRUISING.items():
            if code in cautions and technique in techniques:
                yield Caution(code, technique, f"{name} and {said}: bleeding under the skin.")
    if "pregnancy" in cautions:
        for point in points:
            if point in PREGNANCY_POINTS:
                yield Caution("pregnancy", point, f"Pregnancy and {point}: traditionally left out.")
