"""Outcomes on screen: what it shows of much, little and nothing, and how one gets behind a figure."""

import asyncio
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

import db.outcomes
from care.width import cell_width
from dashboard import outcome_reading
from dashboard.actions import EVERYWHERE, actions_of
from dashboard.outcome_reading import gather
from dashboard.screens.chart import ChartScreen
from dashboard.screens.outcome_courses import OutcomeCoursesScreen
from dashboard.screens.outcomes import OutcomesScreen
from db.access import standing
from db.audit import Actor
from db.bulk import load
from db.writes import staff
from db.writing import Writer
from tests.conftest import NOW_UTC
from tests.dashboard.support import Desk, desk, press, settled, text, until
from tests.db.fill import Filler


def screen(pilot: Desk) -> OutcomesScreen:
    found = pilot.app.screen
    assert isinstance(found, OutcomesScreen)
    return found


def courses(path: Path, nprs: tuple[int, ...], many: int, **more: object) -> None:
    """So many courses alike, one visit a week from 2 March 2026 on, each with its own patient."""
    with Writer(path):
        pass
    begun = date(2026, 3, 2)
    from db.reader import open_reader

    with open_reader(path) as reader:
        (first,) = reader.rows("select coalesce(max(id), 0) + 1 from course")[0]
    ids = range(first, first + many)
    load(path, {
        "patient": [{"id": key, "family_name": f"Family{key}", "given_name": "Ann", "preferred_name": "", "phone": "",
                     "date_of_birth": None, "email": "", "cautions": "", "note": "", "version": 1} for key in ids],
        "course": [{"id": key, "patient_id": key, "condition": "neck_pain", "opened_on": begun.isoformat(),
                    "severity": "moderate", "onset_date": "2025-01-01", "causes": "", "expected_by_rule": 1,
                    "expected_reason": "", "version": 1, "closed_on": None, "outcome": None} | more for key in ids],
        "visit": [{"course_id": key, "local_date": (begun + timedelta(7 * at)).isoformat(), "minute": 600,
                   "nprs": float(score), "points": "", "techniques": "", "note": "", "version": 1}
                  for key in ids for at, score in enumerate(nprs)],
    })  # fmt: skip


def test_no_two_keys_are_the_same() -> None:
    for where in ("outcomes", "outcome_courses"):
        keys = [key for one in actions_of(where) for key in one.keys.split(",")]
        assert len(keys) == len(set(keys))


async def test_every_action_is_bound_and_can_be_done(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4",)) as pilot:
        for _ in range(2):
            here = pilot.app.screen
            for one in actions_of(here.WHERE):
                assert hasattr(here, f"action_{one.id}") or hasattr(pilot.app, f"action_{one.id}"), one.id
                if one.where != EVERYWHERE:
                    bound = {binding.key for _, binding, _, _ in here.active_bindings.values()}
                    assert set(one.keys.split(",")) <= bound
            await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ChartScreen)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16), (160, 60)])
@pytest.mark.parametrize("tabs", range(3))
async def test_every_page_keeps_to_its_window(sample_path: Path, size: tuple[int, int], tabs: int) -> None:
    async with desk(sample_path, size, keys=("4", *["tab"] * tabs)) as pilot:
        rows = text(pilot).split("\n")
        assert len(rows) == size[1] and all(cell_width(row) <= size[0] for row in rows)
        assert "312 courses" in text(pilot)


async def test_figures_and_curve_stand_beside_each_other_where_there_is_room(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4",)) as pilot:
        shown = text(pilot)
        for words in ("86 of 312  28 %  23-33 %", "Half had resolved by visit 10", "censored", "expected 6-10",
                      "95 % interval", "By severity", "By duration", "148 of 276"):  # fmt: skip
            assert words in " ".join(shown.split("\n")), words
        await press(pilot, "tab")
        shown = text(pilot)
        for name in ("mild  n 32", "moderate  n 172", "severe  n 108", "acute  n 95", "chronic  n 142"):
            assert name in shown
        await press(pilot, "tab")
        assert "86 of 312" in text(pilot)


async def test_a_small_window_has_three_pages(sample_path: Path) -> None:
    async with desk(sample_path, (80, 24), keys=("4",)) as pilot:
        assert "86 of 312" in text(pilot) and "Half had" not in text(pilot)
        await press(pilot, "tab")
        assert "Half had resolved by visit 10 (9 or later)." in text(pilot) and "86 of 312" not in text(pilot)
        await press(pilot, "tab")
        assert "chronic  n 142" in text(pilot)
        await press(pilot, "shift+tab", "shift+tab")
        assert "86 of 312" in text(pilot)


async def test_the_courses_behind_a_figure_lead_to_their_charts_and_back(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4", "down", "enter")) as pilot:
        assert isinstance(pilot.app.screen, OutcomeCoursesScreen)
        assert "Resolved  86 courses" in text(pilot)
        assert text(pilot).count("resolved at visit") > 20
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ChartScreen)
        await press(pilot, "escape", "escape")
        assert screen(pilot).query_one("RowList").key == "resolved"


async def test_in_a_small_window_the_arrows_move_the_pictures(sample_path: Path) -> None:
    async with desk(sample_path, (60, 16), keys=("4", "tab")) as pilot:
        assert "gone on like" not in text(pilot)
        await press(pilot, *["down"] * 8)
        await until(pilot, lambda: "gone on like the" in text(pilot))
        await press(pilot, "shift+tab", "down", "enter")
        assert isinstance(pilot.app.screen, OutcomeCoursesScreen)


async def test_names_can_be_hidden_behind_a_figure_and_filtered(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4", "down", "down", "down", "down", "enter")) as pilot:
        assert "Silvano Soria" in text(pilot)
        await press(pilot, "n")
        assert "Silvano" not in text(pilot)
        await press(pilot, "n", "f", *"silv")
        assert "Silvano Soria" in text(pilot) and text(pilot).count("lapsed") == 1


async def test_a_filter_narrows_every_figure_and_is_told(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4", "f", "1", "2")) as pilot:
        assert "· mild" in text(pilot) and "32 courses began" in text(pilot)
        await press(pilot, "f", "2", "2")
        assert "· mild, acute" in text(pilot)
        await press(pilot, "f", "6")
        assert "312 courses began" in text(pilot)


async def test_a_period_is_chosen_or_typed(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4", "p", "2")) as pilot:
        assert "1 Jan 2026 to 20 Nov 2026" in text(pilot)
        await press(pilot, "p", "6")
        assert "everything up to 20 Nov 2026" in text(pilot)
        await press(pilot, "p", "7", *"2026-03-01", "enter", *"2026-03-31", "enter")
        await until(pilot, lambda: "1 Mar 2026 to 31 Mar 2026" in text(pilot))
        await settled(pilot)
        assert screen(pilot).told and {one.opened_on.month for one in screen(pilot).told.facts} == {3}
        await press(pilot, "p", "7", *"2026-03-09", "enter", *"2026-03-01", "enter")
        await until(pilot, lambda: "must begin before it ends" in text(pilot))
        assert "1 Mar 2026 to 31 Mar 2026" in text(pilot)


async def test_groups_compare_and_practitioners_are_not_ranked(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4", "b", "4")) as pilot:
        shown = text(pilot)
        assert shown.index("Dana Lee") < shown.index("Kim Soto") < shown.index("Ravi Menon")
        shares = [line.index(" of ") for line in shown.splitlines() if re.search(r"(Lee|Soto|Menon) .* of ", line)]
        assert len(shares) == 3 and len(set(shares)) == 1
        assert "compare nobody" in " ".join(shown.split())


async def test_ranges_of_ones_own_come_with_their_lines(record_path: Path) -> None:
    courses(record_path, (6, 6, 6, 2, 2), 50, closed_on="2026-06-01", outcome="resolved")
    async with desk(record_path, keys=("4", "r")) as pilot:
        await until(pilot, lambda: "[conditions.neck_pain.chronic]" in text(pilot))
        assert "moderate = [5, 5]" in text(pilot)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "takes or gives back   esc closes   ↓ more" in text(pilot))


async def choose(pilot: Desk, offered: str, number: str) -> None:
    """Ask to take or give back, and take the one that is offered at a number."""
    await press(pilot, "t")
    await until(pilot, lambda: f"{number} {offered}" in text(pilot))
    await press(pilot, number)


async def test_a_range_is_taken_over_by_a_key_and_given_back_by_it(record_path: Path, tmp_path: Path) -> None:
    courses(record_path, (6, 6, 6, 2, 2), 50, closed_on="2026-06-01", outcome="resolved")
    own = tmp_path / "protocol.toml"
    own.write_text("# ours\n")
    async with desk(record_path, keys=("4",)) as pilot:
        pilot.app.protocol_place = own
        await press(pilot, "r")
        await until(pilot, lambda: "t takes or gives back" in text(pilot))
        await choose(pilot, "take neck_pain.chronic.moderate: 5-5 visits", "1")
        await until(pilot, lambda: "from the next start" in " ".join(text(pilot).split()))
        assert "moderate = [5, 5]  # our record on 2026-11-20" in own.read_text()
        await choose(pilot, "give back neck_pain.chronic.moderate", "1")
        await until(pilot, lambda: "was given back" in text(pilot))
        assert own.read_text() == "# ours\n"
        # The forecast's figures are the other line of the same window.
        assert "Where pain settles, and how fast" in text(pilot)
        await choose(pilot, "take forecast.chronic: for the forecast, from 50 courses", "2")
        await until(pilot, lambda: "forecast.chronic is in" in text(pilot))
        assert "courses = 50, taken_on = 2026-11-20 }" in own.read_text()
        await choose(pilot, "give back forecast.chronic", "1")
        await until(pilot, lambda: "forecast.chronic was given back" in text(pilot))
        assert own.read_text() == "# ours\n"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, OutcomesScreen)


async def test_of_several_ranges_one_is_chosen_and_a_broken_file_is_left(record_path: Path, tmp_path: Path) -> None:
    courses(record_path, (6, 6, 6, 2, 2), 50, closed_on="2026-06-01", outcome="resolved")
    courses(record_path, (6, 6, 2, 2), 50, closed_on="2026-06-01", outcome="resolved", condition="headache")
    own = tmp_path / "protocol.toml"
    own.write_text("[pain\n")
    async with desk(record_path, keys=("4",)) as pilot:
        pilot.app.protocol_place = own
        await press(pilot, "r")
        await until(pilot, lambda: "t takes or gives back" in text(pilot))
        await press(pilot, "t", "1")
        await until(pilot, lambda: "Nothing was changed" in " ".join(text(pilot).split()))
        assert own.read_text() == "[pain\n" and [one.name for one in tmp_path.glob("protocol*")] == ["protocol.toml"]


async def test_without_a_place_for_the_file_nothing_is_taken_over(record_path: Path) -> None:
    courses(record_path, (6, 6, 6, 2, 2), 50, closed_on="2026-06-01", outcome="resolved")
    async with desk(record_path, keys=("4", "r")) as pilot:
        await until(pilot, lambda: "t takes or gives back" in text(pilot))
        await choose(pilot, "take neck_pain.chronic.moderate", "1")
        await until(pilot, lambda: "was not told where" in " ".join(text(pilot).split()))


async def test_taking_over_is_for_owners(record_path: Path, tmp_path: Path) -> None:
    courses(record_path, (6, 6, 6, 2, 2), 50, closed_on="2026-06-01", outcome="resolved")
    async with desk(record_path, keys=("4",)) as pilot:
        app = pilot.app
        app.protocol_place = tmp_path / "protocol.toml"
        await app.ask(lambda reader: reader.serve(standing(reader, Actor(1, "Ana Ruiz"), NOW_UTC)))
        await press(pilot, "r")
        await until(pilot, lambda: "t takes or gives back" in text(pilot))
        # Made something else while the window is open: what counts is the role at the act.
        with Writer(record_path) as writer, writer.unit(Actor(None, "setup"), NOW_UTC) as unit:
            staff.add(unit, "Rosa Delgado", "owner", "rosa")
            staff.change(unit, 1, 1, system_user="ana", role="practitioner")
        await choose(pilot, "take neck_pain.chronic.moderate", "1")
        await until(pilot, lambda: "Taking figures over" in text(pilot))
        assert not app.protocol_place.exists()
        await until(pilot, lambda: app.record.reader.row("select 1 from audit_entry where action = 'denied'"))


async def test_an_empty_clinic_is_a_sentence(record_path: Path) -> None:
    async with desk(record_path, keys=("4",)) as pilot:
        assert "No course began in this period." in text(pilot)
        assert "p chooses another period." in text(pilot)
        await press(pilot, "tab")
        assert "No course began in this period." in text(pilot)
        await press(pilot, "enter", "b", "escape", "r")
        assert "No condition has 50 closed courses" in text(pilot)


async def test_one_course_is_a_sentence_and_can_still_be_seen(record_path: Path) -> None:
    courses(record_path, (6, 2, 2), 1)
    async with desk(record_path, keys=("4",)) as pilot:
        assert "1 course began in this period. Figures are shown from 5 courses on" in " ".join(text(pilot).split())
        assert "%" not in text(pilot)
        await press(pilot, "enter")
        assert "Ann Family1" in text(pilot)


async def test_all_censored_and_all_resolved_at_one_visit(record_path: Path) -> None:
    courses(record_path, (6, 6, 6), 8)
    async with desk(record_path, (80, 24), keys=("4", "tab")) as pilot:
        assert "None of 8 courses has resolved; the curve stays at 0 % up to visit 3." in text(pilot)
    courses(record_path, (6, 4, 2, 2), 12, condition="shoulder_pain")
    async with desk(record_path, (80, 24), keys=("4", "f", "5", "3")) as pilot:
        assert "· Shoulder pain" in text(pilot) and "12 of 12 100 %  76-100 %" in text(pilot)
        await press(pilot, "tab")
        assert "Half had resolved by visit 4." in text(pilot)
        assert "All 12 courses resolved; none had to be censored." in text(pilot)


async def test_what_a_colleague_records_is_counted_without_a_key(record_path: Path) -> None:
    courses(record_path, (6, 6, 2), 8)
    async with desk(record_path, (80, 24), keys=("4", "tab")) as pilot:
        assert "None of 8 courses has resolved" in text(pilot)
        before = screen(pilot).gathered
        with Writer(record_path) as writer, writer.unit(Actor(None, "Dana"), NOW_UTC) as unit:
            from db.tables import Visit

            unit.session.add(Visit(course_id=3, local_date=date(2026, 4, 1), minute=600, nprs=1))
            unit.session.flush()
            unit.audit("added", "visit", 99, patient_id=3)
        await until(pilot, lambda: "Of 8 courses with a visit, 1 resolved" in text(pilot))
        after = screen(pilot).gathered
        # Only the one patient's course was read again.
        assert before is not None and after is not None
        assert [key for key in after.facts if after.facts[key] is not before.facts[key]] == [3]


async def test_it_answers_keys_and_says_how_far_it_is_while_it_reads(
    sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.outcomes, "PART", 20)
    gate = asyncio.Event()
    whole = outcome_reading.outcomes.part

    async with desk(sample_path) as pilot:
        ask, parts = pilot.app.ask, 0

        async def held(question, *args, **kwargs):
            nonlocal parts
            if question is whole:
                parts += 1
                if parts == 4:
                    await gate.wait()
            return await ask(question, *args, **kwargs)

        monkeypatch.setattr(pilot.app, "ask", held)
        monkeypatch.setattr("dashboard.screens.outcomes.TELL_EVERY", 0.0)
        await pilot.press("4")
        await until(pilot, lambda: parts == 4)
        await pilot.pause()
        assert "Reading 60 of 312 courses …" in text(pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: "On this screen" in text(pilot))
        await pilot.press("escape")
        gate.set()
        await until(pilot, lambda: "312 courses began" in text(pilot))
        await settled(pilot)
        assert screen(pilot).read_of is None and len(screen(pilot).gathered.facts) == 312


async def test_a_long_reading_shows_the_newest_courses_at_once_and_says_so(
    sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.outcomes, "PART", 20)
    gate, whole = asyncio.Event(), outcome_reading.outcomes.part

    async with desk(sample_path, keys=("4",)) as pilot:
        await until(pilot, lambda: "312 courses began" in text(pilot))
        here, ask, parts = screen(pilot), pilot.app.ask, 0

        async def held(question, *args, **kwargs):
            nonlocal parts
            if question is whole:
                parts += 1
                if parts == 5:
                    await gate.wait()
            return await ask(question, *args, **kwargs)

        monkeypatch.setattr(pilot.app, "ask", held)
        monkeypatch.setattr("dashboard.screens.outcomes.TELL_EVERY", 0.0)
        here.period = here.period._replace(since=date(2020, 1, 1))
        here.start_reading()
        # The figures of the period before do not stand under the title of this one.
        assert here.told is None
        await until(pilot, lambda: parts == 5 and here.told is not None)
        await until(pilot, lambda: "Figures of these, the newest." in text(pilot))
        some = {one.id for one in here.told.facts}
        assert 40 < len(some) <= 60 and re.search(rf"began +{len(some)}\b", text(pilot))
        gate.set()
        await until(pilot, lambda: here.read_of is None and len(here.told.facts) > 300)
        assert some == set(sorted(one.id for one in here.told.facts)[-len(some) :])
        assert "Figures of these" not in text(pilot)


async def test_another_period_takes_the_place_of_the_one_being_read(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4",)) as pilot:
        here = screen(pilot)
        for month in (3, 4, 5):
            here.period = here.period._replace(since=date(2026, month, 1), until=date(2026, month, 28))
            here.start_reading()
            await asyncio.sleep(0)
        await settled(pilot)
        await until(pilot, lambda: here.read_of is None and here.gathered.period == here.period)
        assert {one.opened_on.month for one in here.told.facts} == {5}
        assert "Reading" not in text(pilot)


async def test_a_change_of_nobody_in_particular_reads_everything_again(sample_path: Path) -> None:
    async with desk(sample_path, keys=("4",)) as pilot:
        app, before = pilot.app, screen(pilot).gathered
        same = await gather(app, before.period, before, lambda *_: None)
        assert same is before
        Filler(sample_path, Actor(None, "Dana")).staff("New Colleague")
        anew = await gather(app, before.period, before, lambda *_: None)
        assert anew is not before and anew.facts == before.facts


async def test_without_colours_everything_has_a_sign_of_its_own(
    sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk(sample_path, keys=("4",)) as pilot:
        shown = text(pilot)
        assert "━━━ resolved  ░░░ 95 % interval  ··· expected" in shown
        assert all(sign in shown for sign in ("┛", "░░", "····"))
