"""The letters of a PDF: one font that comes with the program, and for what it lacks the fonts of this machine."""

import logging
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

SHIPPED = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
"""Latin with Vietnamese, Greek, Cyrillic, Hebrew, Arabic and the signs of the sheet."""

BOX = "□"
"""Stands where a letter would, for which there is no font."""

_SUFFIXES = {".ttf", ".otf", ".ttc"}
_STYLED = ("bold", "italic", "oblique", "black", "light", "thin", "medium", "condensed", "mono", "serif", "display")
_NO_EMBEDDING = 0x0002


class Face(NamedTuple):
    """A font file and the letters it holds. Of a collection it is the first font."""

    path: Path
    letters: frozenset[str]


def folders() -> tuple[Path, ...]:
    """Where systems keep their fonts; which of them exist is another matter."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return (Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts", local / "Microsoft" / "Windows" / "Fonts")
    if sys.platform == "darwin":
        return (home / "Library" / "Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    return (
        home / ".local" / "share" / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"),
    )  # fmt: skip


def font_files() -> list[Path]:
    """Every font file of this machine, upright text fonts first: what is taken first should read like the rest."""
    found = []
    for folder in folders():
        # `os.walk` passes over what cannot be read, and follows no link into a circle.
        for where, _, names in os.walk(folder):
            found += [Path(where) / name for name in names if Path(name).suffix.lower() in _SUFFIXES]
    return sorted(found, key=lambda path: (_rank(path.name.lower()), path.name, str(path)))


def face_of(path: Path) -> Face | None:
    """The letters of a font file; None when it cannot be read, draws no outlines, or may not be put into a document."""
    try:
        with path.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as font:
            if not ({"glyf", "CFF "} & set(font.keys())) or "cmap" not in font:
                return None
            if "OS/2" in font and font["OS/2"].fsType & 0x000F == _NO_EMBEDDING:
                return None
            return Face(path, frozenset(map(chr, font.getBestCmap() or {})))
    except Exception:
        # Fonts come from anywhere, and a broken one raises anything; it is no reason to have no sheet.
        return None


def missing(text: str, letters: frozenset[str]) -> frozenset[str]:
    """The letters of a text that are not among `letters` and that somebody would miss on paper."""
    return frozenset(char for char in text if char not in letters and not _unseen(char))


def faces_for(texts: Iterable[str], files: Callable[[], list[Path]] = font_files) -> list[Face]:
    """The shipped font, then those of this machine that the texts need besides; no file is opened without need.

    A font that holds all a text lacks is preferred to one that holds some of it, so that no name is patched together.
    """
    shipped = face_of(SHIPPED)
    assert shipped is not None
    chosen = [shipped]
    lacking = {gap for text in texts if (gap := missing(text, shipped.letters))}
    partial: list[Face] = []
    for face in _opened(files() if lacking else []):
        whole = {gap for gap in lacking if gap <= face.letters}
        if whole:
            chosen.append(face)
            lacking -= whole
        elif any(gap & face.letters for gap in lacking):
            partial.append(face)
        if not lacking:
            return chosen
    rest = frozenset().union(*lacking) - frozenset().union(*(face.letters for face in chosen))
    for face in partial:
        if rest & face.letters:
            chosen.append(face)
            rest -= face.letters
    return chosen


def drawable(text: str, letters: frozenset[str]) -> str:
    """The text with a box for each letter that no font holds; marks that would stand on such a letter go with it."""
    kept = []
    for char in unicodedata.normalize("NFC", text):
        if char in letters:
            kept.append(char)
        elif unicodedata.category(char) == "Zs":
            kept.append(" ")
        elif not _unseen(char) and not unicodedata.category(char).startswith("M"):
            kept.append(BOX)
    return "".join(kept)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the libraries remark about a machine's fonts from the counter's stderr."""
    before = {name: logging.getLogger(name).level for name in ("fpdf", "fontTools")}
    for name in before:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def _opened(files: Iterable[Path]) -> Iterator[Face]:
    for path in files:
        face = face_of(path)
        if face is not None:
            yield face


def _unseen(char: str) -> bool:
    """Spaces, joiners and variation selectors: nothing to draw."""
    return unicodedata.category(char) in ("Zs", "Cf") or "\ufe00" <= char <= "\ufe0f"


def _rank(name: str) -> int:
    """How far a file name is from an upright text font. Variable fonts come last: their first weight may be the
    thinnest."""
    styled = sum(word in name.replace("sans-serif", "") for word in _STYLED)
    return styled + 10 * ("[" in name or "variable" in name or "-vf" in name)
