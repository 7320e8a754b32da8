"""The small windows: as high as what they show, their hints told from what was typed, their keys always in sight."""

from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input

from care.places import Place
from care.width import cell_width
from dashboard.screens.booking import BookPane, ForWhom
from dashboard.screens.setup import SetUp
from tests.dashboard.support import HandClock, desk, press, segments, shows, text, until
from widgets.field import Field


def height_of(shown: str) -> int:
    """Rows from the upper to the lower edge of the window on screen."""
    rows = shown.split("\n")
    top = next(at for at, row in enumerate(rows) if "╭" in row)
    return next(at for at, row in enumerate(rows) if "╰" in row) - top + 1


@pytest.mark.parametrize(("keys", "window", "most"), [("slash", "FindPane", 21), ("b", "BookPane", 15)])
async def test_a_window_is_as_high_as_what_it_shows(keys: str, window: str, most: int, sample_path: Path) -> None:
    async with desk(sample_path, (120, 40), keys=(keys,)) as pilot:
        await until(pilot, lambda: shows(pilot.app, window) and "esc back" in text(pilot))
        assert height_of(text(pilot)) <= most, text(pilot)


async def test_what_may_be_typed_is_in_brackets(sample_path: Path) -> None:
    """By its colour alone an example would look like a medicine somebody takes."""
    async with desk(sample_path, (80, 24), keys=("enter", "p", "h")) as pilot:
        await until(pilot, lambda: shows(pilot.app, "LinesPane"))
        assert "(for example warfarin 5 mg in the evening)" in text(pilot)
        for field in pilot.app.screen.query(Field):
            assert not field.placeholder or field.placeholder[0] + field.placeholder[-1] == "()"


async def test_the_longest_window_shows_its_title_and_its_keys_at_24_rows(sample_path: Path) -> None:
    async with desk(sample_path, (80, 24), keys=("L", "plus")) as pilot:
        await until(pilot, lambda: shows(pilot.app, "LinesPane"))
        shown = text(pilot)
        assert "Somebody new to refer to" in shown
        assert "physical therapy" in shown
        assert "esc back" in shown


async def test_the_palette_finds_by_the_word_of_the_key_bar(sample_path: Path) -> None:
    async with desk(sample_path, (80, 24), keys=("ctrl+p",)) as pilot:
        await press(pilot, *"no-show")
        await until(pilot, lambda: "no-show: The patient did not come  (x)" in text(pilot))


WINDOWS = {
    "find": ("slash",), "book": ("b",), "series": ("B",), "bookings": ("p",), "drafts": ("D",), "card": ("enter", "p"),
    "call": ("3", "t"), "put off": ("3", "z"),
}  # fmt: skip


@pytest.mark.parametrize("keys", WINDOWS.values(), ids=list(WINDOWS))
async def test_its_keys_are_in_sight_in_a_small_window(keys: tuple[str, ...], sample_path: Path) -> None:
    async with desk(sample_path, (80, 24), keys=keys) as pilot:
        await until(pilot, lambda: "╭" in text(pilot))
        assert "esc back" in text(pilot), text(pilot)


@pytest.mark.parametrize(("keys", "mark"), [(("slash",), "reverse"), (("ctrl+p",), "underline")])
async def test_where_the_hand_is_shows_without_colours(
    keys: tuple[str, ...], mark: str, sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk(sample_path, (80, 24), keys=keys) as pilot:
        await until(pilot, lambda: any(getattr(one.style, mark, False) for row in segments(pilot) for one in row))


async def test_a_window_keeps_its_frame_around_an_emoji_in_a_name(sample_path: Path) -> None:
    async with desk(sample_path, (80, 24)) as pilot:
        whom = ForWhom(1, "Zoë Müller \U0001f469‍⚕️\U0001f44d\U0001f3fd", None, 1, "Dana Lee")
        await pilot.app.push_screen(BookPane(whom, (Place(date(2026, 12, 1), 600, 30, 1, "R1"),)))
        await until(pilot, lambda: "Next visit of" in text(pilot))
        assert {sum(cell_width(one.text) for one in row) for row in segments(pilot)} == {80}


async def test_a_clinic_is_set_up_without_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = SetUp(tmp_path / "new.acudesk", HandClock())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: "Name of the clinic" in text(pilot))


async def test_a_mistyped_time_zone_takes_the_cursor_to_it(tmp_path: Path) -> None:
    app = SetUp(tmp_path / "new.acudesk", HandClock())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "s")
        for name, value in (("name", "River"), ("zone", "Los Angeles"), ("owner", "Tom Becker")):
            app.screen.query_one(f"#{name}", Input).value = value
        app.screen.query_one("#owner", Input).focus()
        await press(pilot, "enter")
        await until(pilot, lambda: "There is no time zone" in text(pilot))
        assert app.focused is app.screen.query_one("#zone", Input)
        assert not (tmp_path / "new.acudesk").exists()
