"""Opening a course of care, or putting one right: the complaint, what the range is and where it comes from."""

from collections.abc import Sequence
from typing import Any

from care.chart import Chart
from care.patient import Patient
from care.staff import Staff
from dashboard.course_form import (
    CAUSE_KEYS,
    CLASS_KEYS,
    SEVERITY_KEYS,
    NotRead,
    condition_keys,
    known_people,
    proposed_range,
    read_course,
)
from dashboard.screens.form import FormScreen
from dashboard.screens.form_lines import Ask, DraftOf
from widgets.choice import Option
from widgets.ink import Line, cut
from widgets.words import number, words


def options(keys: Sequence[tuple[str, str, str]]) -> tuple[Option, ...]:
    """Options from their table."""
    return tuple(Option(*one) for one in keys)


class CourseScreen(FormScreen):
    """The result is the record's answer, or None when it was left."""

    def __init__(
        self,
        patient: Patient,
        people: tuple[Staff, ...],
        *,
        practitioner_id: int | None = None,
        chart: Chart | None = None,
        draft: tuple[int, dict[str, Any]] | None = None,
    ) -> None:
        """`chart`: change its course; otherwise open a new one."""
        self.changing = chart.course if chart is not None else None
        self.version = chart.course_version if chart is not None else 0
        values: dict[str, Any] = {"condition": "neck_pain", "practitioner": str(practitioner_id or "")}
        if (course := self.changing) is not None:
            values = {
                "onset": course.onset_date.isoformat() if course.onset_date else "",
                "severity": course.severity or "",
                "class": course.exam_class or "",
                "causes": list(course.causes),
                "goal": "" if course.goal_nprs is None else number(course.goal_nprs),
                "practitioner": str(course.practitioner_id or ""),
            }
        kind = "course change" if course is not None else "course"
        super().__init__(DraftOf(kind, patient.id, course.id if course else None), values)
        self.patient, self.people = patient, people
        if draft is not None:
            self.draft_id, kept = draft
            self.values |= kept
            self.taken_up = True

    def asks(self) -> list[Ask]:
        """Complaint, onset, causes, class; then what is seldom changed."""
        complaint = Ask("condition", "Complaint", "one", options(condition_keys(self.desk.protocol)))
        people = known_people(self.people)
        return [
            *([] if self.changing is not None else [complaint]),
            Ask("onset", "Began", hint="3 weeks, 2 months, 2026-10-01; empty: unknown"),
            Ask("causes", "Causes", "ordered", options(CAUSE_KEYS), hint="the first one is the primary cause"),
            Ask("class", "Class", "one", options(CLASS_KEYS)),
            Ask("severity", "Severity", "one", options(SEVERITY_KEYS)),
            Ask("goal", "Pain goal", "number", hint="empty: 2; lower for a low baseline; chronic: half"),
            Ask("range", "Expected visits", "number", hint="empty: by the rule above; or 8-12 with a reason"),
            Ask("reason", "Reason", hint="why another range, or why it is changed"),
            *([Ask("practitioner", "Practitioner", "one", options(people))] if people else []),
        ]

    def head(self, width: int) -> list[Line]:
        """Whose course, and the range proposed with its source."""
        what = "Change the course of care" if self.changing is not None else "New course of care"
        lines: list[Line] = [((self.desk.name_of(self.patient.name), "text!"), (f"   {what}", "text"))]
        if self.patient.cautions:
            lines.append((("▲ " + ", ".join(words(one) for one in self.patient.cautions), "warn!"),))
        if self.changing is None:
            (low, high), basis = proposed_range(self.values, self.desk.today, self.desk.protocol)
            lines.append((("Expected ", "dim"), (f"{low}-{high} visits", "text!"), (f"   {basis}", "text")))
            lines.append((("By the protocol's table, a clinic's choice; `acudesk protocols` shows it.", "dim"),))
        elif self.changing.expected is not None:
            low, high = self.changing.expected
            source = "by rule" if self.changing.expected_by_rule else "set by hand"
            lines.append((("Expected ", "dim"), (f"{low}-{high} visits", "text!"), (f"   {source}", "text")))
        if self.taken_up:
            lines.append((("Taken up where it was left. ", "good"), ("Nothing of it was saved yet.", "dim")))
        return [cut(line, width) for line in lines]

    def foot(self, width: int) -> list[Line]:
        """Which cause is the primary one."""
        causes = [label for key, value, label in CAUSE_KEYS if value in self.values.get("causes", ())[:1]]
        return [cut((("Primary cause  ", "dim"), (causes[0], "text")), width)] if causes else []

    async def save(self) -> None:
        """Open it, or change it."""
        try:
            fields = read_course(self.values, self.desk.today)
        except NotRead as trouble:
            self.complain(str(trouble), "bad", at=trouble.line)
            return
        reason = str(self.values.get("reason", "")).strip()
        who = str(self.values.get("practitioner", ""))
        fields["practitioner_id"] = int(who) if who.isdecimal() else None
        if self.changing is None:
            condition = str(self.values.get("condition", "")) or "neck_pain"
            done = await self.desk.write(
                "forms.open_course", self.patient.id, condition, expected_reason=reason, draft_id=self.draft_id,
                protocol=self.desk.protocol, **fields,
            )  # fmt: skip
        else:
            if fields["expected"] is None:
                del fields["expected"]
            done = await self.desk.write(
                "forms.change_course", self.changing.id, self.version, reason, draft_id=self.draft_id,
                protocol=self.desk.protocol, **fields,
            )  # fmt: skip
        self.dismiss(done)
