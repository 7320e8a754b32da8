"""A shipped font that lacks letters, whatever fonts the machine has that the tests are run on."""

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
