"""What somebody makes of an advice: taken, or dismissed with a reason; and what was done about a red flag.

Nothing is decided by the program itself. A decision holds as long as the advice rests on the same facts (`basis`).
"""

import re

from sqlmodel import col, select

from care.attention import ADVICE_WORDS
from care.text import tidy
from db.errors import NotFound, Refused
from db.tables import AdviceDecision, Evaluation, RedFlagAction
from db.writes.clinical import course_row, one_of, titled, today, words_of
from db.writes.told import Changed, tell
from db.writing import Unit

__all__ = ["Changed", "decide", "red_flag_done"]

DECISIONS = ("taken", "dismissed")
LONGEST_BASIS = 2_000
TWICE = 60
"""Seconds within which the same words about a red flag are a key pressed twice, not something done again."""

_RULE = re.compile(r"D[0-9]{2}", re.ASCII)
_RED_FLAGS = {"D01", "D02", "refer_emergency", "refer_urgent"}
"""The rules and advice of a red flag: acted on, never dismissed."""


def decide(unit: Unit, course_id: int, decision: str, rule: str, advice: str, basis: str, reason: str = "") -> Changed:
    """Take an advice of an open course, or dismiss it with a reason. `basis` is what it rests on now.

    The same decision on the same advice and basis changes nothing and says so.
    """
    unit.require("clinical")
    course = course_row(unit, course_id)
    one_of(decision, DECISIONS, "The decision")
    one_of(advice, tuple(ADVICE_WORDS), "The advice")
    if not _RULE.fullmatch(rule) or not 0 < len(basis) <= LONGEST_BASIS:
        raise Refused("That is no advice of the rules. Nothing was changed. Look at the chart again.")
    if course.closed_on is not None:
        raise Refused(
            f"{titled(unit, course)}: the course is closed, so nothing is advised in it. Nothing was changed."
        )
    why = words_of(reason, "The reason")
    if decision == "dismissed":
        if {rule, advice} & _RED_FLAGS:
            raise Refused(
                "A red flag is acted on, not dismissed. Nothing was changed. Write down what was done, or evaluate "
                "again if it is cleared."
            )
        words_of(why, "The reason", "An advice is dismissed with a reason.")
    newest = unit.session.exec(
        select(AdviceDecision)
        .where(col(AdviceDecision.course_id) == course_id, col(AdviceDecision.voided).is_(False))
        .order_by(col(AdviceDecision.id).desc())
        .limit(1)
    ).first()
    facts = (decision, rule, advice, tidy(basis))
    words = ADVICE_WORDS[advice]
    if newest is not None and (newest.decision, newest.rule, newest.advice, newest.basis) == facts:
        unit.unchanged()
        return Changed(None, f"{titled(unit, course)}: “{words}” was {decision} by {newest.actor} already.")
    undo_id = unit.undoable("advice")
    row = AdviceDecision(
        course_id=course_id, decision=decision, rule=rule, advice=advice, basis=tidy(basis), reason=why,
        local_date=today(unit), at_utc=unit.now_utc, staff_id=unit.actor.staff_id, actor=tidy(unit.actor.name),
    )  # fmt: skip
    tell(unit, decision, row, course.patient_id, course=course_id, rule=rule)
    until = ". It is shown again when more is known" if decision == "dismissed" else ""
    return Changed(undo_id, f"{titled(unit, course)}: “{words}” {decision}, rule {rule}{until}.")


def red_flag_done(unit: Unit, evaluation_id: int, what: str) -> Changed:
    """Write down what was done about the red flag of an evaluation. The flag itself stays until it is cleared."""
    unit.require("clinical")
    evaluation = unit.session.get(Evaluation, evaluation_id)
    if evaluation is None or evaluation.voided:
        raise NotFound(
            f"There is no evaluation with number {evaluation_id}. Nothing was changed. Look at the chart again."
        )
    course = course_row(unit, evaluation.course_id)
    if evaluation.red_flag == "none":
        raise Refused(
            f"{titled(unit, course)}: the evaluation of {evaluation.local_date.isoformat()} raises no red flag. "
            "Nothing was changed."
        )
    words = words_of(what, "What was done", "What was done about a red flag is written down.")
    newest = unit.session.exec(
        select(RedFlagAction)
        .where(col(RedFlagAction.evaluation_id) == evaluation_id, col(RedFlagAction.voided).is_(False))
        .order_by(col(RedFlagAction.id).desc())
        .limit(1)
    ).first()
    if newest is not None and newest.what == words and unit.now_utc - newest.at_utc < TWICE:
        unit.unchanged()
        return Changed(None, f"{titled(unit, course)}: that is written down already, by {newest.actor}.")
    undo_id = unit.undoable("red flag")
    row = RedFlagAction(
        evaluation_id=evaluation_id, course_id=evaluation.course_id, what=words, local_date=today(unit),
        at_utc=unit.now_utc, staff_id=unit.actor.staff_id, actor=tidy(unit.actor.name),
    )  # fmt: skip
    tell(unit, "added", row, course.patient_id, course=course.id, evaluation=evaluation_id)
    hold = "Hold neck treatment until it is cleared" if evaluation.red_flag == "urgent" else "No neck treatment"
    return Changed(undo_id, f"{titled(unit, course)}: what was done about the red flag is written down. {hold}.")
