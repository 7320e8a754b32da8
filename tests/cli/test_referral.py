"""Referrals from the command line, on the sample clinic: the loop, what is refused, letters, files, FHIR, CSV."""

import csv
import io
import json
import stat
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fpdf import FPDF

from care.loop import follows
from care.referral import STATES
from dashboard.actions import ACTIONS
from dashboard.cli.referral_arguments import VERBS
from db.opening import connect
from db.reader import open_reader
from tests.cli.conftest import DAY
from tests.cli.counter import Cli
from tests.daysheet.support import pages
from tests.letters.support import Piece, listen

REFERRAL = {
    "id", "source_id", "course_id", "patient_id", "patient", "patient_phone", "condition", "kind", "urgency",
    "provider", "status", "waiting_for", "next", "created_on", "sent_on", "accepted_on", "scheduled_on",
    "appointment_on", "attended_on", "report_on", "reviewed_on", "closed_on", "ended_on", "respond_by",
    "snoozed_until", "due_on", "overdue_days", "question", "report_from", "report_summary", "told_patient",
    "snooze_reason", "events", "letters", "files",
}  # fmt: skip
HOSTILE = "\x1b[31m=HYPERLINK(1)\u202e\nMotion"
"""An escape, a formula, a bidi override and a line break."""


class Stdin:
    """Standard input as a pipe gives it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


def _start(cli: Cli, *more: object, patient: object = "pt2") -> Any:
    return cli.json("referral", "start", patient, *more)["referral"]


def _show(cli: Cli, key: object) -> Any:
    return cli.json("referral", "show", key)["referral"]


def _rows(cli: Cli, sql: str, given: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    with open_reader(cli.path) as reader:
        return reader.rows(sql, given)


def _tamper(cli: Cli, sql: str) -> None:
    """Something the program itself would not do."""
    with closing(connect(cli.path, query_only=False)) as connection:
        connection.execute(sql)
        connection.commit()


def _led_to_report(cli: Cli) -> int:
    key: int = _start(cli, "--kind", "physical_therapy", "--to", "motion pt", "--question", "Why?")["id"]
    for step in (
        ("sent",), ("accepted",), ("scheduled", "--appointment", DAY), ("attended",),
        ("report", "--from", "A. Motion", "--summary", "Weak deep flexors."),
    ):  # fmt: skip
        cli.said("referral", step[0], key, *step[1:])
    return key


def test_a_referral_is_started_as_it_is_proposed(cli: Cli) -> None:
    made = _start(cli)
    assert set(made) == REFERRAL
    assert (made["kind"], made["status"], made["provider"]["name"]) == ("physical_therapy", "draft", "Motion PT")
    assert (made["created_on"], made["respond_by"], made["urgency"]) == (DAY, "2026-12-20", "routine")
    assert made["question"].startswith("Please assess: ") and "no thrust manipulation" in made["question"]
    assert made["next"] == list(follows("draft")) and made["waiting_for"] == "sending"
    assert _show(cli, made["id"]) == made
    told = cli.json("referrals", "--date", DAY)["referrals"]
    assert made["id"] in [one["id"] for one in told]


def test_what_is_named_is_taken_instead_of_what_is_proposed(cli: Cli) -> None:
    made = _start(cli, "--to", "stillwater massage", "--urgent", "--question", "Which muscle?", "--by", "2026-12-01")
    assert (made["kind"], made["provider"]["name"], made["urgency"]) == ("massage", "Stillwater Massage", "urgent")
    assert (made["question"], made["respond_by"]) == ("Which muscle?", "2026-12-01")
    ortho = _start(cli, "--kind", "orthopaedic")
    assert ortho["provider"]["name"] == "Dr. Weiss Orthopaedics"
    assert "imaging" in ortho["question"]


def test_the_advice_that_led_to_it_is_taken_with_it_and_comes_back_with_undo(cli: Cli) -> None:
    course = next(
        one for one in cli.json("caseload")["courses"] if one["advice"] in ("refer_complementary", "refer_ortho")
    )
    number = cli.json("patient", "find", course["patient"])["patients"][0]["id"]
    made = _start(cli, "--course", course["course_id"], patient=number)
    assert made["course_id"] == course["course_id"]
    assert made["events"][0]["note"] == f"by rule {course['rule']}"
    decision = ("select decision, rule from advice_decision where course_id = ? and not voided", (course["course_id"],))
    assert _rows(cli, *decision) == [("taken", course["rule"])]
    assert cli.json("undo")["undone"]["label"] == "new referral"
    assert _rows(cli, *decision) == []
    assert "no referral" in cli.refused(65, "referral", "show", made["id"])


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        (("start", "pt1"), 65, "has no open course"),
        (("start", "pt10"), 65, "2 open courses"),
        (("start", "pt2", "--to", "nobody of that name"), 65, "acudesk provider add"),
        (("start", "pt2", "--by", "2026-11-01"), 65, "which is over"),
        (("start", "pt2", "--kind", "surgery"), 2, "--kind"),
        (("show", "r999"), 65, "no referral"),
        (("step", "r2", "closed"), 65, "does not follow"),
        (("step", "r2", "lost"), 2, "STATE"),
        (("step", "r2", "accepted", "--told", "x"), 65, "says nothing of told patient"),
        (("scheduled", "r2", "--appointment", "2031-01-01"), 65, "years ahead"),
        (("accepted", "r2", "--on", "2026-01-01"), 65, "is before that"),
        (("close", "r2", "--told", "x"), 65, "does not follow"),
        (("cancel", "r2"), 2, "--note"),
        (("cancel", "r2", "--note", " "), 65, "with a reason"),
        (("review", "r2"), 65, "no report"),
        (("call", "r2", "--note", ""), 65, "noted with what was said"),
        (("snooze", "r2", "--until", DAY, "--reason", "x"), 65, "a day after today"),
        (("back", "r2", "closed", "--reason", "x"), 65, "was not “closed” on its way"),
        (("change", "r2", "--kind", "massage"), 65, "the kind stays"),
        (("change", "r18", "--urgency", "urgent"), 65, "Put it back first"),
        (("letter", "r4", "--cover"), 2, "Add --pdf"),
        (("letter", "r4", "--paper", "a4"), 2, "Add --pdf"),
        (("letter", "r4", "--kept"), 65, "went out yet"),
        (("letter", "r4", "--kept", "--told", "x"), 2, "Leave --told"),
        (("letter", "r4", "--by", "Nobody"), 65, "nobody on staff"),
        (("letter", "r18", "--send", "fax"), 65, "does not follow"),
        (("attach", "r2", "/no/such/file"), 65, "no file"),
        (("file", "7"), 65, "no file with number 7"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason_and_nothing_changed(
    cli: Cli, argv: tuple[str, ...], code: int, why: str
) -> None:
    before = cli.json("referrals")
    assert why in cli.refused(code, "referral", *argv)
    assert cli.json("referrals") == before


def test_a_referral_goes_from_draft_to_closed_and_back_step_by_step(cli: Cli) -> None:
    key = _led_to_report(cli)
    assert "read" in cli.refused(65, "referral", "close", key, "--told", "Exercises")
    assert cli.said("referral", "review", key).endswith("the report is read. Tell the patient, then close it.")
    assert cli.said("referral", "close", key, "--told", "Exercises go on.").endswith("read and patient told.")
    made = _show(cli, key)
    assert (made["status"], made["closed_on"], made["told_patient"]) == ("closed", DAY, "Exercises go on.")
    assert (made["report_from"], made["report_summary"]) == ("A. Motion", "Weak deep flexors.")
    assert made["next"] == [] and made["due_on"] is None
    states = [one["state"] for one in made["events"] if one["kind"] == "step"]
    assert states == [
        "draft", "sent", "accepted", "scheduled", "attended", "report_received", "report_received", "closed",
    ]  # fmt: skip
    assert cli.said("referral", "close", key).endswith(f"closed already, {DAY}.")
    labels = [cli.json("undo")["undone"]["label"] for _ in range(8)]
    assert labels[0] == "referral closed" and labels[-1] == "new referral"
    assert "no referral" in cli.refused(65, "referral", "show", key)


def test_every_state_can_be_reached_by_its_own_word(cli: Cli) -> None:
    assert set(VERBS.values()) == set(STATES)
    key = _start(cli, "--to", "Motion PT")["id"]
    assert cli.json("referral", "step", key, "sent", "--note", "by fax")["referral"]["status"] == "sent"
    assert cli.json("referral", "declined-by-provider", key)["referral"]["status"] == "declined_by_provider"
    again = cli.json("referral", "again", key)["referral"]
    assert (again["status"], again["provider"], again["sent_on"]) == ("draft", None, None)
    sent = cli.json("referral", "sent", key, "--to", "Alder Chiropractic", "--by", "2026-12-24")["referral"]
    assert (sent["provider"]["name"], sent["respond_by"]) == ("Alder Chiropractic", "2026-12-24")
    cli.said("referral", "scheduled", key, "--appointment", DAY)
    assert cli.json("referral", "no-show", key)["referral"]["appointment_on"] == DAY
    assert cli.json("referral", "declined-by-patient", key)["referral"]["status"] == "declined_by_patient"
    back = cli.json("referral", "back", key, "scheduled", "--reason", "wrong one")["referral"]
    assert (back["status"], back["ended_on"]) == ("scheduled", None)
    assert back["events"][-1]["kind"] == "correction" and "wrong one" in back["events"][-1]["note"]
    assert cli.json("referral", "cancel", key, "--note", "moved away")["referral"]["status"] == "cancelled"


def test_calls_notes_and_putting_off_stand_on_its_way(cli: Cli) -> None:
    assert cli.said("referral", "call", "r2", "--note", "They will look.").endswith("the call is written down.")
    cli.said("referral", "note", "r2", "--note", "Ask for Ann.")
    assert cli.said("referral", "snooze", "r2", "--until", "2026-11-27", "--reason", "closed").endswith("stays.")
    made = _show(cli, "r2")
    assert [one["kind"] for one in made["events"]] == ["call", "note", "snooze"]
    assert (made["snoozed_until"], made["snooze_reason"]) == ("2026-11-27", "closed")
    assert made["events"][0]["at"] == f"{DAY} 10:40"
    assert cli.said("referral", "unsnooze", "r2").endswith("it counts again.")
    assert _show(cli, "r2")["snoozed_until"] is None


def test_what_it_says_is_changed_and_what_was_sent_stays_readable(cli: Cli) -> None:
    draft = _start(cli)["id"]
    given = ("--kind", "massage", "--to", "Stillwater Massage", "--urgency", "urgent", "--question", "Why?")
    made = cli.json("referral", "change", draft, *given)["referral"]
    assert (made["kind"], made["provider"]["name"], made["urgency"]) == ("massage", "Stillwater Massage", "urgent")
    assert cli.said("referral", "change", draft, "--question", "Why?").endswith("it was so already.")
    key = _led_to_report(cli)
    changed = cli.json("referral", "change", key, "--summary", "Strong ones.", "--reason", "misread")["referral"]
    assert changed["report_summary"] == "Strong ones."
    was = _rows(cli, "select was, now, reason from correction where subject = 'referral' and subject_id = ?", (key,))
    assert was == [("Weak deep flexors.", "Strong ones.", "misread")]


def test_a_report_may_come_from_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    key = _led_to_report(cli)
    for data, why in ((b"\xff", "not UTF-8"), (b"x" * 10_001, "more than 10,000")):
        monkeypatch.setattr(sys, "stdin", Stdin(data))
        assert why in cli.refused(65, "referral", "change", key, "--summary", "-")
    monkeypatch.setattr(sys, "stdin", Stdin("Ränder glatt.\nNo root sign.\n".encode()))
    made = cli.json("referral", "change", key, "--summary", "-")["referral"]
    assert made["report_summary"] == "Ränder glatt. No root sign."


def test_the_page_of_a_referral_has_everything_in_eighty_columns(cli: Cli, tmp_path: Path) -> None:
    key = _led_to_report(cli)
    scan = tmp_path / "scan.txt"
    scan.write_text("the report")
    cli.said("referral", "call", key, "--note", "A long call about many things. " * 6)
    cli.said("referral", "attach", key, scan)
    cli.said("referral", "change", key, "--question", "long " * 60)
    code, out, _ = cli("referral", "show", key)
    assert code == 0 and all(len(line) <= 80 for line in out.splitlines())
    for said in ("report to read", "waits for", "A. Motion", "Weak deep flexors.", "What happened", "Files",
                 "scan.txt", "visit booked            2026-11-20", "many things."):  # fmt: skip
        assert said in out, said


def test_the_letter_is_printed_sent_and_kept_as_it_went_out(cli: Cli) -> None:
    cli.said("staff", "credentials", "Kim Soto", "L.Ac.")
    key = _start(cli, "--to", "Motion PT", "--question", "Which movement?")["id"]
    code, out, err = cli("referral", "letter", key, "--told", "We ask a therapist.")
    assert (code, err) == (0, "")
    for said in ("Riverside Acupuncture", "Motion PT", "Referral for physical therapy", "Which movement?",
                 "We ask a therapist.", "20 December 2026", "Kim Soto, L.Ac."):  # fmt: skip
        assert said in out, said
    assert _show(cli, key)["status"] == "draft"
    code, sent, err = cli("referral", "letter", key, "--told", "We ask a therapist.", "--send", "fax", "--by", "Dana")
    assert code == 0 and sent == out.replace("Kim Soto, L.Ac.", "Dana Lee")
    name = _show(cli, key)["patient"]
    assert err == f"acudesk: {name}, physical therapy: sent to Motion PT. A copy of the letter is kept.\n"
    made = _show(cli, key)
    assert (made["status"], made["sent_on"]) == ("sent", DAY)
    assert [(one["sent_by"], one["provider"]) for one in made["letters"]] == [("fax", "Motion PT")]
    cli.said("referral", "change", key, "--question", "Another one?")
    assert cli("referral", "letter", key, "--kept")[1] == sent
    assert "Another one?" in cli("referral", "letter", key)[1]
    held = cli.json("referral", "letter", key, "--kept")
    assert set(held) == {"referral", "letter"} and held["letter"]["sender"]["person"] == "Dana Lee"
    cli.said("undo"), cli.said("undo")
    assert (_show(cli, key)["status"], _show(cli, key)["letters"]) == ("draft", [])


def test_the_letter_as_pdf_is_a_new_file_for_this_account_only(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces: list[Piece] = []
    monkeypatch.setattr(FPDF, "multi_cell", listen(pieces))
    key = _start(cli, "--to", "Motion PT", "--question", "Which movement?")["id"]
    plain, covered = tmp_path / "letter.pdf", tmp_path / "covered.pdf"
    assert cli.said("referral", "letter", key, "--pdf", plain) == str(plain)
    data = plain.read_bytes()
    # The sample clinic is in Los Angeles.
    assert data.startswith(b"%PDF-") and b"/MediaBox [0 0 612.00 792.00]" in data
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    assert {"Riverside Acupuncture", "Which movement?", "Referral for physical therapy"} <= {
        piece.text for piece in pieces
    }
    cli.said("referral", "letter", key, "--pdf", covered, "--cover", "--paper", "a4")
    assert pages(covered.read_bytes()) == pages(data) + 1
    assert b"/MediaBox [0 0 595.28 841.89]" in covered.read_bytes()
    told = cli.refused(75, "referral", "letter", key, "--pdf", plain, "--send", "post")
    assert "there already" in told and plain.read_bytes() == data
    assert _show(cli, key)["status"] == "draft"
    assert "Nothing was written or sent" in cli.refused(
        74, "referral", "letter", key, "--pdf", tmp_path / "no" / "x.pdf"
    )


def test_a_letter_that_is_not_sent_leaves_no_file(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    assert "does not follow" in cli.refused(65, "referral", "letter", "r18", "--pdf", file, "--send", "post")
    assert not file.exists()
    key = _start(cli, "--to", "Motion PT")["id"]
    code, out, err = cli("referral", "letter", key, "--pdf", file, "--send", "post")
    assert (code, out) == (0, f"{file}\n") and "sent to Motion PT" in err
    # The copy that is kept is the same page, whenever it is drawn.
    cli.said("referral", "letter", key, "--kept", "--pdf", tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == file.read_bytes()


def test_a_kept_letter_that_was_changed_is_not_shown_as_one(cli: Cli) -> None:
    key = _start(cli, "--to", "Motion PT")["id"]
    cli("referral", "letter", key, "--send", "hand")
    _tamper(cli, "update referral_letter set text = replace(text, 'Motion PT', 'Other PT')")
    assert "letter that is kept in it was changed" in cli.refused(66, "referral", "letter", key, "--kept")


def test_the_text_somebody_left_is_used_and_said(cli: Cli) -> None:
    made = _start(cli, "--to", "Motion PT")
    payload = json.dumps({"parts": {"told": "He knows of it."}})
    _tamper(
        cli,
        "insert into draft (kind, patient_id, subject_id, payload, actor, begun_utc, saved_utc) "
        f"values ('letter', {made['patient_id']}, {made['id']}, '{payload}', 'Dana Lee', 1795199000, 1795199400)",
    )
    code, out, err = cli("referral", "letter", made["id"])
    assert code == 0 and "He knows of it." in out
    assert err == f"acudesk: note: its text is as Dana Lee left it, {DAY} 10:30\n"


def test_a_file_is_kept_with_it_and_found_again(cli: Cli, tmp_path: Path) -> None:
    scan = tmp_path / "a\x1b[31mb.pdf"
    scan.write_bytes(b"%PDF-1.4 scanned")
    made = cli.json("referral", "attach", "r2", scan, "--title", "Report \x1b[2J of May")["referral"]
    (file,) = made["files"]
    assert (file["title"], file["media"], file["size"]) == ("Report [2J of May", "application/pdf", 16)
    assert Path(cli.said("referral", "file", file["id"])).read_bytes() == scan.read_bytes()
    assert "kept already" in cli.said("referral", "attach", "r2", scan)
    empty = tmp_path / "empty.pdf"
    empty.touch()
    assert "is empty" in cli.refused(65, "referral", "attach", "r2", empty)
    cli.said("undo")
    assert _show(cli, "r2")["files"] == []


@pytest.mark.parametrize("key", ["r1", "r2", "r4", "r18", "r20"])
def test_a_referral_as_fhir_is_a_valid_bundle(cli: Cli, key: str) -> None:
    code, out, _ = cli("referral", "fhir", key)
    assert code == 0
    made = json.loads(out)
    assert Bundle.model_validate(made)
    assert {one["resource"]["resourceType"] for one in made["entry"]} >= {"ServiceRequest", "Task", "Patient"}


def test_text_from_outside_is_never_more_than_text(cli: Cli) -> None:
    provider = cli.json("provider", "add", "=Motion 'n' \"Co\"", "--kind", "massage", "--note", HOSTILE)["provider"]
    assert provider["note"] == "[31m=HYPERLINK(1) Motion"
    key = _start(cli, "--to", provider["id"], "--question", HOSTILE)["id"]
    cli.said("referral", "call", key, "--note", HOSTILE)
    for argv in (("referral", "show", key), ("referral", "letter", key), ("referrals",), ("provider", "list")):
        code, out, _ = cli(*argv)
        assert code == 0 and "\x1b" not in out and "\u202e" not in out
    code, out, _ = cli("referrals", "--csv")
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    (row,) = [one for one in rows if one["provider"].endswith('"Co"')]
    assert (row["provider"], row["last_note"]) == ("'=Motion 'n' \"Co\"", "[31m=HYPERLINK(1) Motion")
    assert not any(cell.startswith(("=", "+", "-", "@")) for one in rows for cell in one.values())


def test_the_open_referrals_as_csv_are_those_of_the_report(cli: Cli) -> None:
    told = cli.json("referrals", "--date", DAY)["referrals"]
    out = cli("referrals", "--csv", "--date", DAY)[1]
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [(one["patient"], one["days_overdue"]) for one in rows] == [
        (one["patient"], str(one["overdue_days"])) for one in told
    ]
    assert set(rows[0]) == {
        "patient", "patient_phone", "provider", "provider_phone", "kind", "state", "due", "days_overdue", "last_note",
    }  # fmt: skip
    assert cli("referrals", "--csv", "--json")[0] == 2


def test_the_actions_that_start_a_referral_name_this_command(cli: Cli) -> None:
    named = {one.command for one in ACTIONS if one.command.startswith("referral")}
    assert all(cli(*one.split(), "--help")[0] == 0 for one in named)


def test_a_referral_somebody_else_changed_meanwhile_is_a_conflict(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard.cli.counter import Counter

    real = Counter.seen

    def late(self: Counter, kind: str, given: str) -> tuple[int, int]:
        found = real(self, kind, given)
        monkeypatch.setattr(Counter, "seen", real)
        cli.said("referral", "accepted", given)
        return found

    monkeypatch.setattr(Counter, "seen", late)
    assert "yours was not made" in cli.refused(75, "referral", "scheduled", "r2", "--appointment", "2026-11-30")
    assert _show(cli, "r2")["status"] == "accepted"
