"""What every PDF here is drawn on: paper in the shipped font, and in fonts of this machine where a text needs them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from fpdf import FPDF
from fpdf.fonts import TTFFont

from dashboard.daysheet.typefaces import Face, faces_for, quiet

Made = TypeVar("Made")


class Document(FPDF):
    """A document on `a4` or `letter`, upright, in mm, set in these faces."""

    def __init__(self, paper: str, faces: list[Face]) -> None:
        super().__init__(orientation="portrait", unit="mm", format=paper)
        self.faces = faces
        self.letters: frozenset[str] = frozenset().union(*(face.letters for face in faces))
        """What can be drawn; any other letter becomes a box."""
        # No placeholder for the number of pages: it could be somebody's name.
        self.str_alias_nb_pages = ""
        names = [f"face{number}" for number in range(len(faces))]
        try:
            for name, face in zip(names, faces, strict=True):
                self.add_font(name, "", face.path)
        except BaseException:
            self.close()
            raise
        self.set_fallback_fonts(names, exact_match=False)

    def close(self) -> None:
        """Let go of the font files."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


def with_faces(texts: Iterable[str], search: Callable[[], list[Path]], draw: Callable[[list[Face]], Made]) -> Made:
    """What `draw` makes in the faces these texts need; `search` lists the fonts of this machine."""
    with quiet():
        faces = faces_for(texts, search)
        try:
            return draw(faces)
        except Exception:
            # A font of the machine may hold the letters and still not be fit for a document. The paper goes before it.
            if len(faces) == 1:
                raise
            return draw(faces[:1])
