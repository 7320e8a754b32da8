"""Whom and which course a command means, the chart, the advice and drafts from the command line."""

from pathlib import Path

from sqlcipher3 import dbapi2

from care.width import cell_width
from dashboard.person import who_is_here
from db.audit import Actor
from db.reader import open_reader
from db.writes import drafts
from db.writing import Writer
from tests.cli.conftest import DAY
from tests.cli.counter import Cli
from tests.cli.test_chart_report import TOP
from tests.conftest import NOW_UTC

NASTY = "slept \x1b]52;c;eA\x07b\x9b31m\u202eless\nat night"
NASTY_KEPT = "slept ]52;c;eAb31mless at night"


def test_a_patient_is_meant_by_whole_names_that_only_one_has(cli: Cli) -> None:
    christina = cli.json("chart", "pt1")["patient"]
    for given in (1, "Christina Hernandez", "hernandez christina", "CHRISTINA"):
        assert cli.json("chart", given)["patient"] == christina
    told = cli.refused(65, "chart", "christ")
    assert "“christ” may mean " in told and "1 Christina Hernandez (born 1949-12-09)" in told
    assert "Nothing was changed. Give the number" in told
    several = cli.refused(65, "visit", "add", "christine", "--pain", 3)
    assert several.count("Christine") == 3 and "Christina" not in several
    # A part of a name finds nobody, even where only one has it.
    assert "may mean 1 Christina Hernandez (" in cli.refused(65, "advice", "christina hernande")
    assert "no patient with the id or the name “qqqq”" in cli.refused(65, "chart", "qqqq")
    # Digits are never looked for in telephone numbers.
    assert "no patient with the id “503683”" in cli.refused(65, "chart", "503683")


def test_two_of_the_same_name_are_told_apart_by_number(cli: Cli) -> None:
    for born in ("1961-02-03", "1984-05-06"):
        cli.said("patient", "add", "--family", "Łukasiewicz", "--given", "Ewa", "--born", born)
    told = cli.refused(65, "course", "open", "ewa lukasiewicz")
    assert "261 Ewa Łukasiewicz (born 1961-02-03), 262 Ewa Łukasiewicz (born 1984-05-06)" in told
    assert cli.json("course", "open", 262)["course"]["condition"] == "neck_pain"


def test_with_several_open_courses_one_is_named_unless_an_appointment_does(cli: Cli) -> None:
    cli.said("course", "open", "pt2", "--condition", "headache")
    told = cli.refused(65, "score", "add", "pt2", "--pain", 3)
    assert "has 2 open courses: " in told and "3 neck pain (opened 2026-11-17)" in told and "--course" in told
    assert cli.json("visit", "add", "pt2", "--pain", 3)["visit"]["number"] == 2
    assert "2 open courses" in cli.refused(65, "visit", "add", "pt2", "--date", "2026-11-19", "--pain", 3)
    assert cli.json("score", "add", "pt2", "--course", "c3", "--groc", 1)["visit"]["nprs"] == 3


def test_a_closed_course_takes_no_visit(cli: Cli) -> None:
    assert "was closed on 2026-11-18" in cli.refused(65, "visit", "add", "pt1", "--pain", 3)
    cli.json("patient", "add", "--family", "Żak", "--given", "Ola")
    assert "has no course of care. Nothing was changed." in cli.refused(65, "visit", "add", "ola", "--pain", 3)


def test_the_chart_is_one_page_of_text_or_json(cli: Cli) -> None:
    code, plain, _ = cli("chart", "pt2")
    assert code == 0 and plain.startswith("Riverside Acupuncture: chart\nFriday 20 November 2026\n")
    assert cli("chart", "pt2", "--plain")[1] == plain
    told = cli.json("chart", "pt2")
    assert set(told) == TOP and told["course"]["source_id"] == "c3"
    # One score foretells nothing.
    assert told["forecast"] is None and "Forecast" not in plain
    assert cli.json("chart", "pt8")["forecast"] and "\nForecast       " in cli("chart", "pt8")[1]
    assert cli.json("chart", "pt1", "--course", "c1")["course"]["source_id"] == "c1"
    assert cli.json("chart", "pt1")["course"]["source_id"] == "c2"
    cli.json("patient", "add", "--family", "Żak", "--given", "Ola")
    assert cli.json("chart", "ola")["course"] is None
    assert "No course of care has been opened." in cli("chart", "ola")[1]
    assert cli.refused(2, "chart", "pt2", "--plain", "--json")


def test_the_advice_says_why_and_what_would_change_it(cli: Cli) -> None:
    code, plain, _ = cli("advice", "pt2")
    assert code == 0
    assert plain.startswith(
        "渡辺 零, patient 2: neck pain, course 3\nStatus     too early\nAdvice     continue (rule D12)"
    )
    assert "Changes    " in plain and "Decided" not in plain
    assert all(cell_width(line) <= 80 for line in plain.splitlines())
    told = cli.json("advice", "pt2")
    assert set(told) == {"date", "patient", "course", "assessment", "decision", "would_change"}
    assert (told["assessment"]["rule"], told["decision"]) == ("D12", None)
    assert told["would_change"] and all(" at visit 2" in one or "core" in one for one in told["would_change"])
    assert "nothing is advised in it" in cli("advice", "pt1")[1]


def test_an_advice_is_dismissed_with_a_reason_until_a_fact_changes(cli: Cli) -> None:
    assert "dismissed with a reason" in cli.refused(65, "advice", "dismiss", "pt2")
    assert "for `acudesk advice dismiss" in cli.refused(2, "advice", "pt2", "--reason", "x")
    assert "dismissed, rule D12" in cli.said("advice", "dismiss", "pt2", "--reason", NASTY)
    assert "already" in cli.said("advice", "dismiss", "pt2", "--reason", "again")
    held = cli.json("advice", "pt2")["decision"]
    assert (held["decision"], held["rule"], held["reason"], held["on"]) == ("dismissed", "D12", NASTY_KEPT, DAY)
    assert "Decided    dismissed by" in cli("advice", "pt2")[1]
    cli.said("visit", "add", "pt2", "--pain", 5)
    assert cli.json("advice", "pt2")["decision"] is None
    assert [cli.json("undo")["undone"]["label"] for _ in range(2)] == ["record visit", "advice"]
    assert cli.json("advice", "pt2")["decision"] is None
    assert "the course is closed" in cli.refused(65, "advice", "dismiss", "pt1", "--reason", "x")


def test_what_is_half_written_is_listed_without_what_it_says(cli: Cli) -> None:
    assert cli.said("drafts") == "Nothing is half written."
    assert cli.json("drafts") == {"drafts": []}
    mine = _me(cli)
    with Writer(cli.path) as writer, writer.unit(mine, NOW_UTC) as unit:
        number = drafts.keep(unit, "visit", 2, {"note": "private words"}, course_id=3)
    with Writer(cli.path) as writer, writer.unit(Actor(None, "somebody else"), NOW_UTC) as unit:
        drafts.keep(unit, "evaluation", 1, {})
    assert cli.json("drafts")["drafts"] == [
        {
            "id": number,
            "kind": "visit",
            "patient_id": 2,
            "patient": "渡辺 零",
            "course_id": 3,
            "saved_at": f"{DAY} 10:40",
        }
    ]
    said = cli.said("drafts")
    assert said.startswith("visit") and "渡辺 零 (2)" in said and "private" not in said


def _me(cli: Cli) -> Actor:
    with open_reader(cli.path) as reader:
        return who_is_here(reader)


def test_nothing_a_record_holds_reaches_the_terminal_as_a_command(cli: Cli, sample_path: Path) -> None:
    with dbapi2.connect(str(sample_path)) as connection:
        connection.execute("update patient set given_name = ? where id = 2", ("Ana\x1b]52;c;aGk=\x07\u202e",))
        connection.execute("update visit set note = ? where course_id = 3", (NASTY,))
    for argv in (
        ("chart", "pt2"), ("chart", "pt2", "--json"), ("advice", "pt2"), ("advice", "pt2", "--json"),
        ("course", "show", "pt2"), ("visit", "add", "pt2", "--pain", "4"), ("score", "add", "pt2", "--groc", "1"),
        ("visit", "add", "pt2", "--pain", "4"), ("visit", "correct", "pt2", "7\x1b[31m"), ("chart", "\x1b[31mqq\x9b"),
        ("advice", "dismiss", "pt2", "--reason", "\x1b[31mno"), ("course", "close", "pt2", "--outcome", "\x1b[1m"),
        ("course", "open", "pt2", "--condition", "\x1b[1m"), ("visit", "add", "pt2", "--points", "\x1b[1mzz9"),
    ):  # fmt: skip
        code, out, err = cli(*argv)
        assert code in (0, 2, 65, 75), argv
        told = out + err
        assert told and not any(char in told for char in "\x1b\x07\x9b\u202e"), argv
