"""Which course needs a person first, and the one character that says how a course stands.

An order for reading a list, not a clinical rule: the advice itself is clinical.md 5's, told by `care.assessment`.
"""

from care.assessment import Assessment
from care.course import Course
from care.decisions import dismissed

_NEEDS_A_PERSON = (
    (None, "refer_emergency"),
    (None, "refer_urgent"),
    (None, "refer_ortho_expedited"),
    ("worsening", None),
    (None, "refer_ortho"),
    (None, "refer_complementary"),
    (None, "follow_specialist"),
    (None, "re_evaluate"),
    (None, "measure"),
    (None, "discharge"),
)
_RUNS_BY_ITSELF = (
    (None, "track_referral"),
    (None, "continue_modify"),
    (None, "extend"),
    (None, "start_baseline"),
    (None, "continue"),
)
# (status, advice), None standing for any; the first row that fits gives the rank.
_ORDER: tuple[tuple[str | None, str | None], ...] = (*_NEEDS_A_PERSON, *_RUNS_BY_ITSELF)

MARKS: dict[str, tuple[str, str]] = {
    "red_flag": ("!", "red flag"),
    "not_started": (" ", "not started"),
    "resolved": ("◆", "resolved"),
    "worsening": ("▼", "worsening"),
    "overdue": ("»", "past range"),
    "insufficient_data": ("?", "needs a score"),
    "early_response": ("+", "early response"),
    "too_early": ("·", "too early"),
    "stalled": ("=", "stalled"),
    "slow": ("~", "slow"),
    "on_track": ("·", "on track"),
}
"""Status -> (one-cell mark, word). The calm states share a dot or nothing; each mark is told by its shape alone."""

ADVICE_WORDS: dict[str, str] = {
    "refer_emergency": "emergency, same day",
    "refer_urgent": "refer urgently",
    "start_baseline": "take a baseline",
    "refer_ortho_expedited": "orthopaedic, soon",
    "discharge": "discharge",
    "track_referral": "track the referral",
    "follow_specialist": "follow specialist",
    "re_evaluate": "re-evaluate",
    "refer_ortho": "refer orthopaedic",
    "measure": "take a score",
    "continue": "continue",
    "extend": "extend",
    "refer_complementary": "refer complementary",
    "continue_modify": "change treatment",
}
"""Advice -> a few words of at most 20 cells, for a column or a line."""


def attention_rank(assessment: Assessment, course: Course | None = None) -> int:
    """Where a course comes in a list that starts with who needs a person: 0 is first.

    With the `course`, an advice that somebody has dismissed waits with those that run by themselves.
    """
    if course is not None and dismissed(assessment, course):
        return len(_NEEDS_A_PERSON)
    for rank, (status, advice) in enumerate(_ORDER):
        if status in (None, assessment.status) and advice in (None, assessment.advice):
            return rank
    return len(_ORDER)


def needs_person(assessment: Assessment, course: Course | None = None) -> bool:
    """Whether somebody has to decide or do something that the next visit alone will not bring.

    With the `course`, an advice that was dismissed does not count until one of the facts it rests on changes.
    """
    return attention_rank(assessment, course) < len(_NEEDS_A_PERSON)


def mark(assessment: Assessment) -> tuple[str, str]:
    """One character and the word for how a course stands."""
    return MARKS[assessment.status]
