"""Registering, correcting and merging patients; each can be taken back, and nothing is lost."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from care.patient import Patient as Person
from db.days import day
from db.errors import Conflict, NotFound, Refused
from db.patients import detail, find, health, hits, likely_duplicates, recent
from db.reader import Reader
from db.tables import SQLModel
from db.terms import terms_of
from db.waiting import waiting
from db.writes.patients import BELONGINGS, change, merge, register
from db.writes.undo import undo_last
from db.writes.waiting import add as wait
from db.writing import Unit, Writer
from tests.conftest import NOW_UTC
from tests.db.fill import ANA, TODAY, Filler

TOMORROW = TODAY + timedelta(1)
BORN = date(1969, 11, 4)
Do = Callable[..., Any]


@pytest.fixture
def do(fill: Filler) -> Iterator[Do]:
    """Runs one write function as one unit."""
    with Writer(fill.path) as writer:

        def run(work: Callable[..., Any], *args: Any, **more: Any) -> Any:
            with writer.unit(ANA, NOW_UTC) as unit:
                return work(unit, *args, **more)

        yield run


def _everything(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    """What a patient's record holds, without the counting of edits and the log."""
    tables = ("patient", "appointment", "course", "visit", "referral", "waiting_entry", "former_name")
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in tables:
        columns = [name for _, name, *_ in reader.rows(f"pragma table_info({table})") if name != "version"]
        found[table] = reader.rows(f"select {', '.join(columns)} from {table} order by id")
    found["patient_term"] = reader.rows("select patient_id, kind, term from patient_term order by 1, 2, 3")
    return found


def _only(reader: Reader, text: str) -> Person:
    (found,) = find(reader, text)
    return found


def test_somebody_registered_is_found_at_once(do: Do, reader: Reader) -> None:
    key = do(
        register, " Nguyễn-Smith ", "Ann  Marie", BORN, "+1 503 683 6219", "Ann@Example.org", "Annie",
        ["pacemaker", "anticoagulant"], "likes\nquiet",
    )  # fmt: skip
    for text in ("nguy", "smi ann", "annie", "6219", "ann@", "4.11.1969"):
        assert _only(reader, text).id == key
    found = _only(reader, "nguyen")
    assert (found.family_name, found.given_name, found.preferred_name) == ("Nguyễn-Smith", "Ann Marie", "Annie")
    assert (found.born, found.phone, found.email) == (BORN, "+1 503 683 6219", "Ann@Example.org")
    assert (found.cautions, found.note, found.version) == (("pacemaker", "anticoagulant"), "likes quiet", 1)
    assert recent(reader)[0].id == key
    assert reader.rows(
        "select action, subject, subject_id, patient_id, detail from audit_entry order by id desc limit 1"
    ) == [("added", "patient", key, key, "{}")]


def test_one_name_is_enough(do: Do, reader: Reader) -> None:
    keys = do(register, "", "Cher"), do(register, "Ono", "")
    assert (_only(reader, "cher").id, _only(reader, "ono").id) == keys


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"family": "", "given": " "}, "needs a name"),
        ({"family": "Ann [/]"}, "family name cannot be taken"),
        ({"family": "A\x1b[31m"}, "family name cannot be taken"),
        ({"family": "A\u202eB"}, "family name cannot be taken"),
        ({"given": "..."}, "given name cannot be taken"),
        ({"given": "x" * 121}, "given name cannot be taken"),
        ({"preferred": "<b>"}, "preferred name cannot be taken"),
        ({"born": date(2090, 1, 1)}, "birth date cannot be taken"),
        ({"born": date(1879, 12, 31)}, "birth date cannot be taken"),
        ({"phone": "5.036836219E+9"}, "phone cannot be taken"),
        ({"email": "a\x07b@c"}, "e-mail cannot be taken"),
        ({"cautions": ["measles"]}, "cautions cannot be taken"),
        ({"note": "x" * 10_001}, "note cannot be taken"),
        ({"address": "x" * 401}, "address cannot be taken: more than 400"),
        ({"medicines": "x" * 2_001}, "medicines cannot be taken: more than 2,000"),
        ({"allergies": "x" * 2_001}, "allergies cannot be taken: more than 2,000"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(do: Do, reader: Reader, fields: dict[str, Any], said: str) -> None:
    before = _everything(reader)
    with pytest.raises(Refused, match=said) as caught:
        do(register, **{"family": "Tanaka", "given": "Mei", **fields})
    assert "Nothing was changed" in caught.value.message
    assert _everything(reader) == before
    key = do(register, "Tanaka", "Mei")
    with pytest.raises(Refused, match=said):
        do(change, key, 1, **fields)
    assert _only(reader, "tanaka").version == 1


def test_registering_is_taken_back(do: Do, reader: Reader) -> None:
    do(register, "Tanaka", "Mei", BORN, "503 683 6219")
    do(undo_last)
    for text in ("tanaka", "6219", "4.11.1969", "1"):
        assert find(reader, text) == ()
    assert recent(reader) == ()


def test_a_changed_name_keeps_the_former_one_findable(do: Do, reader: Reader) -> None:
    key = do(register, "Tanaka", "Mei", phone="503 683 6219")
    do(change, key, 1, family="Rivera", phone="458 555 0100")
    found = _only(reader, "rivera mei")
    assert (found.family_name, found.version) == ("Rivera", 2)
    assert _only(reader, "tanaka").name == "Mei Rivera"
    assert _only(reader, "mei tan riv").id == key
    assert find(reader, "6219") == ()
    do(change, key, 2, family="Tanaka")
    do(change, key, 3, family="Rivera")
    assert reader.rows("select family_name, given_name from former_name") == [("Tanaka", "Mei"), ("Rivera", "Mei")]
    do(change, key, 4, given="MEI")
    assert len(reader.rows("select 1 from former_name")) == 2


def test_a_change_is_taken_back_with_all_it_was_found_by(do: Do, reader: Reader) -> None:
    key = do(register, "Tanaka", "Mei", phone="503 683 6219")
    before = _everything(reader)
    do(change, key, 1, family="Rivera", phone="458 555 0100", born=BORN, cautions=["pregnancy"], note="new")
    do(undo_last)
    assert _everything(reader) == before
    assert find(reader, "rivera") == ()


def test_other_fields_stay_and_an_unchanged_one_is_no_change(do: Do, reader: Reader) -> None:
    key = do(register, "Tanaka", "Mei", BORN, "503 683 6219", cautions=["pacemaker"])
    do(change, key, 1, note="left handed")
    found = _only(reader, "tanaka")
    assert (found.born, found.phone, found.cautions, found.note) == (
        BORN, "503 683 6219", ("pacemaker",), "left handed",
    )  # fmt: skip
    entries = reader.rows("select count(*) from audit_entry")
    do(change, key, 2, note="left handed")
    assert _only(reader, "tanaka").version == 2
    assert reader.rows("select count(*) from audit_entry") == entries
    assert reader.rows("select detail from audit_entry order by id desc limit 1") == [('{"fields":["note"]}',)]
    do(change, key, 2, born=None)
    assert _only(reader, "tanaka").born is None


def test_who_edits_what_somebody_else_edited_is_told(do: Do, reader: Reader) -> None:
    key = do(register, "Tanaka", "Mei")
    do(change, key, 1, note="first")
    with pytest.raises(Conflict, match="Ana Ruiz changed this patient"):
        do(change, key, 1, note="second")
    assert _only(reader, "tanaka").note == "first"
    with pytest.raises(NotFound):
        do(change, 99, 1, note="x")
    with pytest.raises(TypeError):
        do(change, key, 2, notes="x")
    with pytest.raises(Refused, match="needs a name"):
        do(change, key, 2, family="", given="")


HEALTH = {
    "address": "12 Elm St,\n Portland OR", "medicines": "warfarin 5 mg", "allergies": "latex <severe>",
}  # fmt: skip


def test_what_a_letter_says_of_a_patient_is_kept_and_taken_back(do: Do, reader: Reader) -> None:
    key = do(register, "Tanaka", "Mei", **HEALTH)
    assert health(reader, key)[1:] == ("12 Elm St, Portland OR", "warfarin 5 mg", "latex <severe>")
    before = _everything(reader)
    done = do(change, key, 1, address="9 Fir Ct", medicines="", allergies="nickel", cautions=["pregnancy"])
    assert done.said == "Changed: cautions, address, medicines, allergies."
    assert health(reader, key)[1:] == ("9 Fir Ct", "", "nickel")
    assert reader.rows("select detail from audit_entry order by id desc limit 1") == [
        ('{"fields":["address","allergies","cautions","medicines"]}',)
    ]
    do(undo_last)
    assert _everything(reader) == before


def test_a_change_says_what_it_changed_and_that_it_changed_nothing(do: Do) -> None:
    key = do(register, "Tanaka", "Mei", **HEALTH)
    assert do(change, key, 1, **HEALTH) == (None, "Nothing was changed, it was so already.")
    said = do(change, key, 1, family="Rivera", phone="5036836219").said
    assert said == "Changed: family name, phone. A former name is still found."


def test_a_caution_that_is_none_is_named_with_those_there_are(do: Do) -> None:
    with pytest.raises(Refused, match="“measles” is none of anticoagulant, bleeding disorder, pacemaker, pregnancy"):
        do(register, "Tanaka", "Mei", cautions=["pregnancy", "measles"])


def test_a_merge_loses_no_medicine_allergy_or_address(do: Do, reader: Reader) -> None:
    keep = do(register, "Tanaka", "Mei", **HEALTH)
    other = do(
        register, "Tanaka", "Meiko", address="9 Fir Ct", medicines="warfarin 2 mg", allergies="latex <severe>",
    )  # fmt: skip
    do(merge, keep, 1, other, 1)
    kept = health(reader, keep)
    assert (kept.address, kept.patient.note) == ("12 Elm St, Portland OR", "Also address 9 Fir Ct.")
    assert (kept.medicines, kept.allergies) == ("warfarin 5 mg; warfarin 2 mg", "latex <severe>")


def test_a_merge_fills_in_what_only_the_other_record_says(do: Do, reader: Reader) -> None:
    keep, other = do(register, "Tanaka", "Mei"), do(register, "Tanaka", "Meiko", **HEALTH)
    before = _everything(reader)
    do(merge, keep, 1, other, 1)
    assert health(reader, keep)[1:] == health(reader, other)[1:]
    assert health(reader, keep).patient.note == ""
    do(undo_last)
    assert _everything(reader) == before


def test_allergies_too_long_together_are_not_cut(do: Do, reader: Reader) -> None:
    keep, other = do(register, "A", "B", allergies="x" * 1_500), do(register, "A", "C", allergies="y" * 1_500)
    with pytest.raises(Refused, match="allergies of both are longer than 2,000"):
        do(merge, keep, 1, other, 1)
    assert health(reader, keep).allergies == "x" * 1_500


def _two(fill: Filler, do: Do) -> tuple[int, int]:
    """Two records of one person, each with something of its own."""
    keep = do(register, "Tanaka", "Mei", None, "503 683 6219", cautions=["pacemaker"], note="left handed")
    other = do(
        register, "Tanaka-Rivera", "Meiko", BORN, "458 555 0100", "mei@example.org", "Mimi", ["pregnancy", "pacemaker"],
        "likes quiet",
    )  # fmt: skip
    do(change, other, 1, family="Rivera")
    mine, theirs = fill.course(keep), fill.course(other, condition="headache")
    fill.visit(mine, TODAY - timedelta(8), 5)
    fill.visit(theirs, TODAY - timedelta(2), 4)
    fill.referral(theirs, TODAY)
    fill.appointment(keep, TOMORROW, 600, course_id=mine)
    fill.appointment(other, TOMORROW, 630, course_id=theirs)
    fill.appointment(other, TOMORROW, 600, status="cancelled")
    do(wait, other, earliest=TODAY)
    return keep, other


def test_everything_of_a_merged_record_belongs_to_the_kept_one(fill: Filler, do: Do, reader: Reader) -> None:
    keep, other = _two(fill, do)
    before = _everything(reader)
    do(merge, keep, 1, other, 2)
    for table in ("appointment", "course", "waiting_entry", "former_name"):
        after = _everything(reader)[table]
        assert len(after) >= len(before[table])
        assert reader.rows(f"select distinct patient_id from {table}") == [(keep,)]
    for text in (
        "tanaka",
        "rivera",
        "meiko",
        "mimi",
        "6219",
        "0100",
        "mei@example.org",
        "4.11.1969",
        str(other),
        "mei riv",
    ):
        assert [one.id for one in find(reader, text)] == [keep], text
    found = find(reader, "tanaka mei")[0]
    assert (found.family_name, found.given_name, found.preferred_name) == ("Tanaka", "Mei", "Mimi")
    assert (found.born, found.phone, found.email) == (BORN, "503 683 6219", "mei@example.org")
    assert found.cautions == ("pacemaker", "pregnancy")
    assert found.note == "left handed likes quiet Also phone 458 555 0100."
    hit = hits(reader, "tanaka", after=(TODAY, 0))[0]
    assert hit.last_visit == TODAY - timedelta(2)
    assert {one.patient_id for one in day(reader, TOMORROW).appointments} == {keep}
    assert [one.patient_id for one in waiting(reader)] == [keep]
    assert detail(reader, keep, None, TODAY, (TODAY, 0)).course is not None
    assert [one.patient_id for one in likely_duplicates(reader, "Rivera", "Mei", BORN, "")] == [keep]
    # The other row itself stays as it was, for whoever asks what was merged.
    stayed = reader.row("select family_name, phone, note, merged_into from patient where id = :id", {"id": other})
    assert stayed == ("Rivera", "458 555 0100", "likes quiet", keep)


def test_a_merge_is_taken_back_as_a_whole(fill: Filler, do: Do, reader: Reader) -> None:
    keep, other = _two(fill, do)
    before = _everything(reader)
    do(merge, keep, 1, other, 2)
    assert _everything(reader) != before
    do(undo_last)
    assert _everything(reader) == before
    assert [one.id for one in find(reader, "rivera")] == [other]


def test_records_merged_into_a_merged_one_follow_it(do: Do, reader: Reader) -> None:
    keys = [do(register, f"Name{letter}", "Al", phone=f"503 555 000{number}") for number, letter in enumerate("abc")]
    do(merge, keys[1], 1, keys[2], 1)
    before = _everything(reader)
    do(merge, keys[0], 1, keys[1], 2)
    for text in ("namea", "nameb", "namec", "0001", "0002", "al namec"):
        assert [one.id for one in find(reader, text)] == [keys[0]]
    do(undo_last)
    assert _everything(reader) == before
    do(change, keys[1], find(reader, "nameb")[0].version, note="still findable")
    assert [one.id for one in find(reader, "namec")] == [keys[1]]


def test_a_merge_is_refused_while_both_are_booked_at_the_same_time(fill: Filler, do: Do, reader: Reader) -> None:
    keep, other = fill.patient("Tanaka", "Mei"), fill.patient("Tanaka", "Mey")
    fill.appointment(keep, TOMORROW, 600, room_id=fill.room())
    fill.appointment(other, TOMORROW, 615, room_id=fill.room("R2"))
    fill.appointment(other, TOMORROW, 570)
    before = _everything(reader)
    with pytest.raises(Conflict, match="2026-11-21 10:00-10:30 and 10:15-10:45") as caught:
        do(merge, keep, 1, other, 1)
    assert "09:30" not in caught.value.message
    assert _everything(reader) == before


def test_only_two_present_and_unchanged_records_are_merged(do: Do) -> None:
    keep, other, third = (do(register, "Tanaka", name) for name in ("Mei", "Mey", "May"))
    with pytest.raises(Refused, match="same record"):
        do(merge, keep, 1, keep, 1)
    with pytest.raises(NotFound):
        do(merge, keep, 1, 99, 1)
    for seen in ((2, 1), (1, 2)):
        with pytest.raises(Conflict, match="changed this patient"):
            do(merge, keep, seen[0], other, seen[1])
    do(merge, keep, 1, other, 1)
    for pair in ((third, 1, other, 2), (other, 2, third, 1)):
        with pytest.raises(Conflict, match="was merged into"):
            do(merge, *pair)
    with pytest.raises(Conflict, match="was merged into"):
        do(change, other, 2, note="x")


def test_notes_too_long_together_are_not_cut(do: Do, reader: Reader) -> None:
    keep, other = do(register, "A", "B", note="x" * 6000), do(register, "A", "C", note="y" * 6000)
    with pytest.raises(Refused, match="notes of both"):
        do(merge, keep, 1, other, 1)
    assert len(find(reader, "a")) == 2


def test_no_table_that_belongs_to_a_patient_is_forgotten_by_a_merge() -> None:
    known = {table.__tablename__ for table in BELONGINGS} | {"patient_term", "patient"}
    referring = {
        table.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "patient"
    }
    assert referring == known
    assert all("patient_id" in inspect(table).columns for table in BELONGINGS)


def test_what_is_found_equals_what_the_rows_say(do: Do, reader: Reader) -> None:
    key = do(register, "渡辺", "零", phone="03-1234-5678", preferred="Rei")
    terms = {(kind, term) for kind, term in reader.rows("select kind, term from patient_term")}
    assert terms == terms_of("渡辺", "零", "Rei", "03-1234-5678", "")
    assert _only(reader, "零 渡").id == key


def test_a_write_that_fails_later_leaves_nothing(fill: Filler, reader: Reader) -> None:
    before = _everything(reader)

    def fails(unit: Unit) -> None:
        register(unit, "Tanaka", "Mei")
        raise Refused("no")

    with Writer(fill.path) as writer, pytest.raises(Refused), writer.unit(ANA, NOW_UTC) as unit:
        fails(unit)
    assert _everything(reader) == before
