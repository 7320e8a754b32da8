"""Who is in now, as lines and as JSON."""

from typing import Any

from care.appointment import clock
from dashboard.reports.words import columns
from db.localtime import to_local
from db.sign_ins import SignedIn

NOBODY = "Nobody is in at the moment."


def where_from(one: SignedIn) -> str:
    """From where somebody came, in a few words."""
    if one.via == "ssh":
        return f"ssh from {one.origin}" if one.origin else "ssh"
    terminal = one.terminal.partition(" ")[0]
    return f"this machine, {terminal}" if terminal else "this machine"


def since(one: SignedIn, zone: str, now_utc: int) -> str:
    """Since when, with the day where it is not today."""
    on, minute, _ = to_local(one.at_utc, zone)
    today = to_local(now_utc, zone)[0]
    return clock(minute) if on == today else f"{on.isoformat()} {clock(minute)}"


def as_lines(found: tuple[SignedIn, ...], zone: str, now_utc: int) -> list[str]:
    """One line of at most 80 cells for each session."""
    lines = [
        columns(
            (str(one.id), 6), (one.name, 22), (since(one, zone, now_utc), 16), (where_from(one), 25),
            ("looks" if one.read_only else "", 6),
        ).rstrip()
        for one in found
    ]  # fmt: skip
    return lines or [NOBODY]


def as_json(found: tuple[SignedIn, ...], zone: str) -> dict[str, Any]:
    """The form documented in docs/commands.md."""
    told = []
    for one in found:
        on, minute, _ = to_local(one.at_utc, zone)
        told.append(
            {
                "id": one.id, "staff_id": one.staff_id, "name": one.name, "since": f"{on.isoformat()} {clock(minute)}",
                "via": one.via, "origin": one.origin or None, "terminal": one.terminal or None,
                "read_only": one.read_only,
            }
        )  # fmt: skip
    return {"timezone": zone, "sessions": told}
