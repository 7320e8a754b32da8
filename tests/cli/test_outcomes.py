"""`acudesk outcomes`: text, JSON, CSV and one page, on the sample clinic and on clinics with little to tell."""

import csv
import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from care.outcomes import BY as CARE_BY
from care.proportion import wilson
from care.width import cell_width
from dashboard.cli.outcome_arguments import BY
from dashboard.outcome_reading import last_year
from dashboard.reports.outcomes import span_words
from db.audit import Actor
from tests.cli.counter import Cli
from tests.db.fill import Filler

GROUP = {"courses", "enough", "figures", "expected", "expected_span", "curve"}


def test_the_options_offer_what_the_figures_can_be_grouped_by() -> None:
    assert BY == CARE_BY


def test_the_text_fits_eighty_cells_and_says_what_it_is_of(cli: Cli) -> None:
    code, out, err = cli("outcomes", "--by", "severity")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(cell_width, lines)) <= 80
    assert lines[:2] == ["Riverside Acupuncture: outcomes", "20 Nov 2025 to 20 Nov 2026, all courses"]
    assert lines[3:5] == ["312 courses began in this period.", "As they stand on 20 Nov 2026."]
    assert "    resolved                                  86 of 312   28 %  23-33 %" in lines
    assert any("are censored at their last visit" in line for line in _joined(lines))
    assert [line.split()[0] for line in lines[-3:]] == ["mild", "moderate", "severe"]


def _joined(lines: list[str]) -> list[str]:
    return [" ".join(line.strip() for line in lines)]


def test_the_json_has_every_key_and_numbers_that_agree(cli: Cli) -> None:
    told = cli.json("outcomes", "--by", "duration")
    assert set(told) == {"from", "to", "as_of", "only", "by", "groups"} | GROUP
    figures = told["figures"]
    resolved = figures["resolved"]
    assert resolved["low"] == pytest.approx(wilson(resolved["count"], resolved["of"]).low)
    fates = ("resolved", "referred_out", "lapsed", "discharged", "ended", "open")
    assert sum(figures[fate]["count"] for fate in fates) == told["courses"] == figures["began"]["count"]
    assert [one["group"] for one in told["groups"]] == ["acute", "subacute", "chronic"]
    assert all(set(one) == {"group", "label"} | GROUP for one in told["groups"])
    assert sum(one["courses"] for one in told["groups"]) == told["courses"]
    curve = told["curve"]
    assert curve["resolved"] + sum(curve["censored"].values()) == curve["courses"]
    assert all((step["at_risk"] >= 5 and step["low"] is None) or step["low"] <= step["share_resolved"] <= step["high"]
               for step in curve["steps"])  # fmt: skip


def test_periods_and_choices_narrow_it(cli: Cli) -> None:
    whole = cli.json("outcomes", "--from", "2026-01-01", "--to", "2026-06-30")
    mild = cli.json("outcomes", "--from", "2026-01-01", "--to", "2026-06-30", "--only", "severity=mild")
    assert 0 < mild["courses"] < whole["courses"]
    assert (mild["only"]["severity"], mild["from"], mild["to"]) == ("mild", "2026-01-01", "2026-06-30")
    names = cli.json("outcomes", "--by", "practitioner")["groups"]
    one = cli.json("outcomes", "--only", f"practitioner={names[0]['group']}")
    assert one["courses"] == names[0]["courses"]


def test_practitioners_are_not_ranked_and_it_says_so(cli: Cli) -> None:
    code, out, _ = cli("outcomes", "--by", "practitioner")
    assert code == 0 and "these figures compare nobody." in " ".join(out.split())
    groups = [int(one["group"]) for one in cli.json("outcomes", "--by", "practitioner")["groups"]]
    assert groups == sorted(groups)


def test_the_csv_is_one_row_a_figure(cli: Cli) -> None:
    code, out, _ = cli("outcomes", "--by", "class", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and set(rows[0]) >= {"group_by", "group", "figure", "count", "of", "share", "low", "high"}
    began = {row["group"]: row["count"] for row in rows if row["figure"] == "began"}
    assert began.pop("") == "312" and sum(map(int, began.values())) == 312
    assert any(row["figure"].startswith("by_visit_") and row["share"] for row in rows)


def test_no_cell_of_the_csv_begins_like_a_formula(cli: Cli) -> None:
    fill = Filler(cli.path, Actor(None, "Ana Ruiz"))
    nasty = fill.staff('=HYPERLINK("http://x")')
    for _ in range(5):
        fill.course(fill.patient(), practitioner_id=nasty)
    _, out, _ = cli("outcomes", "--by", "practitioner", "--csv")
    cells = {row["group"] for row in csv.DictReader(io.StringIO(out))}
    assert '\'=HYPERLINK("http://x")' in cells and not any(cell.startswith("=") for cell in cells)


def test_the_page_is_one_and_names_no_patient(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "wall.pdf"
    code, out, err = cli("outcomes", "--pdf", file, "--paper", "a4")
    assert (code, out.strip(), err) == (0, str(file), "")
    data = file.read_bytes()
    assert data.startswith(b"%PDF") and data.count(b"/Type /Page\n") == 1
    assert file.stat().st_mode & 0o077 == 0
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
        assert "312 courses began in this period." in text and "86 of 312" in text
        names = {row["family_name"] for row in _patients()}
        assert not [name for name in names if len(name) > 3 and name in text]


def _patients() -> list[dict[str, str]]:
    from tests.conftest import SAMPLES

    with (SAMPLES / "clinic" / "patients.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_a_page_that_cannot_be_written_says_so_and_leaves_what_is_there(cli: Cli, tmp_path: Path) -> None:
    said = cli.refused(74, "outcomes", "--pdf", tmp_path / "missing" / "wall.pdf")
    assert "could not be written" in said
    taken = tmp_path / "taken"
    taken.mkdir()
    cli.refused(74, "outcomes", "--pdf", taken)
    assert list(tmp_path.glob(".*.part")) == []


def test_ranges_of_ones_own_are_proposed_in_words_and_lines(cli: Cli) -> None:
    code, out, _ = cli("outcomes", "--ranges")
    assert code == 0 and out.startswith("Expected visits from your own record")
    assert "No condition has 50 closed courses of one duration and severity yet." in " ".join(out.split())
    fifty(cli.path)
    _, out, _ = cli("outcomes", "--ranges")
    assert "[conditions.shoulder_pain.chronic]\nsevere = [3, 4]" in out
    assert "Courses that have begun keep their range." in " ".join(out.split())


def fifty(path: Path) -> None:
    fill = Filler(path, Actor(None, "Ana Ruiz"))
    from datetime import date, timedelta

    for number in range(50):
        key = fill.course(fill.patient(), date(2026, 1, 1), severity="severe", onset_date=date(2025, 1, 1),
                          closed_on=date(2026, 6, 1), outcome="resolved", condition="shoulder_pain")  # fmt: skip
        for at in range(3 + number % 2):
            fill.visit(key, date(2026, 1, 1) + timedelta(at), 7)


def test_where_pain_settles_stands_beside_what_is_published_and_is_taken_over(cli: Cli, tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"

    def run(*argv: str) -> tuple[int, str, str]:
        return cli("--protocol", str(own), *argv)

    own.write_text("")
    _, out, _ = run("outcomes", "--ranges")
    assert "    published    0.42    0.20   0.16    0.60     70 %\n" in out
    assert out.count("    our record") == 3 and "of the 50 closed courses that are needed" in " ".join(out.split())
    assert "`acudesk outcomes --take forecast.acute`" in out and "forecast.chronic" in out
    assert max(map(cell_width, out.splitlines())) <= 80
    code, out, err = run("outcomes", "--take", "forecast.chronic")
    assert (code, err) == (0, "") and "forecast.chronic is in" in out
    taken = re.search(r"from (\d+) of your own courses", out)
    assert taken is not None and f"courses = {taken[1]}, taken_on = 2026-11-20 }}" in own.read_text()
    said = f"after {taken[1]} of your own courses, taken on 2026-11-20"
    assert said in " ".join(run("outcomes", "--ranges")[1].split())
    assert f"forecast.chronic.courses = {taken[1]}" not in run("protocols")[1] and "own;" in run("protocols")[1]
    code, out, _ = run("outcomes", "--give-back", "forecast.chronic")
    assert code == 0 and "Forecasts go by it" in out and "chronic" not in own.read_text()
    code, out, err = run("outcomes", "--take", "forecast.subacute")
    assert (code, out) == (65, "") and "has no figures of its own" in err


def test_a_range_is_taken_over_and_given_back(cli: Cli, tmp_path: Path) -> None:
    fifty(cli.path)
    own = tmp_path / "ours.toml"
    own.write_text("# ours\n[pain]\nmcid_points = 2.5\n")

    def run(*argv: str) -> tuple[int, str, str]:
        return cli("--protocol", str(own), "outcomes", *argv)

    code, out, err = run("--take", "shoulder_pain.chronic.severe")
    assert (code, err) == (0, "") and "is 3-4 visits" in out and "from the next start" in out
    assert "severe = [3, 4]  # our record on 2026-11-20: 50 of 50 closed" in own.read_text()
    _, out, _ = run("--ranges")
    assert "3-4 in force (the clinic's own)" in " ".join(out.split())
    code, out, _ = run("--give-back", "shoulder_pain.chronic.severe")
    assert code == 0 and own.read_text() == "# ours\n[pain]\nmcid_points = 2.5\n"
    for argv in (("--give-back", "shoulder_pain.chronic.severe"), ("--take", "neck_pain.acute.mild"),
                 ("--take", "elbow.acute.mild")):  # fmt: skip
        code, out, err = run(*argv)
        assert (code, out) == (65, "") and "Nothing was changed" in err
    assert own.read_text() == "# ours\n[pain]\nmcid_points = 2.5\n"


@pytest.mark.parametrize(
    "argv",
    [
        ("--take", "neck_pain"), ("--take", "neck_pain.chronic.bad"), ("--give-back", "a.b.c.d"),
        ("--take", "neck_pain.chronic.mild", "--ranges"), ("--give-back", "neck_pain.chronic.mild", "--json"),
        ("--by", "shoe_size"), ("--only", "severity=bad"), ("--only", "severity"), ("--json", "--csv"),
        ("--pdf", "x.pdf", "--by", "severity"), ("--pdf", "x.pdf", "--json"), ("--paper", "a4"),
        ("--ranges", "--by", "severity"), ("--from", "2026-05-01", "--to", "2026-04-01"), ("--from", "soon"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_in_one_line(cli: Cli, argv: tuple[str, ...]) -> None:
    assert "Nothing was" in cli.refused(2, "outcomes", *argv)


@pytest.mark.parametrize("only", ["practitioner=nobody", "condition=knee_pain"])
def test_who_or_what_is_not_there_is_named(cli: Cli, only: str) -> None:
    assert only.partition("=")[2] in cli.refused(65, "outcomes", "--only", only)


def test_an_empty_clinic_and_one_course_are_sentences(
    record_path: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty = Cli(record_path, capsys)
    assert "No course began in this period." in empty("outcomes")[1]
    assert empty.json("outcomes")["curve"] is None
    fill = Filler(record_path)
    fill.course(fill.patient())
    period = ("--from", "2026-01-01", "--to", "2026-12-31")
    code, out, _ = empty("outcomes", *period, "--by", "practitioner")
    assert code == 0 and "1 course began in this period. Figures are shown from 5 courses on" in out
    told = empty.json("outcomes", *period)
    assert (told["courses"], told["enough"], told["figures"]) == (1, False, {})
    assert empty("outcomes", *period, "--csv")[1].splitlines()[1] == ",,began,1,,,,,,,"
    assert empty("outcomes", *period, "--pdf", tmp_path / "one.pdf")[0] == 0


def test_the_period_without_a_beginning_is_everything() -> None:

    from db.outcomes import Period

    day = date(2026, 11, 20)
    assert span_words(Period(date.min, day, day)) == "everything up to 20 Nov 2026"


def test_the_usual_period_is_twelve_months_also_from_a_leap_day() -> None:
    assert last_year(date(2026, 11, 20))[:2] == (date(2025, 11, 20), date(2026, 11, 20))
    assert last_year(date(2028, 2, 29))[0] == date(2027, 2, 28)
