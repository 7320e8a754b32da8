"""Who comes first, and marks that read without colour."""

import itertools
from datetime import date
from typing import Any

import pytest

from care.assessment import Assessment, assess
from care.attention import ADVICE_WORDS, MARKS, attention_rank, mark, needs_person
from care.casefile import parse_case
from care.course import Course, Decision
from care.decisions import basis_of
from care.protocol import Protocol
from care.width import cell_width
from db.protocol_file import load_protocol

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    return load_protocol(None)


@pytest.fixture(scope="module")
def plain(protocol: Protocol) -> Assessment:
    return assess(parse_case('{"severity": "moderate", "duration": "chronic", "nprs": [6, 5]}'), protocol)


def test_an_emergency_comes_before_everything(plain: Assessment) -> None:
    emergency = plain._replace(status="red_flag", advice="refer_emergency")
    others = [
        plain._replace(status=status, advice=advice)
        for status, advice in itertools.product(MARKS, ADVICE_WORDS)
        if advice != "refer_emergency"
    ]
    assert all(attention_rank(emergency) < attention_rank(other) for other in others)


def test_worsening_comes_before_a_stalled_course_to_be_referred(plain: Assessment) -> None:
    worsening = plain._replace(status="worsening", advice="re_evaluate")
    stalled = plain._replace(status="stalled", advice="refer_ortho")
    assert attention_rank(worsening) < attention_rank(stalled)


def test_whoever_runs_by_itself_comes_after_whoever_needs_a_person(plain: Assessment) -> None:
    calm = plain._replace(status="on_track", advice="continue")
    wanting = plain._replace(status="resolved", advice="discharge")
    assert needs_person(wanting) and not needs_person(calm)
    assert attention_rank(wanting) < attention_rank(calm)


def _dismissed(state: Assessment, **more: Any) -> Course:
    """A course whose newest decision put aside what is advised, on what holds unless said otherwise."""
    course = Course(1, None, 1, None, "neck_pain", DAY)
    basis = basis_of(state, course, DAY, load_protocol(None))
    decision = Decision("dismissed", state.rule, state.advice, basis, "she would rather wait", DAY, "Ana Ruiz")
    return course._replace(decision=decision._replace(**more))


def test_a_dismissed_advice_wants_nobody_while_its_facts_hold(plain: Assessment) -> None:
    wanting = plain._replace(status="stalled", advice="refer_ortho", rule="D28")
    course = _dismissed(wanting)
    assert not needs_person(wanting, course)
    calm = plain._replace(status="on_track", advice="continue")
    assert attention_rank(plain._replace(status="resolved", advice="discharge")) < attention_rank(wanting, course)
    assert attention_rank(wanting, course) <= attention_rank(calm)
    assert needs_person(wanting._replace(visits_done=wanting.visits_done + 1), course)
    assert needs_person(wanting, course._replace(neuro="sensory"))
    assert needs_person(wanting, course._replace(decision=None)) and needs_person(wanting)


@pytest.mark.parametrize("more", [{"decision": "taken"}, {"rule": "D25"}, {"advice": "discharge"}, {"basis": "other"}])
def test_any_other_decision_leaves_it_wanting_somebody(plain: Assessment, more: dict[str, str]) -> None:
    wanting = plain._replace(status="stalled", advice="refer_ortho", rule="D28")
    assert needs_person(wanting, _dismissed(wanting, **more))


def test_a_red_flag_wants_somebody_whatever_was_decided(plain: Assessment) -> None:
    flagged = plain._replace(status="red_flag", advice="refer_urgent", rule="D02")
    assert needs_person(flagged, _dismissed(flagged))


def test_every_status_and_advice_of_the_rules_has_words(protocol: Protocol) -> None:
    found = set()
    for nprs, flag, neuro in itertools.product(
        ("[]", "[6]", "[6,6,6,6,6,6,6,6,6,6,6,6,6]", "[6,8,8,8,8]", "[6,3,2,1,1]", "[6,5,4,4,4,4]", "[6,4,3]"),
        ("none", "urgent", "emergency"),
        ("none", "motor"),
    ):
        case = parse_case(f'{{"duration": "acute", "nprs": {nprs}, "red_flag": "{flag}", "neuro": "{neuro}"}}')
        found.add(assess(case, protocol))
    assert len({one.status for one in found}) >= 7
    for one in found:
        assert mark(one) == MARKS[one.status]
        assert ADVICE_WORDS[one.advice]


def test_marks_take_one_cell_and_only_calm_ones_are_shared() -> None:
    assert all(cell_width(symbol) == 1 for symbol, _ in MARKS.values())
    loud = [symbol for status, (symbol, _) in MARKS.items() if status not in ("on_track", "too_early", "not_started")]
    assert len(loud) == len(set(loud))


def test_words_fit_their_columns() -> None:
    assert max(len(word) for _, word in MARKS.values()) <= 14
    assert max(len(words) for words in ADVICE_WORDS.values()) <= 20
