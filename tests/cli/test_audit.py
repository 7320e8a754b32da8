"""`audit show` and `audit verify` as a person has them, and what each command of reading leaves on the log."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from care.width import cell_width
from dashboard.reports.audit import ACTIONS, SUBJECTS, WORDS, as_lines, words
from db import keys, seen
from db.anchor import anchor_path
from db.audit import READ, READINGS, Actor
from db.audit_read import Told
from db.errors import RecordBusy
from db.reader import open_reader
from db.writing import Writer
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC, ZONE
from tests.db.test_audit_read import tamper

SOURCES = Path(__file__).parents[2]


def lines(cli: Cli, *argv: object) -> list[str]:
    code, out, _ = cli("audit", "show", *argv)
    assert code == 0
    return out.splitlines()


def readings(cli: Cli) -> list[tuple[Any, ...]]:
    with open_reader(cli.path) as reader:
        return reader.rows("select subject, patient_id, detail from audit_entry where action = 'read' order by id")


def test_a_line_says_when_who_what_and_which_row(cli: Cli) -> None:
    made = cli.book("2027-03-01 10:00", patient="pt1")
    who = re.escape(cli.json("audit", "show", "--last", 1)["entries"][0]["by"][:16])
    # That somebody looked at the log is in it by now.
    line, looked = lines(cli, "--last", 2)
    assert re.fullmatch(
        rf"2026-11-20 10:40 {who} +appointment booked +{made['id']} of patient {made['patient_id']}", line
    )
    assert re.fullmatch(rf"2026-11-20 10:40 {who} +audit log looked at", looked)


def test_the_same_as_json(cli: Cli) -> None:
    made = cli.book("2027-03-01 10:00", patient="pt1")
    told = cli.json("audit", "show", "--last", 1)
    assert set(told) == {"timezone", "entries", "older"}
    assert (told["timezone"], told["older"]) == (ZONE, True)
    (entry,) = told["entries"]
    assert entry.pop("by") and entry.pop("id") > 2 and entry.pop("staff_id") is None
    assert entry == {
        "at": "2026-11-20 10:40", "what": "appointment booked", "action": "booked", "subject": "appointment",
        "subject_id": made["id"], "patient_id": made["patient_id"], "fields": [], "counts": {},
    }  # fmt: skip


def test_older_entries_are_told_of_and_can_be_had(cli: Cli) -> None:
    code, out, err = cli("audit", "show", "--last", 2)
    assert (code, out.count("\n")) == (0, 2)
    assert err == "acudesk: note: there are older entries; `--last 20` shows more of them.\n"
    code, out, err = cli("audit", "show")
    assert (code, err) == (0, "") and "record created" in out.splitlines()[0]


def test_by_patient_by_number_or_name_and_one_who_is_not_shown_any_more(cli: Cli) -> None:
    number = cli.json("patient", "add", "--family", "Quist", "--given", "Zoe")["patient"]["id"]
    cli("chart", number)
    looked = "audit log looked at"
    for given, before in ((number, []), ("Zoe Quist", [looked])):
        assert [line[34:].split("  ")[0] for line in lines(cli, "--patient", given)] == [
            "patient added", "chart opened", *before
        ]  # fmt: skip
    cli.said("undo")
    assert [line[34:].split("  ")[0] for line in lines(cli, "--patient", number)] == [
        "patient added", "chart opened", looked, looked, "patient undone"
    ]  # fmt: skip
    assert "no patient" in cli.refused(65, "audit", "show", "--patient", "Nobody Atall")


def test_by_person_and_day(cli: Cli) -> None:
    with Writer(cli.path) as writer:
        for later in (0, 1, 2):
            with writer.unit(Actor(None, "Kim Soto"), NOW_UTC + later * 86_400) as unit:
                unit.audit("edited", "room", later)
    days = [line[:10] for line in lines(cli, "--by", "kim")]
    assert days == ["2026-11-20", "2026-11-21", "2026-11-22"]
    assert [line[:10] for line in lines(cli, "--by", "kim", "--from", "2026-11-21")] == days[1:]
    assert [line[:10] for line in lines(cli, "--by", "kim", "--to", "2026-11-21")] == days[:2]
    assert [line[:10] for line in lines(cli, "--by", "kim", "--from", days[1], "--to", days[1])] == days[1:2]
    assert lines(cli, "--by", "kim", "--from", "2027-01-01") == ["There is no such entry."]
    assert "Kim Soto" in cli.refused(65, "audit", "show", "--by", "zoe")


def test_a_day_is_the_clinics_own(cli: Cli) -> None:
    """A second before midnight in Los Angeles is the next day in UTC."""
    last_second = NOW_UTC + 13 * 3600 + 20 * 60 - 1
    with Writer(cli.path) as writer:
        for at_utc in (last_second, last_second + 1):
            with writer.unit(Actor(None, "Kim Soto"), at_utc) as unit:
                unit.audit("edited", "room", 1)
    assert [line[:16] for line in lines(cli, "--by", "kim", "--to", "2026-11-20")] == ["2026-11-20 23:59"]
    assert [line[:16] for line in lines(cli, "--by", "kim", "--from", "2026-11-21")] == ["2026-11-21 00:00"]


@pytest.mark.parametrize(
    "argv",
    [("--last", "0"), ("--last", "-3"), ("--last", "x"), ("--from", "2026-11-21", "--to", "2026-11-20"), ("--to", "1")],
)
def test_what_makes_no_sense_is_usage(cli: Cli, argv: tuple[str, ...]) -> None:
    cli.refused(2, "audit", "show", *argv)


def test_the_ends_of_the_calendar_are_days_too(cli: Cli) -> None:
    assert lines(cli, "--from", "2199-12-31", "--to", "2199-12-31") == ["There is no such entry."]
    assert len(lines(cli, "--from", "1900-01-01")) > 2


def test_every_line_fits_eighty_cells_whatever_a_name_is() -> None:
    names = ("渡辺零渡辺零渡辺零", "a" * 300, "Thảo " * 20, "\x1b[31mred\u202e")
    told = [
        Told(2**62, NOW_UTC, 1, name, action, subject, 2**62, 2**62, {}, ())
        for name in names
        for action in ("merged_into", "settled", READ)
        for subject in (*SUBJECTS, *READINGS, "something_nobody_has_heard_of_in_all_these_years")
    ]
    shown = as_lines(tuple(told), ZONE)
    assert max(map(cell_width, shown)) <= 80
    assert not any(char in line for line in shown for char in "\x1b\u202e")


def test_a_hostile_name_in_the_log_is_cleaned(cli: Cli) -> None:
    tamper(cli.path, ("update audit_entry set actor = ?, action = ? where id = 2", ("\x1b[31mred\u202e", "a\x07b")))
    code, out, _ = cli("audit", "show")
    assert code == 0 and "\x1b" not in out and "\u202e" not in out and "\x07" not in out
    assert all(char not in cli("audit", "show", "--json")[1] for char in ("\\u001b", "\\u202e", "\u202e"))


def test_every_action_there_is_has_words_that_fit() -> None:
    """As they stand in the sources: an action or a table that is new needs words before it is on somebody's screen."""
    from sqlmodel import SQLModel

    from db import tables

    assert tables
    own = {"audit_entry", "undo_step", "patient_term"}
    assert set(SQLModel.metadata.tables) - own <= set(SUBJECTS)
    found = set()
    for file in (*SOURCES.glob("db/**/*.py"), *SOURCES.glob("dashboard/**/*.py")):
        found |= set(re.findall(r'\baudit\(\s*"(\w+)", "(\w+)"', file.read_text(encoding="utf-8")))
    assert len(found) > 10 and {subject for _, subject in found} <= set(SUBJECTS)
    assert all(cell_width(words(*one)) <= 25 for one in (*found, *WORDS))
    assert {subject for action, subject in WORDS if action == READ} == set(READINGS)
    assert all("_" not in one for one in (*ACTIONS.values(), *SUBJECTS.values(), *WORDS.values()))


def test_a_chart_is_on_the_log_once_in_ten_minutes(cli: Cli) -> None:
    number = cli.json("chart", "pt1")["patient"]["id"]
    cli("chart", "pt1")
    assert readings(cli) == [("chart", number, "{}")]
    assert lines(cli, "--last", 1)[0].endswith(f"chart opened              patient {number}")


def test_a_search_leaves_its_count_and_never_its_text(cli: Cli) -> None:
    found = cli.json("patient", "find", "tanaka")["patients"]
    assert readings(cli) == [("search", None, f'{{"found":{len(found)}}}')]
    assert lines(cli, "--last", 1)[0].endswith(f"patients searched         {len(found)} found")
    with open_reader(cli.path) as reader:
        assert not any("anaka" in str(row) for row in reader.rows("select * from audit_entry"))


def test_day_sheets_are_on_the_log(cli: Cli, tmp_path: Path) -> None:
    cli("daysheet")
    cli("daysheet", "--to", tmp_path / "sheets")
    assert readings(cli) == [("day_sheet", None, '{"sheets":1}'), ("day_sheet", None, '{"sheets":2}')]
    assert lines(cli, "--last", 1)[0].endswith("day sheet printed         2 days")


def test_a_letter_is_on_the_log_with_its_referral_and_patient(cli: Cli) -> None:
    with open_reader(cli.path) as reader:
        row = reader.row("select r.id, c.patient_id from referral r join course c on c.id = r.course_id limit 1")
    assert row is not None
    code, _, err = cli("referral", "letter", row[0])
    assert code == 0, err
    assert readings(cli) == [("letter", row[1], f'{{"referral":{row[0]}}}')]
    assert lines(cli, "--last", 1)[0].rstrip().endswith(f"letter printed            {row[0]} of patient {row[1]}")


def test_export_and_import_are_on_the_log(cli: Cli, tmp_path: Path) -> None:
    code, _, err = cli("export", tmp_path / "out")
    assert code == 0, err
    assert "whole record exported" in lines(cli, "--last", 1)[0]
    assert any("files imported" in line for line in lines(cli))


def test_a_reading_that_cannot_be_noted_is_said_and_goes_on(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> bool:
        raise RecordBusy("It is locked.")

    monkeypatch.setattr(seen, "note", busy)
    code, out, err = cli("chart", "pt1")
    assert code == 0 and out.startswith("Riverside")
    assert err == "acudesk: this reading is not in the audit log. It is locked.\n"


def test_a_whole_log(cli: Cli) -> None:
    code, out, err = cli("audit", "verify")
    assert (code, err) == (0, "")
    whole, no_anchor, not_keyed = out.splitlines()
    assert re.fullmatch(r"✓ All [\d,]+ entries follow one another; nothing is missing between\.", whole)
    assert "There is no anchor" in no_anchor and "acudesk backup" in no_anchor
    assert not_keyed.startswith("▲ The log is not keyed") and "acudesk audit key" in not_keyed
    cli.said("backup")
    cli.book("2027-03-01 10:00")
    entries = cli.json("audit", "verify")["entries"]
    code, out, _ = cli("audit", "verify")
    assert code == 0
    assert out.splitlines()[1] == f"✓ The log holds all {entries - 1} entries of the anchor, and 1 entry since."


def test_a_damaged_log_is_66_with_kind_place_and_what_to_do(cli: Cli) -> None:
    cli.said("backup")
    tamper(cli.path, "update audit_entry set actor = 'Kim Soto' where id = 3")
    code, out, err = cli("audit", "verify")
    assert (code, err, out.count("\n")) == (66, "", 1)
    assert out.startswith("✗ edited: A field of entry 3 was edited") and "ask who had access" in out
    code, out, _ = cli("audit", "verify", "--json")
    assert code == 66 and '"kind": "edited"' in out and '"entry": 3' in out and '"whole": false' in out


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("delete from audit_entry where id = 3", "removed"),
        ("delete from audit_entry where id = (select max(id) from audit_entry)", "older"),
        ("update clinic set uid = 'other'", "other record"),
        ("update audit_entry set id = 9999 where id = (select max(id) from audit_entry)", "moved"),
    ],
)
def test_each_kind_has_a_word_and_something_to_do(cli: Cli, sql: str, kind: str) -> None:
    cli.said("backup")
    tamper(cli.path, sql)
    code, out, _ = cli("audit", "verify")
    assert code == 66
    first = out.splitlines()[0]
    assert first.startswith(f"✗ {kind}: ") and first.count(".") >= 2


def test_an_old_copy_put_back(cli: Cli, tmp_path: Path) -> None:
    shutil.copyfile(cli.path, tmp_path / "old")
    cli.book("2027-03-01 10:00")
    cli.said("backup")
    for end in ("-wal", "-shm"):
        cli.path.with_name(cli.path.name + end).unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "old", cli.path)
    code, out, _ = cli("audit", "verify")
    assert code == 66 and "older than the anchor by 1 entry" in out


def test_guards_that_are_gone_and_an_anchor_that_cannot_be_read(cli: Cli) -> None:
    cli.said("backup")
    tamper(cli.path, leave_guards_off=True)
    assert cli("audit", "verify")[1].startswith("✗ unguarded: ")
    anchor_path(cli.path).write_text("{}")
    assert "✗ anchor unreadable: " in cli("audit", "verify")[1]


def test_no_record_is_66(cli: Cli) -> None:
    cli.path.unlink()
    assert "There is no record" in cli.refused(66, "audit", "verify")
    assert "There is no record" in cli.refused(66, "audit", "show")


def test_a_log_is_given_a_key_once_and_a_new_one_where_that_is_lost(cli: Cli) -> None:
    code, out, err = cli("audit", "key")
    assert (code, err) == (0, "")
    place = re.search(r"Its file is (\S+)\.\n", out)
    assert place and Path(place[1]).stat().st_mode & 0o777 == 0o600
    assert cli.json("audit", "show", "--last", 1)["entries"][0]["what"] == "audit log given a key"
    assert "which is here" in cli.said("audit", "key")
    verdict = cli.json("audit", "verify")
    # One more by now: that the log was looked at.
    begun = verdict["entries"] - 1
    assert (verdict["whole"], verdict["keyed_from"], verdict["unverified"]) == (True, begun, [])
    assert cli("audit", "verify")[1].splitlines()[-1].startswith(f"✓ From entry {begun} on")
    Path(place[1]).unlink()
    keys.forget()
    assert "Nothing was written" in cli.refused(66, "room", "add", "R7")
    code, out, _ = cli("audit", "key")
    assert code == 66 and "acudesk audit key --new" in out
    code, out, _ = cli("audit", "verify")
    assert code == 66 and f"entries {begun} to {verdict['entries']} cannot be verified" in out
    assert cli("audit", "key", "--new")[0] == 0
    cli.said("room", "add", "R7")


def test_a_new_clinic_keeps_its_log_with_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = Cli(tmp_path / "new" / "clinic.acudesk", capsys)
    assert here("init", "--name", "Riverside", "--timezone", ZONE)[0] == 0
    assert here.json("audit", "verify")["keyed_from"] == 1
