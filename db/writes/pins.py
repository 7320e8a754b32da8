"""PINs: set, taken away, and tried. Wrong ones are counted in the record, so that no restart forgets them.

From the fifth on each is followed by a wait of 1, 2, 4 ... 15 minutes, never for ever.
"""

from db.errors import NotFound, Refused
from db.tables import Staff
from db.writing import Unit

SHORTEST, LONGEST = 6, 64
"""Characters of a PIN."""

FREE, LONGEST_WAIT = 5, 15
"""The wrong PIN that the first wait follows, and the minutes of the longest wait."""


def wait_after(failures: int) -> int:
    """Minutes to wait after so many wrong PINs in a row."""
    return 0 if failures < FREE else min(LONGEST_WAIT, 2 ** (failures - FREE))


def well_formed(pin: str) -> None:
    """Raise `Refused` for what is no PIN; to be asked as soon as it is typed, not after the second time."""
    if not SHORTEST <= len(pin) <= LONGEST or len(set(pin)) < 3:
        raise Refused(
            f"A PIN has {SHORTEST} to {LONGEST} characters, at least three of them different. Nothing was changed."
        )


def set_pin(unit: Unit, staff_id: int, pin: str | None) -> str:
    """Set somebody's PIN, or take it away; one's own, or, for an owner, anybody's. Returns what was done."""
    unit.require("own_pin" if staff_id == unit.actor.staff_id else "staff")
    row = unit.session.get(Staff, staff_id)
    if row is None or not row.active:
        raise NotFound(f"There is nobody on staff with number {staff_id}. Nothing was changed. Look at the list again.")
    if pin is not None:
        well_formed(pin)
    from argon2 import PasswordHasher

    row.pin_hash = None if pin is None else PasswordHasher().hash(pin)
    row.pin_failures, row.pin_blocked_until = 0, None
    unit.session.add(row)
    unit.session.flush()
    unit.audit("pin_changed" if pin is not None else "pin_removed", "staff", staff_id)
    from db.writes.staff import still_an_owner

    still_an_owner(unit)
    return f"{row.name} has a {'new ' if pin is not None else ''}PIN." if pin is not None else f"{row.name} has no PIN."


def try_pin(unit: Unit, pin: str, what: str) -> str:
    """Try the PIN of the unit's actor; empty when it is right, else why it was not taken, in a sentence.

    `what` is what it opens, for the log: `signed_in`, `unlocked`, `switched`. The write lock is held meanwhile, so that
    nobody tries two at once.
    """
    row = unit.session.get(Staff, unit.actor.staff_id) if unit.actor.staff_id is not None else None
    if row is None or not row.active or row.pin_hash is None:
        unit.audit("pin_missing", "session", None)
        return "There is no PIN of yours here. Ask an owner: `acudesk staff pin` sets one."
    until = row.pin_blocked_until
    # A clock that was set back must not keep somebody out for longer than the longest wait.
    if until is not None and 0 < until - unit.now_utc <= LONGEST_WAIT * 60:
        unit.audit("pin_too_soon", "session", None)
        minutes = -(-(until - unit.now_utc) // 60)
        return f"Too many wrong PINs. Wait {minutes} minute{'' if minutes == 1 else 's'}; then try again."
    version = row.version
    if _right(row.pin_hash, pin):
        row.pin_failures, row.pin_blocked_until, said = 0, None, ""
        unit.audit(what, "session", None)
    else:
        row.pin_failures += 1
        wait = wait_after(row.pin_failures)
        row.pin_blocked_until = unit.now_utc + wait * 60 if wait else None
        unit.audit("pin_wrong", "session", None, failures=row.pin_failures)
        left = FREE - row.pin_failures
        said = f"That is not the PIN. {f'Wait {wait} min.' if wait else f'{left} more before a wait.'}"
    unit.session.add(row)
    unit.session.flush()
    # Nobody else's view of the person is older for it.
    row.version = version
    unit.session.flush()
    return said


def told(unit: Unit, what: str) -> None:
    """Tell the log what became of a session: `locked`, `uncovered`, `left_idle`."""
    unit.audit(what, "session", None)


def _right(stored: str, pin: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher().verify(stored, pin)
    except (VerificationError, InvalidHashError):
        return False
