"""The order of a day: who is when, where the line of now stands, which time is still free."""

from collections import Counter
from typing import NamedTuple

from care.appointment import FREED, PRESENT, TO_COME, Appointment
from care.day import Day

SHORTEST_FREE = 30
"""Minutes; a shorter gap is no place for a patient."""


class Slot(NamedTuple):
    """An appointment in its place."""

    appointment: Appointment


class Free(NamedTuple):
    """Minutes in which practitioners have nobody."""

    minute: int
    minutes: int
    practitioners: tuple[str, ...]


class Now(NamedTuple):
    """Where the clock stands between the appointments."""

    minute: int


Entry = Slot | Free | Now


def arrange(day: Day, now_minute: int | None) -> tuple[Entry, ...]:
    """The day's entries in order. `now_minute` (after local midnight) only for the day that is today."""
    entries: list[tuple[int, int, Entry]] = [(slot.minute, 2, Slot(slot)) for slot in day.appointments]
    entries += [(free.minute, 1, free) for free in _free(day, now_minute)]
    if now_minute is not None and day.appointments:
        entries.append((now_minute, 0, Now(now_minute)))
    return tuple(entry for _, _, entry in sorted(entries, key=lambda item: item[:2]))


def _free(day: Day, now_minute: int | None) -> list[Free]:
    """Gaps of each practitioner between their first and last patient of the day, none of them past."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for one in day.appointments:
        if one.practitioner and one.status not in FREED:
            taken.setdefault(one.practitioner, []).append((one.minute, one.end_minute))
    gaps: dict[tuple[int, int], list[str]] = {}
    for who, spans in taken.items():
        reached = spans[0][0]
        for start, end in sorted(spans):
            begin = reached if now_minute is None else max(reached, -(-now_minute // 15) * 15)
            if start - begin >= SHORTEST_FREE:
                gaps.setdefault((begin, start - begin), []).append(who)
            reached = max(reached, end)
    return [Free(minute, minutes, tuple(sorted(who))) for (minute, minutes), who in gaps.items()]


def tally(day: Day) -> Counter[str]:
    """How many appointments of the day stand in each status."""
    return Counter(one.status for one in day.appointments)


def free_now(day: Day, rooms: tuple[str, ...]) -> tuple[str, ...]:
    """The rooms nobody is in at this moment."""
    used = {one.room for one in day.appointments if one.status == "in_room"}
    return tuple(room for room in rooms if room not in used)


def waited(appointment: Appointment, now_utc: int) -> int | None:
    """Whole minutes in the waiting room or in the treatment room; None where no time was recorded."""
    since = {"arrived": appointment.arrived_utc, "in_room": appointment.started_utc}.get(appointment.status)
    return None if since is None else max(0, (now_utc - since) // 60)


def late(appointment: Appointment, now_minute: int | None) -> int:
    """Whole minutes past the time of somebody who has not come; 0 otherwise."""
    if now_minute is None or appointment.status not in TO_COME:
        return 0
    return max(0, now_minute - appointment.minute)


def next_to_act_on(day: Day, now_minute: int | None) -> int | None:
    """The id of the appointment a person at the desk needs next: who waits longest, else who is due next."""
    waiting = [one for one in day.appointments if one.status == "arrived"]
    if waiting:
        return min(waiting, key=lambda one: (one.arrived_utc or 0, one.minute)).id
    due = [one for one in day.appointments if one.status in TO_COME]
    if now_minute is not None and due:
        return next((one for one in due if one.end_minute > now_minute), due[-1]).id
    present = [one for one in day.appointments if one.status in PRESENT]
    best = [*due, *present, *day.appointments]
    return best[0].id if best else None


def next_unseen(day: Day, practitioner_id: int | None = None, after: int | None = None) -> Appointment | None:
    """Whom to see next: in a room already, else waiting, else to come, each in order of time; None when all were seen.

    A practitioner's own patients, when any are theirs that day. `after` is the patient looked at now: the next one.
    """
    unseen = [one for one in day.appointments if one.status in (*PRESENT, *TO_COME)]
    own = [one for one in unseen if one.practitioner_id == practitioner_id]
    if any(one.practitioner_id == practitioner_id for one in day.appointments):
        unseen = own
    order = {"in_room": 0, "arrived": 1}
    since = {"in_room": "started_utc", "arrived": "arrived_utc"}
    unseen.sort(
        key=lambda one: (
            order.get(one.status, 2),
            getattr(one, since.get(one.status, ""), None) or 0,
            one.minute,
            one.id,
        )
    )
    at = next((at for at, one in enumerate(unseen) if one.patient_id == after), -1)
    return unseen[(at + 1) % len(unseen)] if unseen else None
