"""A letter to draw, and how to listen to what is drawn."""

from datetime import date, timedelta
from typing import NamedTuple

from fpdf import FPDF

from care.letter import Letter, LetterFacts, Party, ScoreRow, Subject, letter

MADE = 1_784_000_000
CLINIC = Party("Riverside Acupuncture", "Dana Lee", "L.Ac.", "12 Elm St, Portland, OR 97201", "(503) 555-0101",
               "(503) 555-0102", "desk@riverside.example")  # fmt: skip
WEISS = Party("Dr Weiss", address="4 Oak Ave, Portland, OR 97201", phone="(503) 555-0199", fax="(503) 555-0198")
MEI = Subject("Mei Tanaka", date(1985, 3, 4), "(503) 683-6219", "9 Fir Ct")
OPENED, ON = date(2026, 6, 1), date(2026, 7, 25)


def rows(count: int) -> tuple[ScoreRow, ...]:
    """Weekly visits whose pain falls, every third without a score."""
    return tuple(
        ScoreRow(n, OPENED + timedelta(7 * n), None if n % 3 == 0 else max(0, 7 - n), 40 if n == 1 else None, 4.5)
        for n in range(1, count + 1)
    )


def made(**other: object) -> Letter:
    """A letter with something in every part."""
    known: dict[str, object] = {
        "sender": CLINIC, "receiver": WEISS, "patient": MEI, "on": ON, "kind": "orthopaedic", "urgency": "routine",
        "question": "What is the cause?", "history": "After a fall.", "exam": (("Red flags asked", "fracture no"),),
        "visits": rows(8), "goal": 2, "treatment": "8 visits.", "response": "No change.", "medicines": "warfarin",
        "told": "That a specialist is asked.", "respond_by": date(2026, 8, 24),
    }  # fmt: skip
    return letter(LetterFacts(**(known | other)))


class Piece(NamedTuple):
    """One text that was put on paper, and where: page, x and y in mm, and its alignment."""

    text: str
    page: int
    x: float
    y: float
    align: str


def listen(pieces: list[Piece]) -> object:
    """A `multi_cell` that notes every text of the last drawing before it is drawn; one before it counted the pages."""
    real, drawing = FPDF.multi_cell, []

    def heard(self: FPDF, *args: object, **kwargs: object) -> object:
        if drawing[-1:] != [self]:
            drawing.append(self)
            pieces.clear()
        text = str(kwargs.get("text", args[2] if len(args) > 2 else ""))
        pieces.append(Piece(text, self.page_no(), self.x, self.y, str(kwargs.get("align", ""))))
        return real(self, *args, **kwargs)

    return heard
