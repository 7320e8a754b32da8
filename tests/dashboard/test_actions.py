"""The one table of actions: what is bound, offered, explained and listed is the same everywhere."""

from pathlib import Path

import pytest

from care.loop import steps_for
from dashboard.actions import ACTIONS, EVERYWHERE, actions_of
from dashboard.app import Acudesk
from dashboard.screens.panes import help_lines
from dashboard.themes import THEMES
from tests.dashboard.support import desk, press, settled, text
from widgets.ink import plain

PLACES = {"today": "1", "caseload": "2", "referrals": "3", "outcomes": "4", "calls": "5"}


def test_no_two_actions_of_a_place_share_a_key() -> None:
    for where in PLACES:
        keys = [key for one in actions_of(where) for key in one.keys.split(",")]
        assert len(keys) == len(set(keys)), where


@pytest.mark.parametrize("where", PLACES)
async def test_every_action_is_bound_and_can_be_done(where: str, sample_path: Path) -> None:
    async with desk(sample_path, keys=(PLACES[where],)) as pilot:
        screen, app = pilot.app.screen, pilot.app
        assert where == screen.WHERE
        for one in actions_of(where):
            assert hasattr(screen, f"action_{one.id}") or hasattr(app, f"action_{one.id}"), one.id
            for key in one.keys.split(","):
                bound = {binding.action for _, binding, _, _ in screen.active_bindings.values() if binding.key == key}
                assert one.id in {action.rpartition(".")[2] for action in bound}, (one.id, key, bound)


@pytest.mark.parametrize("where", PLACES)
async def test_the_key_bar_offers_what_the_table_says(where: str, sample_path: Path) -> None:
    async with desk(sample_path, (160, 40), keys=(PLACES[where],)) as pilot:
        bar = text(pilot).split("\n")[-1].split("   ")
        wanted = [f"{one.shown} {one.label}" for one in actions_of(where) if one.hint]
        if where == "referrals":  # the steps of the referral in hand come first
            steps = [f"{step.key} {step.verb}" for step in steps_for(pilot.app.screen.referral.status)]
            assert steps
            wanted = steps + wanted
        assert [hint.strip() for hint in bar if hint.strip()] == wanted


@pytest.mark.parametrize("where", PLACES)
def test_the_help_tells_every_key(where: str) -> None:
    told = plain(help_lines(where, 80))
    for one in ACTIONS:
        if one.where in (where, EVERYWHERE):
            assert any(row.split()[:1] == [one.shown] and one.help.split()[0] in row for row in told.split("\n")), one


@pytest.mark.parametrize("where", PLACES)
async def test_the_palette_lists_these_actions_and_nothing_else(where: str, sample_path: Path) -> None:
    from textual.command import CommandList

    async with desk(sample_path, (120, 60), keys=(PLACES[where], "ctrl+p")) as pilot:
        await settled(pilot)
        listed = pilot.app.screen.query_one(CommandList)
        shown = {str(listed.get_option_at_index(at).prompt).strip() for at in range(listed.option_count)}
        wanted = {one for one in actions_of(where) if one.id not in ("command_palette", "back")}
        assert shown == {f"{one.label}: {one.help}  ({one.shown})" for one in wanted}
        assert not any(word in one.lower() for one in shown for word in ("screenshot", "save", "svg"))


async def test_nothing_of_the_library_writes_files_or_shows_its_own_panels(sample_path: Path) -> None:
    async with desk(sample_path) as pilot:
        assert list(pilot.app.get_system_commands(pilot.app.screen)) == []
        keys = set(pilot.app.screen.active_bindings)
        ours = {key for one in actions_of("today") for key in one.keys.split(",")}
        assert keys - ours <= {"tab", "shift+tab", "ctrl+c", "super+c", "up", "down", "left", "right", "home", "end",
                               "pageup", "pagedown", "ctrl+pageup", "ctrl+pagedown"}  # fmt: skip


async def test_the_themes_follow_one_another(sample_path: Path) -> None:
    key = next(one.keys for one in ACTIONS if one.id == "next_theme")
    async with desk(sample_path) as pilot:
        seen = [pilot.app.theme]
        for _ in THEMES:
            await press(pilot, key)
            seen.append(pilot.app.theme)
            assert "Ramón Quiroz" in text(pilot)
        assert seen == [*(theme.name for theme in THEMES), THEMES[0].name]


def test_the_binding_ids_are_the_tables_own() -> None:
    assert {binding.id for binding in Acudesk.BINDINGS} == {one.id for one in actions_of(EVERYWHERE)}
