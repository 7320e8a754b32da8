"""A letter: complete, plain, honest about what is missing, and kept so that a change shows."""

import json
from datetime import date, timedelta

import pytest

from care.assessment import assess_course
from care.chart import Chart, Needle, VisitEntry, VisitRecord
from care.course import CAUSES, TECHNIQUES, Course, Visit
from care.letter import (
    HEADINGS,
    PARTS,
    LetterError,
    LetterFacts,
    Party,
    ScoreRow,
    Subject,
    digest,
    letter,
    letter_json,
    parse_letter,
    with_text,
)
from care.letter_facts import CAUSE_WORDS, TECHNIQUE_WORDS, facts_of, letter_name, score_rows, treatment_words
from care.patient import Patient
from tests.care.support import PROTOCOL

CLINIC = Party("Riverside Acupuncture", "Dana Lee", "L.Ac.", "12 Elm St, Portland, OR 97201", "(503) 555-0101", "", "")
WEISS = Party("Dr Weiss", address="4 Oak Ave, Portland, OR 97201", phone="(503) 555-0199", fax="(503) 555-0198")
MEI = Patient(7, None, "Tanaka", "Mei", born=date(1985, 3, 4), phone="(503) 683-6219", cautions=("anticoagulant",))
OPENED, ON = date(2026, 6, 1), date(2026, 7, 25)


def bare():
    """A letter of which nothing but the parties' names is on record."""
    return letter(LetterFacts(Party("Riverside"), Party("Dr Weiss"), Subject("Mei Tanaka"), ON, "orthopaedic",
                              "routine"))  # fmt: skip


def text_of(made, key):
    return next(one.text for one in made.parts if one.key == key)


def record(number, on, **entry):
    return VisitRecord(number, 1, number, on, 600, "Dana Lee", VisitEntry(**entry))


def chart(**other):
    """Eight weekly visits with flat pain, NDI at the first and last."""
    visits = tuple(
        record(number, OPENED + timedelta(7 * (number - 1)), nprs=6, minutes=30,
               ndi_percent={1: 40, 8: 38.0}.get(number),
               needles=(Needle("GB20"), Needle("GB20", "left"), *([Needle("SI3")] if number > 5 else [])),
               techniques=("gua_sha",) if number < 3 else (), adverse="bruise" if number == 3 else "",
               advice_given=f"stretch {number}" if number < 7 else "")
        for number in range(1, 9)
    )  # fmt: skip
    course = Course(
        1, None, 7, 1, "neck_pain", OPENED, date(2026, 1, 5), "moderate", "mobility", ("device", "posture"),
        visits=tuple(Visit(one.on, 600, one.entry.nprs, one.entry.ndi_percent) for one in visits),
    )  # fmt: skip
    return Chart(MEI, course, (course,), visits, medicines="warfarin", address="9 Fir Ct")._replace(**other)


def facts(given=None, **other):
    given = given or chart()
    known = {"sender": CLINIC, "receiver": WEISS, "kind": "orthopaedic", "urgency": "routine",
             "question": "Please assess.", "on": ON}  # fmt: skip
    return facts_of(given, assess_course(given.course, ON, PROTOCOL), **known | other)


def test_a_letter_has_every_part_in_order_and_none_is_empty():
    for made in (bare(), letter(facts())):
        assert tuple(one.key for one in made.parts) == PARTS == tuple(HEADINGS)
        assert all(one.text and one.heading == HEADINGS[one.key] for one in made.parts)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("patient", "No date of birth is on record."),
        ("patient", "No phone number is on record."),
        ("patient", "No address is on record."),
        ("question", "No question is on record."),
        ("history", "How it began is not on record."),
        ("history", "The day of onset is not on record."),
        ("exam", "no answers to the red-flag screen"),
        ("scores", "No visit is on record."),
        ("treatment", "No treatment is on record."),
        ("response", "not on record"),
        ("safety", "No medicines are on record.\nNo allergies are on record.\nNo cautions are on record."),
        ("told", "What the patient was told is not on record."),
        ("report", "no day is set"),
    ],
)
def test_what_is_missing_is_said(key, said):
    assert said in text_of(bare(), key)


def test_a_chart_tells_history_treatment_and_response():
    made = letter(
        facts(
            exam=[("Red flags asked", "fracture no, infection no"), ("Spurling", "")],
            history="After a fall.\nThen worse.",
            told="That a specialist looks on.",
            respond_by=date(2026, 8, 24),
        )
    )
    assert text_of(made, "patient") == (
        "Name: Mei Tanaka.\nBorn: 4 March 1985.\nPhone: (503) 683-6219.\nAddress: 9 Fir Ct."
    )  # fmt: skip
    history = text_of(made, "history").splitlines()
    assert history == [
        "After a fall.",
        "Then worse.",
        "Onset: 5 January 2026.",
        "Duration: chronic, 21 weeks before the first visit.",
        "Severity: moderate.",
        "Contributing causes: phone and computer use, posture.",
    ]
    assert text_of(made, "exam") == "Red flags asked: fracture no, infection no.\nSpurling: not on record."
    assert text_of(made, "treatment").splitlines() == [
        "8 visits from 1 June 2026 to 20 July 2026.",
        "Each took 30 minutes.",
        "Points, and at how many visits: GB20 (8), SI3 (3).",
        "Beside the needles: gua sha (2).",
        "Adverse events: visit 3: bruise.",
        "Advice given at visit 6: stretch 6.",
    ]
    response = text_of(made, "response")
    assert response.startswith("Response: no change. Visit 8 of 8-12. Pain 6 at baseline, 6 now")
    assert "By rule D25 of this clinic's protocol: No meaningful change" in response
    assert text_of(made, "safety") == (
        "Medicines: warfarin.\nNo allergies are on record.\nCautions: anticoagulant."
    )  # fmt: skip
    assert "by 24 August 2026" in text_of(made, "report")
    assert made.visits[0] == ScoreRow(1, OPENED, 6, 40, None) and len(made.visits) == 8
    assert made.goal == 2 and made.title == "Referral for orthopaedic assessment"
    assert made._replace(urgency="urgent", kind="massage").title == "Urgent referral for massage therapy"


def test_what_was_assumed_is_not_told_as_known():
    given = chart()
    course = given.course._replace(severity=None, onset_date=None, visits=given.course.visits[1:])
    made = letter(facts(given._replace(course=course._replace(visits=(Visit(OPENED, 600),)))))
    assert "assumed: the day of onset is not known" in text_of(made, "history")
    assert "moderate, assumed: not scored at visit 1" in text_of(made, "history")
    assert "The day of onset is not on record." in text_of(made, "history")


def test_only_what_was_on_record_on_the_letter_s_day_is_told():
    made = letter(facts(on=OPENED + timedelta(7)))
    assert [row.number for row in made.visits] == [1, 2]
    assert text_of(made, "treatment").startswith("2 visits from")


def test_a_chart_without_a_course_makes_no_letter():
    given = chart()
    with pytest.raises(ValueError, match="has none"):
        facts_of(given._replace(course=None), assess_course(given.course, ON, PROTOCOL), sender=CLINIC, receiver=WEISS,
                 kind="massage", urgency="routine", question="", on=ON)  # fmt: skip


def test_two_records_of_one_day_are_one_row_with_the_first_scores():
    rows = score_rows((record(1, OPENED, nprs=6), record(1, OPENED, nprs=2, psfs=4.5), record(2, ON)))
    assert rows == (ScoreRow(1, OPENED, 6, None, 4.5), ScoreRow(2, ON))


def test_a_visit_without_points_says_so():
    said = treatment_words((record(1, OPENED),))
    assert said == (
        "1 visit on 1 June 2026.", "No points are on record.", "No other techniques are on record.",
        "No adverse event is on record.",
    )  # fmt: skip
    assert set(CAUSE_WORDS) == set(CAUSES) and set(TECHNIQUE_WORDS) == set(TECHNIQUES)


def test_the_name_on_file_stands_first_and_the_preferred_one_behind_it():
    assert letter_name(MEI._replace(given_name="Meiko", preferred_name="Mei")) == "Meiko Tanaka (called Mei)"
    assert letter_name(MEI._replace(family_name="王", given_name="晓梅")) == "王 晓梅"


def test_text_from_outside_comes_in_clean():
    made = letter(facts(question="a\x1b[2J\u202eb\r\n\n  c \u2028**d** <b>e</b>\x00", told="x\x85y"))
    assert text_of(made, "question") == "a[2Jb\nc\n**d** <b>e</b>"
    assert text_of(made, "told") == "x\ny"
    hostile = letter(facts(sender=CLINIC._replace(name="Riv\x07er\nside"), receiver=WEISS._replace(fax="5\x9b6")))
    assert (hostile.sender.name, hostile.receiver.fax) == ("River side", "56")


def test_a_part_may_be_changed_and_no_other_part_with_it():
    before = letter(facts())
    after = with_text(before, "told", "All of it.\n\x1bSecond.")
    assert text_of(after, "told") == "All of it.\nSecond."
    assert [one for one in after.parts if one.key != "told"] == [one for one in before.parts if one.key != "told"]
    with pytest.raises(KeyError):
        with_text(before, "nothing", "x")


def test_what_is_kept_is_the_same_letter_and_its_digest_shows_a_change():
    for made in (bare(), letter(facts(question='Nguyễn 王 محمد "quoted" \\ back'))):
        kept = letter_json(made)
        assert parse_letter(kept) == made
        assert letter_json(parse_letter(kept)) == kept
        assert digest(kept) == digest(letter_json(made)) and len(digest(kept)) == 64
        assert digest(letter_json(with_text(made, "told", "Else."))) != digest(kept)
    assert '"function":38,' in letter_json(letter(facts()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda held: held.pop("sender"),
        lambda held: held.update(on="2026-13-01"),
        lambda held: held.update(parts=[{"key": "told", "heading": "x", "text": 5}]),
        lambda held: held.update(goal="2"),
        lambda held: held.pop("function_name"),
        lambda held: held.update(visits=[{"number": 1, "on": "2026-06-01", "nprs": True, "function": 1, "psfs": 1}]),
        lambda held: held.update(visits=[{"number": 1e999, "on": "2026-06-01"}]),
        lambda held: held.update(patient=None),
    ],
)
def test_a_kept_letter_that_is_not_whole_is_refused(spoil):
    kept = json.loads(letter_json(letter(facts())))
    spoil(kept["letter"])
    with pytest.raises(LetterError, match="cannot be read"):
        parse_letter(json.dumps(kept))


def test_another_format_is_named_and_noise_is_refused():
    with pytest.raises(LetterError, match="format 2"):
        parse_letter(letter_json(bare()).replace('"format":1', '"format":2'))
    for noise in ("", "[]", "null", "{}", "[" * 100_000, '{"format":1}'):
        with pytest.raises(LetterError):
            parse_letter(noise)
