"""What forms are made of: answers by a letter, questions by a digit, and lines whose every key is kept as a draft."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical

from dashboard.screens.answers import AnswersPane, Question
from dashboard.screens.form import FormScreen
from dashboard.screens.form_lines import Ask, DraftOf, NumberField
from dashboard.themes import THEMES
from db.errors import Conflict
from db.reader import open_reader
from tests.dashboard.support import Desk, desk, press, settled, text, until
from widgets.choice import Choice, Option
from widgets.field import Field

SIDES = (Option("l", "left", "left"), Option("r", "right", "right"), Option("b", "both", "both sides"))
CAUSES = (Option("w", "work", "work"), Option("s", "sleep", "sleeping position"), Option("d", "driving", "driving"),
          Option("v", "viral", "viral infection"))  # fmt: skip


class Tiny(App[None]):
    """One line of answers, or nothing until a window opens; what the line tells is kept."""

    CSS = "Vertical { height: auto; }"

    def __init__(self, choice: Choice | None = None) -> None:
        super().__init__()
        self.choice, self.told = choice, list[tuple[str, tuple[str, ...]]]()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        with Vertical():
            if self.choice is not None:
                yield self.choice

    def on_choice_changed(self, message: Choice.Changed) -> None:
        self.told.append(("changed", message.choice.chosen))

    def on_choice_taken(self, message: Choice.Taken) -> None:
        self.told.append(("taken", message.choice.chosen))


@asynccontextmanager
async def answering(choice: Choice, width: int = 80) -> AsyncIterator[Desk]:
    """A line of answers with the keys."""
    async with Tiny(choice).run_test(size=(width, 12)) as pilot:
        choice.focus()
        await pilot.pause()
        yield pilot


def told(pilot: Desk) -> list[tuple[str, tuple[str, ...]]]:
    """What the line has told, oldest first, with what was chosen by then."""
    assert isinstance(pilot.app, Tiny)
    return pilot.app.told


def drawn(pilot: Desk) -> list[str]:
    """The lines that are not empty."""
    return [line.strip() for line in text(pilot).splitlines() if line.strip()]


class TestChoice:
    """Answers side by side."""

    async def test_a_letter_takes_the_one_answer_and_goes_on(self) -> None:
        async with answering(Choice(SIDES)) as pilot:
            assert drawn(pilot) == ["( ) l left  ( ) r right  ( ) b both sides"]
            await pilot.press("r")
            await pilot.pause()
            assert drawn(pilot) == ["( ) l left  (●) r right  ( ) b both sides"]
            await pilot.press("r", "l")
            await pilot.pause()
            assert told(pilot) == [
                ("changed", ("right",)), ("taken", ("right",)), ("taken", ("right",)), ("changed", ("left",)),
                ("taken", ("left",)),
            ]  # fmt: skip

    async def test_arrows_go_round_and_stay_on_the_line(self) -> None:
        choice = Choice(SIDES)
        async with answering(choice) as pilot:
            found = []
            for key in ("right", "right", "right", "right", "left", "left"):
                await pilot.press(key)
                found.append(choice.chosen)
            assert found == [("left",), ("right",), ("both",), ("left",), ("both",), ("right",)]
            assert {kind for kind, _ in told(pilot)} == {"changed"}
            await pilot.press("backspace", "left")
            assert choice.chosen == ("both",)

    async def test_backspace_empties_the_line_and_other_keys_are_nobodys(self) -> None:
        choice = Choice(SIDES, ["left"])
        async with answering(choice) as pilot:
            await pilot.press("z", "L", "space", "7")
            assert (choice.chosen, told(pilot)) == (("left",), [])
            await pilot.press("backspace", "delete")
            await pilot.pause()
            assert (choice.chosen, told(pilot)) == ((), [("changed", ())])

    async def test_of_many_a_letter_takes_and_gives_up_and_nobody_is_sent_on(self) -> None:
        choice = Choice(CAUSES, many=True)
        async with answering(choice, 90) as pilot:
            await pilot.press("d", "w", "right", "d", "s")
            await pilot.pause()
            assert choice.chosen == ("work", "sleep")
            assert drawn(pilot) == ["[x] w work  [x] s sleeping position  [ ] d driving  [ ] v viral infection"]
            assert {kind for kind, _ in told(pilot)} == {"changed"}

    async def test_ordered_shows_which_was_taken_first(self) -> None:
        choice = Choice(CAUSES, ["viral"], ordered=True)
        async with answering(choice, 90) as pilot:
            await pilot.press("d", "w", "v")
            await pilot.pause()
            assert choice.chosen == ("driving", "work")
            assert drawn(pilot) == ["[2] w work  [ ] s sleeping position  [1] d driving  [ ] v viral infection"]

    @pytest.mark.parametrize("width", [26, 30, 40, 60, 90])
    async def test_answers_go_over_as_many_lines_as_they_need_and_none_is_cut(self, width: int) -> None:
        choice = Choice(CAUSES, ["sleep"], many=True)
        async with answering(choice, width) as pilot:
            lines = drawn(pilot)
            assert "  ".join(lines).split("  ") == [
                f"[{'x' if one.value == 'sleep' else ' '}] {one.key} {one.label}" for one in CAUSES
            ]
            assert choice.size.height == len(lines)
            assert all(len(line) <= width - 2 for line in lines)
            # No line has room for the first answer of the next one.
            assert all(len(one) + 2 + len(two.split("  ")[0]) > width - 2 for one, two in pairwise(lines))

    async def test_a_value_that_is_no_option_any_more_is_kept(self) -> None:
        choice = Choice(CAUSES, ["curse"], many=True)
        async with answering(choice) as pilot:
            await pilot.press("w")
            assert choice.chosen == ("curse", "work")


NDI = [Question(name) for name in ("pain", "care", "lifting")]
WIDE = [Question(name, 0, 10) for name in ("walking", "sitting", "lying")]


class Asked:
    """A window of questions, opened; `result` is what it answered."""

    result: Any = "nothing yet"

    def __init__(self, pilot: Desk) -> None:
        self.pilot = pilot
        assert isinstance(pilot.app.screen, AnswersPane)
        self.pane = pilot.app.screen

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    @property
    def state(self) -> str:
        """What is said under the questions."""
        return next(
            line.strip(" │") for line in text(self.pilot).splitlines() if " of " in line or " not from " in line
        )


@asynccontextmanager
async def asked(
    questions: Sequence[Question], answers: Sequence[int | None] = (), first: str = ""
) -> AsyncIterator[Asked]:
    """The questions, the first without an answer in hand."""
    async with Tiny().run_test(size=(80, 24)) as pilot:
        found: list[Asked] = []
        pilot.app.push_screen(
            AnswersPane("Questions", questions, answers, first), lambda result: setattr(found[0], "result", result)
        )
        await pilot.pause()
        found.append(Asked(pilot))
        await pilot.pause()
        yield found[0]


class TestAnswers:
    """A questionnaire, one digit a question."""

    async def test_a_digit_answers_and_goes_on_and_enter_on_the_last_takes_them(self) -> None:
        async with asked(NDI) as one:
            await one.press("3", "0")
            assert (one.pane.answers, one.pane.at, one.state) == ([3, 0, None], 2, "2 of 3 answered")
            await one.press("5")
            assert one.result == "nothing yet"
            await one.press("enter")
            assert one.result == [3, 0, 5]

    async def test_a_digit_out_of_range_is_told_and_changes_nothing(self) -> None:
        async with asked(NDI) as one:
            await one.press("6")
            assert (one.pane.answers, one.pane.at) == ([None] * 3, 0)
            assert one.state == "pain: 6 is not from 0 to 5."

    async def test_two_digits_where_the_range_has_room_for_them(self) -> None:
        async with asked(WIDE) as one:
            await one.press("1", "0", "7", "1")
            assert (one.pane.answers, one.pane.at) == ([10, 7, 1], 2)
            await one.press("enter")
            assert one.result == [10, 7, 1]

    async def test_a_second_digit_that_does_not_fit_never_takes_the_place_of_the_first(self) -> None:
        async with asked(WIDE) as one:
            await one.press("1", "5")
            assert (one.pane.answers, one.pane.at) == ([1, None, None], 0)
            assert one.state == "walking: 15 is not from 0 to 10."
            await one.press("enter", "5")
            assert (one.pane.answers, one.pane.at) == ([1, 5, None], 2)

    async def test_a_digit_on_a_line_come_back_to_is_a_first_one(self) -> None:
        async with asked(WIDE) as one:
            await one.press("1", "down", "up", "0")
            assert one.pane.answers == [0, None, None]

    async def test_after_backspace_a_digit_is_a_first_one(self) -> None:
        async with asked(WIDE) as one:
            await one.press("1", "backspace", "4")
            assert (one.pane.answers, one.pane.at) == ([4, None, None], 1)

    @pytest.mark.parametrize("key", ["minus", "n", "x"])
    async def test_a_dash_means_that_it_does_not_apply(self, key: str) -> None:
        async with asked(NDI, [4]) as one:
            await one.press(key)
            assert (one.pane.answers, one.pane.left_out, one.pane.at) == ([4, None, None], {1}, 2)
            assert "n/a" in text(one.pilot)
            await one.press("up", "2")
            assert (one.pane.answers, one.pane.left_out) == ([4, 2, None], set())
            assert "n/a" not in text(one.pilot)

    async def test_the_first_without_an_answer_is_in_hand(self) -> None:
        async with asked(NDI, [1, 2, None]) as one:
            assert (one.pane.at, one.state) == (2, "2 of 3 answered")

    async def test_answers_of_another_questionnaire_are_cut_to_this_one(self) -> None:
        async with asked(NDI, [1, 2, 3, 4, 5]) as one:
            assert (one.pane.answers, one.pane.at) == ([1, 2, 3], 0)

    async def test_the_key_that_opened_it_may_be_the_first_answer(self) -> None:
        async with asked(NDI, first="3") as one:
            assert (one.pane.answers, one.pane.at) == ([3, None, None], 1)

    async def test_they_can_be_taken_half_answered_and_left_as_they_were(self) -> None:
        async with asked(NDI) as one:
            await one.press("3", "ctrl+s")
            assert one.result == [3, None, None]
        async with asked(NDI, [1, 2, 3]) as one:
            await one.press("5", "escape")
            assert one.result is None


class Sample(FormScreen):
    """Three lines; saving answers with what stands in them, or with the trouble it was told to meet."""

    def __init__(self, values: dict[str, Any] | None = None, trouble: Conflict | None = None) -> None:
        super().__init__(DraftOf("visit", 1), values or {})
        self.trouble = trouble
        self.saved: list[dict[str, Any]] = []

    def asks(self) -> list[Ask]:
        return [Ask("h", "A heading", "heading"), Ask("pain", "Pain", "number"), Ask("side", "Side", "one", SIDES),
                Ask("note", "Note")]  # fmt: skip

    async def save(self) -> None:
        self.saved.append(dict(self.values))
        if self.trouble is not None:
            raise self.trouble
        self.dismiss(await self.desk.write("drafts.drop", self.draft_id or 0))


@asynccontextmanager
async def form(path: Path, screen: Sample) -> AsyncIterator[Desk]:
    """A form over the dashboard."""
    async with desk(path) as pilot:
        pilot.app.push_screen(screen)
        await settled(pilot)
        yield pilot


def drafts(path: Path) -> list[tuple[Any, ...]]:
    """What is kept of half-written forms."""
    with open_reader(path) as reader:
        return reader.rows("select kind, patient_id, payload from draft order by id")


class TestForm:
    """A form over the whole window."""

    async def test_enter_goes_from_line_to_line_and_saves_from_the_last(self, sample_path: Path) -> None:
        screen = Sample()
        async with form(sample_path, screen) as pilot:
            found = []
            for key in ("4", "enter", "r", "x", "enter"):
                found.append(screen.focused and screen.focused.id)
                await press(pilot, key)
            assert found == ["pain", "pain", "side", "note", "note"]
            assert screen.saved == [{"pain": "4", "side": "right", "note": "x"}]
            assert not screen.is_attached

    async def test_every_key_is_kept_and_a_form_that_is_left_leaves_its_draft(self, sample_path: Path) -> None:
        screen = Sample()
        async with form(sample_path, screen) as pilot:
            await press(pilot, "4", "tab", "b", "x")
            await until(pilot, lambda: drafts(sample_path) == [("visit", 1, '{"pain":"4","side":"both","note":"x"}')])
            await press(pilot, "escape")
            assert len(drafts(sample_path)) == 1

    async def test_a_form_that_is_saved_right_after_a_key_leaves_no_draft(self, sample_path: Path) -> None:
        screen = Sample()
        async with form(sample_path, screen) as pilot:
            screen.put("pain", "4")
            screen.action_save()
            await settled(pilot)
            assert screen.saved == [{"pain": "4"}]
            assert drafts(sample_path) == []

    async def test_one_that_could_not_be_saved_stays_with_its_draft(self, sample_path: Path) -> None:
        screen = Sample(trouble=Conflict("Kim Soto changed it at 10:40."))
        async with form(sample_path, screen) as pilot:
            screen.put("pain", "4")
            screen.action_save()
            await settled(pilot)
            assert pilot.app.screen is screen
            assert "Kim Soto changed it at 10:40." in text(pilot)
            await until(pilot, lambda: drafts(sample_path) == [("visit", 1, '{"pain":"4"}')])
            await press(pilot, "5")
            assert "Kim Soto" not in text(pilot)

    async def test_it_is_saved_once_however_often_the_key_is_pressed(self, sample_path: Path) -> None:
        screen = Sample()
        async with form(sample_path, screen) as pilot:
            screen.action_save()
            screen.action_save()
            await settled(pilot)
            assert len(screen.saved) == 1

    async def test_what_is_wrong_is_said_and_its_line_has_the_keys(self, sample_path: Path) -> None:
        screen = Sample({"pain": "x", "note": "as typed"})
        async with form(sample_path, screen) as pilot:
            screen.complain("Note is too long.", at="note")
            await settled(pilot)
            assert screen.focused is not None and screen.focused.id == "note"
            assert "Note is too long." in text(pilot) and "▸ Note" in text(pilot)
            assert drafts(sample_path) == []

    async def test_a_number_takes_no_letters_and_no_markup_is_read(self, sample_path: Path) -> None:
        screen = Sample({"note": "[b]x[/b]"})
        async with form(sample_path, screen) as pilot:
            await press(pilot, "a", "7", "z", "comma", "5")
            assert screen.query_one("#pain", NumberField).value == "7,5"
            assert screen.query_one("#note", Field).value == "[b]x[/b]" and "[b]x[/b]" in text(pilot)
