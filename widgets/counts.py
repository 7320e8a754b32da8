"""The line that counts the day."""

from care.appointment import PRESENT
from care.day import Day
from care.schedule import tally, waited
from widgets.ink import Line, line_width, spread


def counts_line(day: Day, now_utc: int, width: int, free_rooms: tuple[str, ...] = ()) -> Line:
    """How many are booked, waiting (and how long the longest), in a room, done, missing; what else wants somebody.

    Where the width does not hold them all, the least pressing go first. `free_rooms` are the rooms nobody is in now.
    """
    count = tally(day)
    longest = max((waited(one, now_utc) or 0 for one in day.appointments if one.status == PRESENT[0]), default=0)
    need = "needs a patient" if day.proposals == 1 else "need a patient"
    # In order of place; the last number says which go first when room is short, 0 never.
    parts: list[tuple[int, str, str, int]] = [
        (len(day.appointments), "booked", "text", 0),
        (count["arrived"], "waiting" + (f" {longest} min" if longest else ""), "info", 0),
        (count["in_room"], "in room", "good", 1),
        (count["completed"], "done", "text", 3),
        (count["booked"] + count["confirmed"], "to come", "text", 4),
        (count["no_show"], "no-show", "warn", 2),
        (count["left_unseen"], "left unseen", "warn", 5),
        (count["cancelled"] + count["late_cancelled"], "cancelled", "dim", 6),
        (day.proposals, need, "warn", 0),
    ]
    parts = [part for part in parts if part[0] or part[1] == "booked"]
    while True:
        line = _line(parts, day)
        rooms: Line = (("free ", "dim"), (" ".join(free_rooms), "good"), (" ", "text")) if free_rooms else ()
        if rooms and line_width(line) + line_width(rooms) + 2 <= width:
            return spread(line, rooms, width)
        spare = max((part[3] for part in parts), default=0)
        if line_width(line) <= width or not spare:
            return line
        parts = [part for part in parts if part[3] != spare]


def _line(parts: list[tuple[int, str, str, int]], day: Day) -> Line:
    spans: list[tuple[str, str]] = [(" ", "text")]
    for number, word, ink, _ in parts:
        asks = word.endswith("a patient")
        spans += [(f"{number} ", ink + "!"), (f"{word} ", "warn" if asks else "dim")]
        spans.append(("p  ", "accent!") if asks else (" ", "dim"))
    if day.closed_reason:
        spans.append((f"closed: {day.closed_reason}", "warn!"))
    return tuple(spans)
