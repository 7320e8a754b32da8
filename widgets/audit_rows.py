"""The audit log as rows: a heading for each day, and under it who did what, whom it is about, what stands out."""

from collections.abc import Sequence
from datetime import date

from care.appointment import clock
from care.audit import AuditLine
from care.day_words import short_date
from care.width import fit
from widgets.ink import Line
from widgets.rows import Row

_AT, _MARK, _ALARM = 9, 2, 11
_INKS = {"refused": "bad", "failed": "bad", "emergency": "warn", "fault": "warn", "record": "accent"}
_SYMBOLS = {"refused": "✗", "failed": "✗", "emergency": "▲", "fault": "!", "record": "◆"}


def audit_heading(width: int) -> Line:
    """The names of the columns."""
    who, what = _columns(width)
    named = (("   At", _AT), ("", _MARK), ("Who", who), ("What", what), ("About", 5))
    return (("".join(fit(text, size) for text, size in named), "faint"),)


def audit_rows(lines: Sequence[AuditLine], width: int, today: date) -> tuple[Row, ...]:
    """One row an entry, newest first, its key the entry's number; a row without a key begins each day."""
    who, what = _columns(width)
    rows: list[Row] = []
    before: date | None = None
    for one in lines:
        if one.on != before:
            if before is not None:
                rows.append(Row(()))
            rows.append(Row(((f" {day_words(one.on, today)}", "text!"),)))
            before = one.on
        ink = _INKS.get(one.alarm, "text")
        alarm: Line = ()
        if one.alarm:
            alarm = ((fit(one.alarm, _ALARM), ink + "!"),)
        rows.append(
            Row(
                (
                    (fit(f"   {clock(one.minute)}", _AT), "dim"),
                    (fit(_SYMBOLS.get(one.alarm, ""), _MARK), ink + "!"),
                    (fit(one.who, who - 1) + " ", "text"),
                    (fit(one.what, what - 1) + " ", ink),
                    *alarm,
                    (one.about, "dim"),
                ),
                key=one.id,
            )
        )
    return tuple(rows)


def day_words(on: date, today: date) -> str:
    """`Today, Mon 23 Nov 2026`."""
    words = f"{short_date(on)} {on.year}"
    ago = (today - on).days
    return f"Today, {words}" if ago == 0 else f"Yesterday, {words}" if ago == 1 else words


def _columns(width: int) -> tuple[int, int]:
    """Cells of who and what; the rest, of which the word of what stands out needs eleven, is what it is about."""
    return (22, 32) if width >= 100 else (16, 26) if width >= 72 else (12, 23)
