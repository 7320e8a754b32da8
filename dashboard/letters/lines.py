"""The lines of a letter that text and PDF share: heads, addresses, what stands beside them, and the fax cover."""

import re

from care.day_words import full_date
from care.explain import number
from care.letter import Letter, Party, ScoreRow
from care.patient import initials
from care.text import counted, tidy
from dashboard.daysheet.pdf import PAPERS, paper_of

CONFIDENTIAL = (
    "This fax is confidential and meant only for the person named above. If it has reached you by mistake, please do "
    "not read or copy it: tell us by telephone, and destroy it."
)

MISSING = "not on record"
_DASH = "–"
_STATE_AND_CODE = re.compile(r"[A-Z]{2}\.?\s+([A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{5}(-\d{4})?)")
_URGENCY = {"routine": "Routine", "urgent": "URGENT"}


def paper_for(paper: str, timezone: str) -> str:
    """The clinic's own paper (`a4` or `letter`) where it has chosen one, else that of its time zone."""
    return paper if paper in PAPERS else paper_of(timezone)


def address_lines(address: str) -> list[str]:
    """An address of one line as the lines of an envelope: parted at its commas, a state kept with its postal code."""
    lines: list[str] = []
    for piece in (tidy(piece) for piece in re.split(r"[,;\n，、]", address)):
        if not piece:
            continue
        if lines and _STATE_AND_CODE.fullmatch(piece):
            lines[-1] += f", {piece}"
        else:
            lines.append(piece)
    return lines


def receiver_lines(letter: Letter) -> list[str]:
    """The provider's name and address, or that there is none."""
    to = letter.receiver
    lines = [tidy(to.name) or "No provider is named.", tidy(to.person)]
    return [line for line in lines if line] + (address_lines(to.address) or ["No address is on record."])


def contact_line(party: Party) -> str:
    """How to reach the clinic, in one line. A phone number and an address that are missing are said to be."""
    parts = (
        tidy(party.address) or "No address is on record.",
        f"Phone {tidy(party.phone)}" if tidy(party.phone) else "No phone number is on record.",
        f"Fax {tidy(party.fax)}" if tidy(party.fax) else "",
        tidy(party.email),
    )
    return " · ".join(part for part in parts if part)


def info_rows(letter: Letter) -> list[tuple[str, str]]:
    """What stands beside the address: day, urgency, when the report is asked for, and how to reach the receiver."""
    return [
        ("Date", full_date(letter.on)),
        ("Urgency", urgency(letter)),
        ("Report by", full_date(letter.respond_by) if letter.respond_by else "no day set"),
        ("Your phone", tidy(letter.receiver.phone) or MISSING),
        ("Your fax", tidy(letter.receiver.fax) or MISSING),
    ]


def urgency(letter: Letter) -> str:
    """The urgency as a word; an urgent one in capitals, for it must not be overlooked."""
    return _URGENCY.get(letter.urgency, tidy(letter.urgency))


def signed_lines(letter: Letter) -> list[str]:
    """Who signs, with credentials, and the clinic."""
    sender = letter.sender
    person = ", ".join(part for part in (tidy(sender.person), tidy(sender.credentials)) if part)
    return [person or "No practitioner is named.", tidy(sender.name) or "The clinic's name is not on record."]


def running_head(letter: Letter) -> str:
    """What stands at the head of a later page: the patient's initials, no more, and the letter's day."""
    return f"{initials(tidy(letter.patient.name).split(' (called ')[0])} · letter of {full_date(letter.on)}"


def columns(letter: Letter) -> tuple[str, ...]:
    """The heading of the table of scores."""
    return ("Visit", "Date", "Pain", f"{tidy(letter.function_name)} %", "PSFS")


def score_cells(row: ScoreRow) -> tuple[str, ...]:
    """One row of the table of scores, a dash where nothing was taken."""
    scores = (_DASH if score is None else number(score) for score in (row.nprs, row.function, row.psfs))
    return (str(row.number), full_date(row.on), *scores)


def cover_rows(letter: Letter, pages: int) -> list[tuple[str, str]]:
    """The fax cover: both sides, their numbers, and how many pages follow with it. Nothing of the patient."""
    to, sender = letter.receiver, letter.sender
    return [
        ("To", ", ".join(part for part in (tidy(to.name), tidy(to.person)) if part) or MISSING),
        ("Fax", tidy(to.fax) or MISSING),
        ("Phone", tidy(to.phone) or MISSING),
        ("From", ", ".join(part for part in (tidy(sender.person), tidy(sender.name)) if part) or MISSING),
        ("Fax", tidy(sender.fax) or MISSING),
        ("Phone", tidy(sender.phone) or MISSING),
        ("Date", full_date(letter.on)),
        ("Pages", f"{pages} with this one"),
        ("Urgency", urgency(letter)),
        ("About", letter.title),
    ]


def letter_boxed_line(count: int) -> str:
    """What to tell when lines of a letter could not be drawn whole."""
    held, text = ("holds", "it") if count == 1 else ("hold", "them")
    return (
        f"{counted(count, 'line', 'lines')} {held} letters for which this machine has no font; "
        f"the letter as text has {text} whole."
    )
