"""Who booked, as an event or a row of a booking page says it."""

import re
from dataclasses import dataclass, replace

from care.text import clean, tidy
from db.exchange.ics import RawEvent
from db.exchange.values import LONGEST_NAME, loses_text

LONGEST_NOTE = 1_000
_DASH = re.compile(r"\s+[-–—]\s+")
_BREAK = re.compile(r"<br\s*/?>|\\n", re.IGNORECASE)
_KEYS = {
    "name": "name", "client": "name", "patient": "name", "invitee": "name",
    "phone": "phone", "telephone": "phone", "tel": "phone", "mobile": "phone", "phone number": "phone",
    "email": "email", "e-mail": "email", "email address": "email",
    "service": "service", "appointment type": "service", "event type": "service", "type": "service",
    "notes": "note", "note": "note", "comments": "note", "comment": "note",
}  # fmt: skip
_NOT_A_PERSON = ("ROOM", "RESOURCE", "GROUP")


@dataclass(frozen=True, slots=True)
class Booker:
    """Name and contact of whoever booked. `name` is as it was written, the other two what it was taken apart into."""

    name: str = ""
    family_name: str = ""
    given_name: str = ""
    phone: str = ""
    email: str = ""
    service: str = ""
    note: str = ""


def split_name(text: str) -> tuple[str, str]:
    """(family, given) of `Family, Given` or `Given Family`; one word alone is a family name."""
    family, comma, given = text.partition(",")
    if comma and family.strip() and given.strip():
        return tidy(family), tidy(given)
    words = tidy(text.replace(",", " ")).split()
    return (words[-1], " ".join(words[:-1])) if words else ("", "")


def booker(name: str, phone: str = "", email: str = "", service: str = "", note: str = "") -> Booker:
    """A booker with every text tidied and cut to what the record takes.

    Raises `ValueError` for a name with control codes, escapes or text-direction overrides: nobody is called that,
    and it would be shown to whoever settles the booking.
    """
    if clean(name) != re.sub(r"[\t\r\n]", " ", name):
        raise ValueError("the name holds control codes, escape codes or text-direction overrides")
    wrong = sorted(set("[]<>{}|\\").intersection(name))
    if wrong:
        raise ValueError(f"a name cannot hold {' '.join(wrong)}")
    whole = tidy(name)
    if len(whole) > LONGEST_NAME:
        raise ValueError(f"a name of more than {LONGEST_NAME} characters")
    family, given = split_name(whole)
    return Booker(
        whole or "(no name)", family, given, tidy(phone)[:LONGEST_NAME], tidy(email)[:LONGEST_NAME],
        tidy(service)[:LONGEST_NAME], tidy(note)[:LONGEST_NOTE],
    )  # fmt: skip


def booker_of(event: RawEvent) -> Booker:
    """Who booked an event: from its description where that names them, else its summary, else an attendee."""
    said = _description(event.text("DESCRIPTION"))
    summary, *services = _DASH.split(event.text("SUMMARY"), maxsplit=1)
    attendee_name, attendee_email = _attendee(event)
    return booker(
        said.get("name") or summary or attendee_name,
        said.get("phone", ""),
        said.get("email") or attendee_email,
        said.get("service") or "".join(services),
        said.get("note", ""),
    )


def completed(booker: Booker, master: Booker) -> Booker:
    """A changed occurrence with what only its series says: a moved one rarely repeats the phone number."""
    if booker.name not in (master.name, "(no name)"):
        return booker
    return replace(
        master,
        phone=booker.phone or master.phone,
        email=booker.email or master.email,
        service=booker.service or master.service,
        note=booker.note or master.note,
    )


def loses_any(event: RawEvent) -> bool:
    """Whether control codes will be dropped from a text of the event."""
    return loses_text(event.text("DESCRIPTION"))


def _description(text: str) -> dict[str, str]:
    """The `Key: value` lines of a description; what else stands there is its note."""
    found: dict[str, str] = {}
    rest = []
    for line in _BREAK.sub("\n", text).split("\n"):
        key, colon, value = line.partition(":")
        meant = _KEYS.get(key.strip().casefold()) if colon else None
        if meant is None:
            rest.append(line.strip())
        elif value.strip():
            found.setdefault(meant, value.strip())
    found.setdefault("note", " ".join(rest).strip())
    return found


def _attendee(event: RawEvent) -> tuple[str, str]:
    for attendee in event.properties.get("ATTENDEE", ()):
        if attendee.parameters.get("CUTYPE", "").upper() in _NOT_A_PERSON:
            continue
        address = attendee.value
        email = address[7:] if address.casefold().startswith("mailto:") else ""
        name = attendee.parameters.get("CN", "")
        return ("" if "@" in name else name), email
    return "", ""
