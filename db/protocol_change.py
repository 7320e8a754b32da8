"""A clinic's own protocol file changed by the program: a line taken over from the record, or given back.

The new file takes the old one's place in one step, and only once it has been read as the program will read it. The old
one stays beside it as `protocol.toml.before-DATE`.
"""

import os
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from care.forecast_priors import OwnPriors
from care.outcome_ranges import OwnRange
from care.priors import Figures
from care.protocol import ProtocolError, parse_protocol
from care.protocol_edit import NotEditable, Place, taken, with_priors, with_range, without
from db.errors import Conflict, NoAccess, NotFound, Refused, StorageFailed, shown
from db.protocol_file import DEFAULT, LARGEST
from db.whole_file import sync_folder, write_new

MOST_KEPT = 99
"""Old files kept of one day; who changes the file more often keeps those."""

_MARK = b"\xef\xbb\xbf"
"""The byte order mark some editors begin a file with; it stays."""

_AHEAD = "Forecasts go by it from the next start of acudesk on."
_LATER = "Courses opened from the next start of acudesk on go by it; courses that have begun keep their range."


def take_range(path: Path, own: OwnRange, on: date) -> str:
    """Put a proposed range into the clinic's file, which is made if it is missing. Returns what was done, in words.

    Raises `Refused` where there is nothing to take or the file is no protocol, `Conflict` when it was changed
    meanwhile, and `NoAccess` or `StorageFailed` where it cannot be written. The file is then as it was.
    """
    cell = own.cell
    if own.proposed is None:
        raise Refused(
            f"The record proposes no range for {cell}: too few courses are closed or have resolved. Nothing was "
            "changed. `acudesk outcomes --ranges` says how many there are."
        )
    if not own.known:
        raise Refused(
            f"The protocol has no condition {own.condition}. Nothing was changed. Add it first; docs/protocol.md says "
            "how."
        )
    _change(path, lambda text: with_range(text, own, on), cell, on)
    low, high = own.proposed
    return (
        f"{cell} is {low}-{high} visits in {shown(path)}, from your own record. {_LATER} "
        f"`acudesk outcomes --give-back {cell}` undoes it."
    )


def take_priors(path: Path, own: OwnPriors, on: date) -> str:
    """Put the forecast's figures of a duration into the clinic's file; returns and raises as `take_range` does."""
    place = Figures(own.duration)
    if own.priors is None:
        raise Refused(
            f"The record has no figures of its own for {place}: {own.courses} closed courses with scores. Nothing was "
            "changed. `acudesk outcomes --ranges` says how many are needed."
        )
    _change(path, lambda text: with_priors(text, own, on), place, on)
    return (
        f"{place} is in {shown(path)}, from {own.courses} of your own courses. {_AHEAD} "
        f"`acudesk outcomes --give-back {place}` undoes it."
    )


def give_back(path: Path, cell: Place, on: date) -> str:
    """Take a line that was taken over out of the clinic's file again; raises as `take_range` does."""

    def work(text: str) -> str:
        if (given := without(text, cell)) is None:
            raise NotFound(
                f"{cell} was not taken over in {shown(path)}. Nothing was changed. What somebody wrote there is "
                "changed in the file."
            )
        return given

    _change(path, work, cell, on)
    from_when = _AHEAD if isinstance(cell, Figures) else _LATER
    return f"{cell} was given back: {shown(path)} has what stood there before. {from_when}"


def taken_in(path: Path) -> tuple[Place, ...]:
    """What was taken over and stands in the clinic's file; nothing without one that can be read."""
    try:
        return taken(_read(path)[0])
    except (Refused, NoAccess):
        return ()


def _read(path: Path) -> tuple[str, bytes]:
    """The text and the bytes of the file; an empty one where there is none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return "", b""
    except OSError as error:
        raise NoAccess(
            f"{shown(path)} cannot be read ({error.strerror}). Nothing was changed. Check who owns the file."
        ) from error
    if len(data) > LARGEST:
        raise Refused(f"{shown(path)} is too large for a file of thresholds. Nothing was changed.")
    try:
        return data.removeprefix(_MARK).decode("utf-8"), data
    except UnicodeDecodeError as error:
        raise Refused(f"{shown(path)} is not UTF-8 text. Nothing was changed. Put it right first.") from error


def _change(path: Path, work: Callable[[str], str], cell: Place, on: date) -> None:
    # A link stays one: what it points to is changed.
    place = Path(os.path.realpath(path))
    text, before = _read(place)
    default = DEFAULT.read_text(encoding="utf-8")
    try:
        parse_protocol(default, text, shown(path))
        made = work(text)
        parse_protocol(default, made, shown(path))
    except NotEditable as error:
        raise Refused(
            f"{shown(path)} is written in a way this program does not change: {error}. Nothing was changed. Put the "
            "line that `acudesk outcomes --ranges` prints there by hand."
        ) from error
    except ProtocolError as error:
        raise Refused(f"{error}. Nothing was changed. Put the file right first.") from error
    if len(made.encode()) > LARGEST:
        raise Refused(f"{shown(path)} would be too large with {cell} in it. Nothing was changed.")
    mark = _MARK if before.startswith(_MARK) else b""
    try:
        _replace(place, before, mark + made.encode(), on)
    except PermissionError as error:
        raise NoAccess(
            f"{shown(path)} cannot be written ({error.strerror}). Nothing was changed. The file and its folder must be "
            "writable; or put the line there by hand."
        ) from error
    except OSError as error:
        raise StorageFailed(
            f"{shown(path)} could not be written ({error.strerror}). It was left as it is. Check the disk and try "
            "again."
        ) from error


def _replace(place: Path, before: bytes, after: bytes, on: date) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = place.exists()
    mode = place.stat().st_mode & 0o777 if there else 0o600
    if there:
        _keep(place, before, on)
    draft = place.with_name(f".{place.name}.{uuid.uuid4().hex[:12]}.part")
    try:
        write_new(draft, after, mode)
        if (place.read_bytes() if place.exists() else b"") != before:
            raise Conflict(f"{shown(place)} was changed meanwhile. Nothing was changed here. Try again.")
        draft.replace(place)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(place.parent)


def _keep(place: Path, before: bytes, on: date) -> None:
    """Leave the old file beside the new one; one of the same day that holds just this is enough."""
    for number in range(1, MOST_KEPT + 1):
        kept = place.with_name(f"{place.name}.before-{on.isoformat()}{f'-{number}' if number > 1 else ''}")
        if not kept.exists():
            try:
                write_new(kept, before)
            except FileExistsError:
                continue
            return
        if kept.is_file() and kept.read_bytes() == before:
            return
