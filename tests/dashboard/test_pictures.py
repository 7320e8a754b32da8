"""Every screen at every size it is made for, as text and inks, on the sample clinic at 10:47 on its day."""

from collections.abc import Callable
from pathlib import Path

import pytest

from care.width import cell_width
from tests.dashboard.support import desk, picture, text

SIZES = ((120, 40), (80, 24), (60, 16))
SCREENS = {
    "today": (),
    "caseload": ("2",),
    "referrals": ("3",),
    "outcomes": ("4",),
    "outcome-groups": ("4", "tab", "tab"),
    "outcome-courses": ("4", "down", "enter"),
    "why": ("up", "up", "w"),
    "help": ("question_mark",),
    "bookings": ("p",),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCREENS)
async def test_screen(name: str, size: tuple[int, int], sample_path: Path, golden: Callable[[str, str], None]) -> None:
    async with desk(sample_path, size, keys=SCREENS[name]) as pilot:
        rows = text(pilot).split("\n")
        assert len(rows) == size[1]
        assert all(cell_width(row) <= size[0] for row in rows)
        golden(f"{name}-{size[0]}x{size[1]}", picture(pilot))
