"""What is in a PDF, and a shipped font that lacks letters, whatever fonts the machine has that the tests are run on."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

from dashboard.daysheet.typefaces import SHIPPED

LATIN_AND_SIGNS = (*range(0x20, 0x250), 0x2013, 0x2610, 0x25A1)


def ship_latin_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a part of the shipped font play the shipped one; the whole of it can then play one of the machine's."""
    small = tmp_path / "small.ttf"
    with TTFont(SHIPPED) as font:
        cutter = Subsetter()
        cutter.populate(unicodes=LATIN_AND_SIGNS)
        cutter.subset(font)
        font.save(small)
    monkeypatch.setattr("dashboard.daysheet.typefaces.SHIPPED", small)


def pages(data: bytes) -> int:
    """The pages of a PDF."""
    return len(re.findall(rb"/Type /Page\n", data))


def letters_of(data: bytes) -> set[str]:
    """What the PDF says its glyphs mean: the letters that are drawn, and that a reader can copy out."""
    return {
        bytes.fromhex(meant.decode()).decode("utf-16-be")
        for stream in _streams(data)
        if b"beginbfchar" in stream
        for meant in re.findall(rb"<[0-9A-F]{4}> <([0-9A-Fa-f]+)>", stream)
    }


def _streams(data: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]
