"""A referral's letter and its FHIR resources built from a record: what is on it, who signs, whose text wins."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from care.evaluation import UNREADABLE
from care.fhir import bundle
from care.findings import RED_FLAGS, Findings, to_json
from care.letter import Letter, digest, letter_json
from dashboard.letters.build import build_letter, referral_facts
from dashboard.letters.text import text
from db.clinic import letterhead
from db.errors import Conflict, NotFound, Refused
from db.letters import letter_draft
from db.reader import open_reader
from db.writes import drafts, house, letters, providers, referrals
from db.writes.undo import undo_last
from tests.conftest import NOW_UTC
from tests.db.desk import KIM
from tests.db.fill import ANA, TODAY
from tests.db.loop import PROTOCOL, QUESTION, Loop, ago

FINDINGS = Findings(
    mechanism="A fall from a ladder.", red_flags=tuple((item.code, "no") for item in RED_FLAGS),
    motion=(("flexion", 40),), note="Guards the left side.",
)  # fmt: skip


class Written(Loop):
    """A loop, and Ada Reyes with something on record for every part of a letter."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        fill, desk = self.desk.fill, self.desk
        self.dana, self.kim = fill.staff("Dana Lee"), fill.staff("Kim Soto")
        desk(house.set_credentials, self.dana, 1, "L.Ac.")
        desk(house.set_clinic, 1, phone="(503) 555-0101", fax="(503) 555-0102", address="12 Elm St, Portland, OR 97201")
        self.ada = fill.patient("Reyes", "Ada", medicines="warfarin", allergies="nickel", cautions="anticoagulant")
        desk(providers.change, self.motion, 1, fax="(503) 555-0198", address="4 Oak Ave, Portland, OR 97201")
        course = fill.course(
            self.ada, ago(40), practitioner_id=self.dana, onset_date=ago(60), causes="whiplash;driving"
        )
        for day, (pain, function) in enumerate([(7, 40), (6, None), (6, 38), (6, None)]):
            fill.visit(course, ago(35 - 7 * day), pain, ndi_percent=function, points="GB20;SI3", techniques="cupping")
        fill.evaluation(course, ago(35), practitioner_id=self.kim, findings=to_json(FINDINGS))
        given = {"provider_id": self.motion, "question": QUESTION}
        self.key: int = desk(referrals.start, course, "physical_therapy", **given).referral_id
        self.course = course

    def letter(self, on: date = TODAY, **more: Any) -> Letter:
        with open_reader(self.desk.path) as reader:
            return build_letter(reader, self.key, on, PROTOCOL, **more)

    def drafted(self, parts: Any, utc: int = NOW_UTC, actor: Any = ANA) -> int:
        payload = {"parts": parts}
        key: int = self.desk(drafts.keep, "letter", self.ada, payload, subject_id=self.key, utc=utc, actor=actor)
        return key

    def send(self, by: str = "fax", **more: Any) -> Any:
        held = letter_json(self.letter())
        return self(letters.send, self.key, held, digest(held), by, **more)


@pytest.fixture
def written(record_path: Path) -> Written:
    return Written(record_path)


def part(made: Letter, key: str) -> str:
    return next(one.text for one in made.parts if one.key == key)


def test_everything_on_record_is_in_the_letter(written: Written) -> None:
    made = written.letter()
    assert made.sender[:6] == (
        "Riverside Acupuncture", "Dana Lee", "L.Ac.", "12 Elm St, Portland, OR 97201", "(503) 555-0101",
        "(503) 555-0102",
    )  # fmt: skip
    assert (made.receiver.name, made.receiver.fax) == ("Motion PT", "(503) 555-0198")
    assert (made.on, made.respond_by, part(made, "question")) == (TODAY, TODAY + timedelta(30), QUESTION)
    assert [(row.number, row.nprs, row.function) for row in made.visits] == [
        (1, 7, 40), (2, 6, None), (3, 6, 38), (4, 6, None),
    ]  # fmt: skip
    for key, said in {
        "history": "A fall from a ladder.", "exam": f"Red flags: none of {len(RED_FLAGS)}.",
        "treatment": "GB20 (4), SI3 (4)", "response": "Rule", "safety": "Medicines: warfarin.",
        "told": "not on record",
    }.items():  # fmt: skip
        assert said.casefold() in part(made, key).casefold(), key
    assert f"Examined: {(TODAY - timedelta(35)).day} October 2026 by Kim Soto." in part(made, "exam")
    assert "Contributing causes: whiplash, driving." in part(made, "history")
    assert "ladder" not in part(made, "exam")
    assert "Dana Lee, L.Ac." in text(made)


def test_another_of_the_staff_may_sign_and_nobody_is_said_to_be_missing(written: Written) -> None:
    assert written.letter(practitioner_id=written.kim).sender[1:3] == ("Kim Soto", "")
    written.key = written.start()
    assert written.letter().sender.person == ""
    assert "No practitioner is named." in text(written.letter())


def test_what_came_later_is_not_in_it(written: Written) -> None:
    written.key = written.desk(
        referrals.start, written.course, "massage", utc=NOW_UTC - 30 * 86_400, question=QUESTION
    ).referral_id
    assert len(written.letter(on=ago(30)).visits) == 1


def test_findings_that_cannot_be_read_do_not_keep_the_letter_back(written: Written) -> None:
    written.desk.fill.evaluation(written.course, ago(1), findings="{", red_flag="urgent", neuro="motor")
    said = part(written.letter(), "exam")
    assert UNREADABLE in said and "Red flags: urgent." in said and "Neurological: motor." in said
    assert part(written.letter(), "history").startswith("How it began is not on record.")


def test_the_motion_in_the_directions_of_another_condition_stands_in_the_letter(written: Written) -> None:
    arm = written.desk.fill.course(written.ada, ago(20), condition="shoulder_pain")
    way = next(one for one in PROTOCOL.motion_of("shoulder_pain") if one not in PROTOCOL.motion_of("neck_pain"))
    written.desk.fill.evaluation(arm, ago(1), findings=json.dumps({"motion": {way: 20}}))
    written.key = written.desk(referrals.start, arm, "massage").referral_id
    assert "20 degrees" in part(written.letter(), "exam")


def test_the_questionnaire_is_called_by_its_condition(written: Written) -> None:
    back = written.desk.fill.course(written.ada, ago(20), condition="low_back_pain")
    written.key = written.desk(referrals.start, back, "massage").referral_id
    assert written.letter().function_name == "ODI"
    assert written.letter().receiver.name == ""


def test_the_newest_changed_text_wins_and_only_that_of_parts_there_are(written: Written) -> None:
    written.drafted({"told": "Old."}, NOW_UTC - 60)
    written.drafted({"told": "He knows.\n\x1b[31mAnd agrees.", "question": "", "signed": "x", "exam": 7}, actor=KIM)
    made = written.letter()
    assert part(made, "told") == "He knows.\n[31mAnd agrees."
    assert part(made, "question") == "" and part(made, "exam")
    assert "signed" not in {one.key for one in made.parts}
    assert "What we ask" not in text(made)


@pytest.mark.parametrize("payload", ['{"parts": 7}', "[]", "{", '{"parts": ["told"]}', "null"])
def test_a_damaged_draft_changes_nothing(written: Written, payload: str) -> None:
    before = written.letter()
    number = written.drafted({"told": "x"})
    from db.tables import Draft
    from db.writing import Writer

    with Writer(written.desk.path) as writer, writer.unit(ANA, NOW_UTC) as unit:
        unit.session.get_one(Draft, number).payload = payload
        unit.unfinished()
    assert written.letter() == before


def test_sending_keeps_the_letter_and_makes_the_step_as_one(written: Written) -> None:
    draft = written.drafted({"told": "He knows."})
    kept = written.desk.dump()
    done = written.send(draft_id=draft)
    assert done.said == "Ada Reyes, physical therapy: sent to Motion PT. A copy of the letter is kept."
    known = written.detail(written.key)
    assert (known.referral.status, known.referral.sent_on) == ("sent", TODAY)
    assert [(one.sent_by, one.provider) for one in known.letters] == [("fax", "Motion PT")]
    assert known.events[-1].note == "to Motion PT; fax"
    with open_reader(written.desk.path) as reader:
        assert letter_draft(reader, written.key) is None
    written.desk(undo_last)
    after = written.desk.dump()
    assert {name: rows for name, rows in after.items() if name != "draft"} == {
        name: rows for name, rows in kept.items() if name != "draft"
    }
    # What was written of it is there again.
    assert part(written.letter(), "told") == "He knows."


def test_a_referral_on_its_way_keeps_another_copy_and_its_state(written: Written) -> None:
    written.send()
    again = written.send()
    assert again.undo_id is None and "kept already" in again.said
    by_hand = written.send("hand")
    assert by_hand.said == "Ada Reyes, physical therapy: the letter to Motion PT is kept."
    assert [one.sent_by for one in written.detail(written.key).letters] == ["fax", "hand"]
    assert written.detail(written.key).referral.status == "sent"


def test_text_changed_before_a_letter_went_out_is_not_in_the_next_one(written: Written) -> None:
    written.drafted({"told": "He knows."}, NOW_UTC - 60, actor=KIM)
    written.send()
    assert part(written.letter(), "told") != "He knows."
    written.drafted({"told": "He knows now."}, NOW_UTC + 60)
    assert part(written.letter(), "told") == "He knows now."


def test_a_letter_that_does_not_say_what_is_on_record_any_more_is_not_sent(written: Written) -> None:
    held, seen = letter_json(written.letter()), written.version(written.key)
    written(referrals.change, written.key, urgency="urgent")
    kept = written.desk.dump()
    with pytest.raises(Conflict):
        written.desk(letters.send, written.key, seen, held, digest(held), "fax")
    with pytest.raises(Refused, match="not the one its digest is of"):
        written(letters.send, written.key, held, "0" * 64, "fax")
    assert written.desk.dump() == kept


@pytest.mark.parametrize("state", ["cancelled", "declined_by_provider"])
def test_nothing_is_sent_for_a_referral_that_has_ended(written: Written, state: str) -> None:
    if state != "cancelled":
        written.send()
    written.step(written.key, state, note="why")
    kept = written.desk.dump()
    with pytest.raises(Refused, match="does not follow"):
        written.send("post")
    assert written.desk.dump() == kept


def test_a_referral_without_a_provider_is_not_sent(written: Written) -> None:
    written.key = written.desk(referrals.start, written.course, "massage", question=QUESTION).referral_id
    with pytest.raises(Refused, match="no provider yet"):
        written.send()


def test_the_parties_of_a_referral_as_fhir_has_them(written: Written) -> None:
    with open_reader(written.desk.path) as reader:
        facts = referral_facts(reader, written.key, TODAY)
        assert facts.clinic_uid == letterhead(reader).uid
    assert (facts.practitioner_id, facts.provider_id, facts.condition) == (written.dana, written.motion, "neck_pain")
    made = bundle(facts)
    assert Bundle.model_validate(made)
    kinds = [one["resource"]["resourceType"] for one in made["entry"]]
    assert sorted(kinds) == [
        "Organization", "Organization", "Patient", "Practitioner", "PractitionerRole", "ServiceRequest", "Task",
    ]  # fmt: skip


def test_a_referral_that_is_not_there_has_no_letter(written: Written) -> None:
    with open_reader(written.desk.path) as reader:
        for ask in (lambda: build_letter(reader, 99, TODAY, PROTOCOL), lambda: referral_facts(reader, 99, TODAY)):
            with pytest.raises(NotFound, match="no referral with number 99"):
                ask()
