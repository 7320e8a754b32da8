"""Who to call as rows: who, why, since when, and the number to dial."""

from collections.abc import Sequence
from datetime import date

from care.calls import Call
from care.patient import initials
from care.width import fit
from widgets.ink import Line
from widgets.rows import Row
from widgets.words import ago

KINDS = {
    "no_show": ("✗", "warn"),
    "lapsed": ("▽", "warn"),
    "nothing_booked": ("○", "text"),
    "booking": ("?", "info"),
    "waiting": ("◇", "good"),
}


def call_rows(calls: Sequence[Call], today: date, width: int, *, hide_names: bool = False) -> tuple[Row, ...]:
    """One row a call; its key is its place in the list, as one patient may be there for two reasons."""
    name_width = max(14, min(26, (width - 40) // 2))
    return tuple(Row(_line(one, today, width, name_width, hide_names), key=(at,)) for at, one in enumerate(calls))


def _line(one: Call, today: date, width: int, name_width: int, hide_names: bool) -> Line:
    symbol, ink = KINDS.get(one.kind, ("·", "text"))
    name = initials(one.patient) if hide_names else one.patient
    # A phone number tells as much as a name does.
    phone = ("hidden" if hide_names else one.phone) if one.phone else "no phone"
    rest = max(10, width - name_width - 36)  # one cell for the scroll bar
    return (
        (f" {symbol} ", ink + "!"),
        (fit(name, name_width) + " ", "text"),
        (fit(phone, 17) + " ", "text" if one.phone and not hide_names else "faint"),
        (fit(ago(one.since, today), 12) + " ", "dim"),
        (fit(one.why, rest), ink if ink != "text" else "dim"),
    )
