"""What a form saves in one step, and takes back in one: the change, the decision that led to it, and its own draft."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from care.protocol import Protocol
from db.attachments import Attached, folder_of, keep_file
from db.errors import Refused, shown
from db.tables import Course, Referral
from db.writes import advice, courses, drafts, evaluations, providers, referrals
from db.writing import Unit


class NewProvider(NamedTuple):
    """Somebody to refer to who is not in the directory yet."""

    name: str
    kind: str
    phone: str = ""


class Decided(NamedTuple):
    """The advice that is taken by what is saved, and what it rests on."""

    rule: str
    advice: str
    basis: str


def open_course(unit: Unit, patient_id: int, condition: str, *, draft_id: int | None = None, **fields: Any) -> Any:
    """Open a course of care; see `courses.open_course`."""
    done = courses.open_course(unit, patient_id, condition, **fields)
    drafts.done_with(unit, draft_id, patient_id)
    return done


def change_course(
    unit: Unit, course_id: int, seen_version: int, reason: str = "", *, draft_id: int | None = None, **fields: Any
) -> Any:
    """Change a course; see `courses.change`."""
    done = courses.change(unit, course_id, seen_version, reason, **fields)
    drafts.done_with(unit, draft_id, unit.session.get_one(Course, course_id).patient_id)
    return done


def evaluate(
    unit: Unit,
    course_id: int,
    course_version: int,
    findings: str,
    red_flag: str,
    neuro: str,
    *,
    exam_class: str | None = None,
    causes: tuple[str, ...] = (),
    protocol: Protocol | None = None,
    **fields: Any,
) -> evaluations.Saved:
    """Save an evaluation, and the class and causes it led to on its course; see `evaluations.save`."""
    done = evaluations.save(unit, course_id, findings, red_flag, neuro, **fields)
    row = unit.session.get_one(Course, course_id)
    if (row.exam_class, row.causes) != (exam_class, ";".join(causes)):
        changed = courses.change(
            unit, course_id, course_version, "evaluation", exam_class=exam_class, causes=causes, protocol=protocol
        )
        done = done._replace(undo_id=done.undo_id if done.undo_id is not None else changed.undo_id)
    return done


def refer(
    unit: Unit,
    course_id: int,
    kind: str,
    *,
    draft_id: int | None = None,
    new_provider: NewProvider | None = None,
    decided: Decided | None = None,
    **fields: Any,
) -> Any:
    """Start a referral; see `referrals.start`. A provider not known yet comes into the directory with it."""
    if new_provider is not None:
        added = providers.add(unit, new_provider.name, new_provider.kind, phone=new_provider.phone)
        fields["provider_id"] = added.provider_id
    done = referrals.start(unit, course_id, kind, **fields)
    if decided is not None:
        advice.decide(unit, course_id, "taken", *decided, "referral made")
    drafts.done_with(unit, draft_id, unit.session.get_one(Course, course_id).patient_id)
    return done


def close_referral(
    unit: Unit, referral_id: int, seen_version: int, state: str, *, told_patient: str = "", **fields: Any
) -> Any:
    """Close a referral whose report was read just now: the read mark and the end of the loop in one step."""
    referrals.review(unit, referral_id, seen_version, told_patient=told_patient)
    unit.session.flush()
    version = unit.session.get_one(Referral, referral_id).version
    return referrals.step(unit, referral_id, version, state, told_patient=told_patient, **fields)


def attach(unit: Unit, record: Path, referral_id: int, path: str, title: str = "") -> Attached:
    """Keep a file that somebody named with a referral; see `db.attachments.keep_file`.

    Not a hidden one: whoever sits at a line from elsewhere has no other way to this machine's files, and no report is
    kept among the settings of its programs.
    """
    source = Path(path).expanduser()
    if any(part.startswith(".") for part in Path(os.path.realpath(source)).parts):
        raise Refused(f"{shown(source.name)} is hidden, or in a hidden folder. Nothing was kept. Name a report.")
    return keep_file(unit, folder_of(record), referral_id, source, title)
