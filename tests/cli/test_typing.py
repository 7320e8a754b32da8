"""What people type at the command line: a slip is named with what it was probably meant to be, and days and times are
read in the forms in which they are written.
"""

from datetime import date

import pytest

from dashboard.cli.arguments import parser
from dashboard.cli.typed import day, moment, time_of_day


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """The one line on stderr of a command line that makes no sense."""
    with pytest.raises(SystemExit) as ended:
        parser(argv).parse_args(argv)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert "Nothing was done. See `acudesk" in line
    return line


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tody", "acudesk: there is no command 'tody'; did you mean today?"),
        ("staff lst", "acudesk staff: there is no command 'lst'; did you mean list?"),
        ("no_show 4 --jsn", "acudesk: there is no command 'no_show'; did you mean no-show?"),
        ("xyzzy", "acudesk: there is no command 'xyzzy'. Nothing"),
        ("today --jsn", "acudesk today: there is no option --jsn; did you mean --json?"),
        ("visit add Mei --pian=4", "acudesk visit add: there is no option --pian; did you mean --pain?"),
        ("today --bla", "acudesk today: there is no option --bla. Nothing"),
        ("staff add X --role owne", "none of front_desk, practitioner, owner; did you mean owner?"),
        ("chart Mei Tanaka", "acudesk chart: 'Tanaka' is one word too many"),
        ("hours at-once two", "argument N: 'two' is no whole number"),
        ("today --date tomorrow", "'tomorrow' is not a date; write it as YYYY-MM-DD"),
    ],
)
def test_a_slip_is_named_with_what_is_near(capsys: pytest.CaptureFixture[str], typed: str, said: str) -> None:
    assert said in refused(capsys, *typed.split())


def test_a_choice_is_taken_however_it_is_spelled() -> None:
    argv = ("staff", "add", "Ana Ruiz", "--role", "Front desk")
    assert parser(argv).parse_args(argv).role == "front_desk"
    argv = ("referral", "step", "4", "No-Show", "--note", "list")
    found = parser(argv).parse_args(argv)
    assert (found.state, found.note) == ("no_show", "list")
    argv = ("course", "open", "4", "--condition", "Low back pain", "--severity", "Mild", "--class", "")
    found = parser(argv).parse_args(argv)
    assert (found.condition, found.of_severity, found.of_class) == ("low_back_pain", "mild", "")


def test_the_moment_of_the_demo_is_read_so_too() -> None:
    argv = ("demo", "--at", "11/24/2026 10:42 am")
    assert parser(argv).parse_args(argv).at == (date(2026, 11, 24), 642)


@pytest.mark.parametrize("typed", ["2026-11-24", "24.11.2026", "11/24/2026"])
def test_a_day_is_read_in_each_form(typed: str) -> None:
    assert day(typed) == date(2026, 11, 24)
    assert moment(f"{typed} 3:30 pm") == (date(2026, 11, 24), 15 * 60 + 30)


@pytest.mark.parametrize(
    ("typed", "minute"), [("9:30", 570), ("12:15 AM", 15), ("12:15 p.m.", 735), ("24:00", 1440), ("3:30pm", 930)]
)
def test_a_time_of_day_is_read_in_each_form(typed: str, minute: int) -> None:
    assert time_of_day(typed) == minute
