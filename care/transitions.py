"""The states of an appointment and the steps between them (the clinical page, section 9).

Which step may be made from which state, what it leads to, and how one is taken back as a correction.
"""

from care.thresholds import Protocol

STEPS: dict[str, tuple[str, ...]] = {
    "confirm": ("booked",),
    "arrive": ("booked", "confirmed"),
    "start": ("arrived",),
    "complete": ("in_room",),
    "no_show": ("booked", "confirmed"),
    "cancel": ("booked", "confirmed"),
    "leave_unseen": ("arrived",),
    "back": ("confirmed", "arrived", "in_room", "completed", "cancelled", "late_cancelled", "no_show", "left_unseen"),
}
"""Every step and the states it can be made from. `back` is the recorded correction to the state before."""

AFTER: dict[str, tuple[str, ...]] = {
    "confirm": ("confirmed",),
    "arrive": ("arrived",),
    "start": ("in_room",),
    "complete": ("completed",),
    "no_show": ("no_show",),
    "cancel": ("cancelled", "late_cancelled"),
    "leave_unseen": ("left_unseen",),
}
"""The states a step leads to; cancelling leads to one of two, see `cancelled_as`."""

STEP_LABELS: dict[str, str] = {
    "confirm": "confirm",
    "arrive": "arrive",
    "start": "start",
    "complete": "done",
    "no_show": "no-show",
    "cancel": "cancel",
    "leave_unseen": "left unseen",
    "back": "put back",
}
"""What a step is called on a key and in the line that offers to undo it."""

BEFORE: dict[str, tuple[str, ...]] = {
    "confirmed": ("booked",),
    "arrived": ("booked", "confirmed"),
    "in_room": ("arrived",),
    "completed": ("in_room",),
    "cancelled": ("booked", "confirmed"),
    "late_cancelled": ("booked", "confirmed"),
    "no_show": ("booked", "confirmed"),
    "left_unseen": ("arrived",),
}
"""The states from which each state is reached, the usual one first."""

WORDS: dict[str, str] = {
    "booked": "booked",
    "confirmed": "confirmed",
    "arrived": "waiting",
    "in_room": "in the room",
    "completed": "done",
    "cancelled": "cancelled",
    "late_cancelled": "cancelled late",
    "no_show": "a no-show",
    "left_unseen": "gone unseen",
}
"""Each state as it stands in a sentence: "Mei Tanaka is waiting"."""


def may(step: str, status: str) -> bool:
    """Whether a step can be made from a state; an unknown step never can."""
    return status in STEPS.get(step, ())


def state_before(status: str, recorded: str | None) -> str | None:
    """Where `back` leads from a state: the one on record, if it can be, else the usual one; None from `booked`."""
    possible = BEFORE.get(status, ())
    if recorded in possible:
        return recorded
    return possible[0] if possible else None


def cancelled_as(start_utc: int, now_utc: int, protocol: Protocol) -> str:
    """`late_cancelled` when less than the protocol's hours [D] are left before the start, else `cancelled`."""
    return "late_cancelled" if start_utc - now_utc < protocol.appointment.late_cancel_hours * 3600 else "cancelled"
