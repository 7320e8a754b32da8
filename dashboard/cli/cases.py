"""`assess`: the clinical rules on cases given as JSON, one answer a line, however many cases come."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from care.assessment import assess as assess_case
from care.casefile import CaseError, answer, parse_case
from care.protocol import Protocol
from dashboard.cli.output import complain, say_json
from dashboard.cli.trouble import DATA
from dashboard.settings import Settings
from db.protocol_file import load_protocol

LONGEST = 1 << 20
"""Bytes of one case: a real one has some hundred."""


def assess(arguments: Namespace, where: Settings) -> int:
    """Answer each case on stdout. A bad one is named on stderr with its line; the others are still answered."""
    protocol = load_protocol(where.protocol)
    if arguments.file == "-":
        return _assess_all(sys.stdin.buffer, protocol)
    with Path(arguments.file).expanduser().open("rb") as stream:
        return _assess_all(stream, protocol)


def _assess_all(stream: BinaryIO, protocol: Protocol) -> int:
    bad = seen = 0
    for line in cases(stream):
        seen += 1
        try:
            if line.problem:
                raise CaseError("json", line.problem)
            say_json(answer(assess_case(parse_case(line.text), protocol)))
        except CaseError as error:
            bad += 1
            complain(f"line {line.number}, {error.field}: {error.message}")
    if not seen:
        complain("acudesk: there is no case to assess. Give one JSON object, or one on each line.")
    return DATA if bad or not seen else 0


class Line(NamedTuple):
    """One case as it was read; `problem` says why it could not even be read."""

    number: int
    text: str
    problem: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands there."""
        return not self.problem and not self.text.strip()


def cases(stream: BinaryIO) -> Iterator[Line]:
    """Each case with the line it begins on, blank lines skipped, read as they are asked for.

    A file whose first line begins an object and does not end it is read whole, as one case over several lines.
    """
    lines = (line for line in _lines(stream))
    for line in lines:
        if line.blank:
            continue
        if _begins_only(line.text):
            yield from _one_or_many([line, *lines])
        else:
            yield line
            yield from (other for other in lines if not other.blank)


def _lines(stream: BinaryIO) -> Iterator[Line]:
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        if len(raw) > LONGEST:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LONGEST)
            yield Line(number, "", f"the line is longer than {LONGEST:,} bytes")
            continue
        try:
            yield Line(number, raw.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            yield Line(number, "", "the line is not UTF-8 text")


def _begins_only(text: str) -> bool:
    """Whether a line begins a JSON object and does not end it."""
    error = _json_error(text)
    return text.lstrip().startswith("{") and error is not None and error.pos >= len(text.rstrip())


def _one_or_many(lines: list[Line]) -> Iterator[Line]:
    filled = [line for line in lines if not line.blank]
    whole = "".join(line.text for line in lines)
    error = _json_error(whole)
    # Inside one object over several lines no other line begins with a brace.
    if any(line.problem or line.text.lstrip().startswith("{") for line in filled[1:]) and error is not None:
        yield from filled
    elif error is None:
        yield Line(lines[0].number, whole)
    else:
        yield Line(lines[0].number + error.lineno - 1, "", f"{error.msg}, column {error.colno}")


def _json_error(text: str) -> json.JSONDecodeError | None:
    """Where a text stops being JSON. What is wrong with it otherwise is for the case's own reader to say."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error
    except (RecursionError, ValueError):
        return None
    return None
