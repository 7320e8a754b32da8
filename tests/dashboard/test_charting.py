"""The practitioner's ways through the screens: a first visit whole, two people on one chart, an advice dismissed, a
course closed and opened again; what is typed is never lost on the way.
"""

from pathlib import Path
from typing import Any

from db.audit import Actor
from db.tables import Visit
from db.writes import courses
from db.writing import Writer
from tests.dashboard.support import HandClock, desk, do, rows, settled, shows, text, until

AT = "2026-11-23 10:42"
DOCS = Path(__file__).parents[2] / "docs" / "keys.md"

COURSE = ("v", "enter", '"3 weeks"', "enter", "c", "p", "enter", "m", "a", "ctrl+s")
HISTORY = ('"desk work"', "enter", "r", "n", "enter")
FLAGS = ("n",) * 9
MOTION = tuple(key for degrees in (40, 50, 35, 30, 70, 55) for key in (f'"{degrees}"', "enter"))
NERVES = ("n", "n", "n", "n")
TESTS = ("n",) * 4
PALPATION = ('"r3a l1"', "enter", '"r2i"', *("enter",) * 8)
CONCLUSION = ('"stiff upper joints"', "enter", '"levator"', "enter", "m", "ctrl+s")
VISIT = (
    '"7 5 9"', "tab", '"gb20 gb21 si3"', "tab", "g", "tab", "tab", "q", *("2",) * 10, "enter", "enter", "enter",
)  # fmt: skip
FIRST_VISIT = (*COURSE, *HISTORY, *FLAGS, *MOTION, *NERVES, *TESTS, *PALPATION, *CONCLUSION, *VISIT)
MOST = 100


def chart_of(app: Any) -> Any:
    return app.screen.view.chart


async def to_new_patient(pilot: Any) -> None:
    """Somebody new is in: registered as a walk-in, in hand on Today."""
    await do(pilot, ("i", '"Zoe Quist"', "enter", '"5035559876"', "enter", '"4.11.1969"', "enter"))
    app = pilot.app
    await until(pilot, lambda: any(one.patient == "Zoe Quist" for one in app.screen.view.day.appointments))
    app.screen.schedule.move_to(next(one.id for one in app.screen.view.day.appointments if one.patient == "Zoe Quist"))
    await settled(pilot)


async def test_a_first_visit_with_its_evaluation(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        await to_new_patient(pilot)
        await do(pilot, FIRST_VISIT)
        mine = "(select max(id) from course)"
        columns = "nprs, ndi_percent, points, techniques, acknowledged, rom_degrees"
        visit = f"select {columns} from visit where course_id = {mine}"
        await until(pilot, lambda: len(rows(demo, visit)) == 1)
        assert rows(demo, visit) == [(7.0, 40.0, "GB20;GB21;SI3", "gua_sha", "pleura:GB21", 30.0)]
        course = rows(demo, f"select causes, exam_class, expected_min, expected_max from course where id = {mine}")
        # Severe by the pain of visit 1 and acute: 6 to 10.
        assert course == [("device;posture", "mobility", 6, 10)]
        ((findings, level),) = rows(demo, f"select findings, red_flag from evaluation where course_id = {mine}")
        assert level == "none"
        assert findings.count('"no"') == 9  # eight red flags, and no headaches
        assert '"rotation_right":55' in findings
        status = f"select status from appointment where course_id = {mine}"
        assert rows(demo, status) == [("completed",)]
        assert rows(demo, "select count(*) from draft") == [(0,)]


def test_a_first_visit_takes_no_more_keys_than_the_page_says() -> None:
    keys = sum(not key.startswith('"') for key in FIRST_VISIT)
    assert keys <= MOST
    assert (
        f"| a whole first visit: course, evaluation, treatment and scores | {keys} keys beside what is typed | {MOST} |"
        in (DOCS.read_text(encoding="utf-8"))
    )


async def test_two_practitioners_on_one_chart(demo: Path) -> None:
    """Both see that the other writes; who saves second is told, and what they typed is still there."""
    async with desk(demo, clock=HandClock(AT)) as one:
        app: Any = one.app
        wanted = next(row for row in app.screen.view.day.appointments if row.status == "in_room" and row.course_id)
        app.screen.schedule.move_to(wanted.id)
        await settled(one)
        await do(one, ("v", "5"))
        other = Actor(None, "Kim Soto")
        with Writer(demo) as writer, writer.unit(other, HandClock(AT).now_utc()) as unit:
            from db.writes import drafts

            drafts.keep(
                unit, "visit", wanted.patient_id, {"pain": "3"}, course_id=wanted.course_id, subject_id=wanted.id
            )
        await do(one, ("escape", "v"))
        assert "Kim Soto is writing on this chart too" in text(one)
        assert "Taken up where it was left" in text(one)
        with Writer(demo) as writer, writer.unit(other, HandClock(AT).now_utc()) as unit:
            from care.chart import VisitEntry
            from db.writes import visits

            visits.record(unit, wanted.course_id, VisitEntry(nprs=3), appointment_id=wanted.id)
        await do(one, ("tab", "tab", "tab", '"their words"', "enter", "enter", "enter"))
        await until(one, lambda: "recorded on 2026-11-23 already: Kim Soto" in text(one))
        assert shows(app, "VisitScreen")
        assert app.screen.values["note"] == "their words"
        count = f"select count(*) from visit where course_id = {wanted.course_id} and local_date = '2026-11-23'"
        assert rows(demo, count) == [(1,)]


async def test_an_advice_is_dismissed_until_something_changes(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        states = app.screen.view.states
        wanted = next(
            one for one in app.screen.view.day.appointments
            if one.course_id and one.status == "booked" and states[one.course_id].advice == "refer_complementary"
        )  # fmt: skip
        app.screen.schedule.move_to(wanted.id)
        await settled(pilot)
        before = app.wanting
        await do(pilot, ("w",))
        await until(pilot, lambda: "What would change it" in text(pilot))
        await do(pilot, ("x", '"sees an osteopath already"', "enter"))
        decided = f"select decision, reason from advice_decision where course_id = {wanted.course_id} and not voided"
        await until(pilot, lambda: rows(demo, decided) == [("dismissed", "sees an osteopath already")])
        await do(pilot, ("2",))
        await until(pilot, lambda: app.wanting == before - 1)
        await do(pilot, ("1", "enter"))
        await until(pilot, lambda: "sees an" in text(pilot) and "dismissed by" in text(pilot))
        await do(pilot, ("escape", "u"))
        await until(pilot, lambda: rows(demo, decided) == [])


async def test_a_course_is_closed_and_opened_again(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await do(pilot, ("slash", '"mei tana"', "enter"))
        await until(pilot, lambda: shows(app, "ChartScreen") and app.screen.view is not None)
        course = chart_of(app).course.id
        later = "local_date > '2026-11-23' and status = 'booked'"
        coming = f"select count(*) from appointment where course_id = {course} and {later}"
        assert rows(demo, coming) == [(1,)]
        await do(pilot, ("x", "d", "enter"))
        closed = f"select outcome from course where id = {course}"
        await until(pilot, lambda: rows(demo, closed) == [("discharged",)])
        assert rows(demo, coming) == [(0,)]
        await until(pilot, lambda: "discharged" in text(pilot))
        await do(pilot, ("x", '"the pain came back"', "enter"))
        await until(pilot, lambda: rows(demo, closed) == [(None,)])
        await do(pilot, ("u", "u"))
        await until(pilot, lambda: rows(demo, coming) == [(1,)])


async def test_another_chart_begins_at_its_newest_visit_and_is_booked_with_whose_course_it_is(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await do(pilot, ("slash", '"mei tana"', "enter"))
        await until(pilot, lambda: shows(app, "ChartScreen") and app.screen.in_hand is not None)
        mei = chart_of(app)
        await do(pilot, ("down", "down"))
        assert app.screen.in_hand == mei.visits[-3]
        await do(pilot, ("slash", '"omar"', "enter"))
        await until(pilot, lambda: app.screen.in_hand is not None and chart_of(app).patient.id != mei.patient.id)
        assert app.screen.in_hand == chart_of(app).visits[-1]
        owner = 1
        with Writer(demo) as writer, writer.unit(Actor(None, "Rosa"), app.clock.now_utc()) as unit:
            courses.change(unit, mei.course.id, mei.course_version, practitioner_id=owner)
        assert (await app.whom(mei.patient.id, mei.course.id)).practitioner_id == owner


async def test_a_recorded_visit_is_put_right_and_what_it_was_stays(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await do(pilot, ("slash", '"mei tana"', "enter"))
        await until(pilot, lambda: shows(app, "ChartScreen") and app.screen.in_hand is not None)
        visit = app.screen.in_hand
        await do(pilot, ("m", "backspace", "8", "enter", "enter"))
        await until(pilot, lambda: "reason" in text(pilot).lower())
        pilot.app.screen.query_one("#reason").value = "typed the wrong patient's number"
        await do(pilot, ("enter",))
        await until(pilot, lambda: shows(app, "ChartScreen"))
        was = f"select field, was, now, reason from correction where subject = 'visit' and subject_id = {visit.id}"
        found = rows(demo, was)
        assert ("nprs", "3", "8", "typed the wrong patient's number") in found
        await until(pilot, lambda: "was 3" in text(pilot))


async def test_a_chart_without_anything_says_so(demo: Path) -> None:
    async with desk(demo, clock=HandClock(AT)) as pilot:
        app: Any = pilot.app
        await to_new_patient(pilot)
        await do(pilot, ("enter",))
        await until(pilot, lambda: "No course of care has been opened" in text(pilot))
        assert "o opens a course" in text(pilot)
        await do(pilot, ("o", "ctrl+s"))
        await until(pilot, lambda: "No visit has been recorded" in text(pilot))
        assert "v records the first visit" in text(pilot)
        assert "No evaluation has been recorded" in text(pilot)
        await do(pilot, ("v", "enter", "enter"))  # a visit without any score
        await until(pilot, lambda: shows(app, "ChartScreen") and len(chart_of(app).visits) == 1)
        await until(pilot, lambda: "not scored" in text(pilot))
        assert "begins with a pain score" in text(pilot)


async def test_sixty_visits_and_eight_courses(demo: Path) -> None:
    from datetime import date, timedelta

    patient = rows(demo, "select patient_id from course order by id desc limit 1")[0][0]
    course = rows(demo, "select max(id) from course")[0][0]
    with Writer(demo) as writer, writer.unit(Actor(1, "Dana Lee"), HandClock(AT).now_utc()) as unit:
        from db.tables import Course

        for number in range(60):
            unit.session.add(
                Visit(course_id=course, local_date=date(2026, 5, 1) + timedelta(days=3 * number), minute=540,
                      nprs=8 - number % 7, points="GB20;GB21;SI3;LI4;BL60", techniques="gua_sha", note="a note " * 9)
            )  # fmt: skip
        for number in range(7):
            opened = date(2018 + number, 3, 1)
            unit.session.add(
                Course(patient_id=patient, condition="headache", opened_on=opened, closed_on=opened + timedelta(60),
                       outcome="resolved")
            )  # fmt: skip
        unit.session.flush()
        unit.audit("added", "visit", None, patient)
    for size in ((120, 40), (80, 24)):
        async with desk(demo, size=size, clock=HandClock(AT)) as pilot:
            app: Any = pilot.app
            app.open_chart(patient, course)
            await until(pilot, lambda app=app: shows(app, "ChartScreen") and app.screen.view is not None)
            await settled(pilot)
            assert len(chart_of(app).courses) >= 8
            pages = [text(pilot)]
            if size[0] < 110:
                for _ in range(4):
                    await do(pilot, ("tab",))
                    pages.append(text(pilot))
            shown = "\n".join(pages)
            for words in ("GB20 GB21 SI3", "Headache", "expected", "▆"):
                assert words in shown, f"{words} is missing at {size}:\n{shown}"
            assert all(len(line) <= size[0] for page in pages for line in page.splitlines())
