"""Recording a visit: the last treatment carried over, pain by one digit, enter."""

from typing import Any, NamedTuple

from care.advice import STATUS_LABELS
from care.appointment import Appointment, clock
from care.assessment import Assessment
from care.chart import Chart, VisitRecord
from care.due import Due
from care.measures import MeasureError, function_percent
from care.text import counted
from care.typed_points import complete, parse, zone
from dashboard.screens.answers import AnswersPane, Question
from dashboard.screens.form import FormScreen
from dashboard.screens.form_lines import Ask, DraftOf
from dashboard.visit_form import TECHNIQUE_KEYS, carried_over, cautions_of, filled, letters_of, values_of
from widgets.choice import Option
from widgets.course_bar import course_bar
from widgets.ink import Line, cut
from widgets.key_bar import Hint
from widgets.words import COURSE_INK, ago, number, short_day, words


class ToRecord(NamedTuple):
    """What the form is about: the chart, how the course stands, what is due this time; the appointment it completes, or
    the recorded visit it puts right; a draft to take up; what others are writing on this chart now.
    """

    chart: Chart
    state: Assessment
    due: tuple[Due, ...] = ()
    appointment: Appointment | None = None
    correcting: VisitRecord | None = None
    draft: tuple[int, dict[str, Any]] | None = None
    others: tuple[str, ...] = ()


class VisitScreen(FormScreen):
    """The visit in hand; the result is the sentence the record answered with, or None when it was left."""

    ENTER_SAVES = True

    def __init__(self, about: ToRecord) -> None:
        course, patient = about.chart.course, about.chart.patient
        assert course is not None
        of_row = about.correcting.id if about.correcting else about.appointment.id if about.appointment else None
        kind = "correction" if about.correcting else "visit"
        values = values_of(about.correcting.entry) if about.correcting else carried_over(about.chart)
        super().__init__(DraftOf(kind, patient.id, course.id, of_row), values)
        self.of, self.course, self.patient = about, course, patient
        if about.draft is not None:
            self.draft_id, kept = about.draft
            self.values |= kept
            self.taken_up = True
        self._asked: set[str] = set()
        """What was pointed out once: enter again means that it was seen."""

    def asks(self) -> list[Ask]:
        """What is asked each time first, then what is due, then the rest."""
        function = self.desk.protocol.function_of(self.course.condition)
        known = ", ".join(map(str, self.values.get("activities", ())))
        techniques = tuple(Option(*one) for one in TECHNIQUE_KEYS)
        due = {one.measure for one in self.of.due}
        ways = [letters_of(one) for one in self.desk.protocol.motion_of(self.course.condition)]
        first = "0 to 10; or now, best and worst: 7 5 9" if not self.state.visits_done else "0 to 10"
        measures = [
            Ask("function", function.short, "number", hint="percent; q asks its questions"),
            Ask("psfs", "PSFS", hint=f"{known}: ratings in order" if known else "reading 4, driving 6, lifting 3"),
            *([Ask("motion", "Motion", hint=f"{' '.join(ways)}: a number each, or {ways[-1]} 45")] if ways else []),
            Ask("groc", "Change, rated", "number", hint="-7 very much worse to +7 very much better"),
        ]
        names = {"function": "function", "psfs": "activities", "motion": "motion", "groc": "groc"}
        wanted = [one for one in measures if names[one.id] in due]
        rest = [one for one in measures if one not in wanted]
        return [
            Ask("pain", "Pain", "number", hint=first),
            Ask("points", "Points", hint="gb20 gb21l si3; -gb21 takes one out"),
            Ask("techniques", "Techniques", "many", techniques),
            Ask("note", "Note"),
            *wanted,
            Ask("response", "Response", hint="to the treatment"),
            Ask("advice_given", "Advice given", hint="exercises, heat, work"),
            *rest,
            Ask("minutes", "Minutes", "number", hint="with needles"),
            Ask("adverse", "Adverse event", hint="bleeding, fainting, pain: what, how it ended"),
            *([Ask("reason", "Why changed", hint="needed where a value is replaced")] if self.of.correcting else []),
        ]

    @property
    def state(self) -> Assessment:
        """How the course stands before this visit."""
        return self.of.state

    def head(self, width: int) -> list[Line]:
        """Whose visit, the cautions, how the course stands, what is due."""
        state, chart = self.state, self.of.chart
        low, high = state.expected
        ink = COURSE_INK[state.status]
        what = f"Visit {self._number()} of {low}-{high}"
        if self.of.correcting is not None:
            what = f"Putting right visit {self._number()}"
        lines: list[Line] = [
            ((self.desk.name_of(self.patient.name), "text!"), (f"   {what}", "text"), (f"   {self._when()}", "dim")),
        ]
        if self.patient.cautions:
            lines.append((("▲ " + ", ".join(words(one) for one in self.patient.cautions), "warn!"),))
        pain = "" if state.baseline is None else f"pain {number(state.baseline)} → {number(state.current)}"
        last = next((one for one in reversed(chart.visits)), None)
        lines.append(
            (
                *course_bar(state.visits_done, state.expected, min(24, max(state.visits_done, high)), ink),
                (f"  {STATUS_LABELS[state.status]}", ink + "!"),
                (f"   {pain}", "text"),
                (f"   last seen {ago(last.on, self.desk.today)}" if last else "   first visit", "dim"),
            )
        )
        if self.of.due:
            lines.append((("Due  ", "dim"), ("; ".join(one.words for one in self.of.due), "info")))
        if self.taken_up:
            lines.append((("Taken up where it was left. ", "good"), ("Nothing of it was saved yet.", "dim")))
        for other in self.of.others:
            lines.append(((f"▲ {other}", "warn!"),))
        return [cut(line, width) for line in lines]

    def foot(self, width: int) -> list[Line]:
        """The points as they are read, completions, and the cautions they touch."""
        typed = parse(str(self.values.get("points", "")))
        focus = self.focused.id if self.focused is not None else ""
        lines: list[Line] = []
        if focus == "points":
            offers = complete(str(self.values.get("points", "")))
            far = [one for one in typed.needles if zone(one.point) == "distal"]
            count = f"{counted(len(typed.needles), 'point', 'points')}, {len(far)} distal"
            unknown = "; ".join(f"“{word}”: {why}" for word, why in typed.unknown)
            hint = "   " + " ".join(offers) if offers else ""
            lines.append(((count, "dim"), (hint, "info"), (f"   {unknown}" if unknown else "", "warn")))
        seen = set(self.values.get("seen", ()))
        for one in cautions_of(self.values, self.patient.cautions):
            known = one.key in seen
            tail = "  seen last time" if known else ""
            lines.append((("▲ ", "warn!"), (one.words, "dim" if known else "warn"), (tail, "faint")))
        return [cut(line, width) for line in lines]

    def hints(self) -> tuple[Hint, ...]:
        """The keys."""
        return (Hint("enter", "save the visit"), Hint("tab", "next line"), Hint("esc", "leave it half written"))

    def _number(self) -> int:
        if self.of.correcting is not None:
            return self.of.correcting.number
        days = {one.on for one in self.of.chart.visits}
        on = self.of.appointment.on if self.of.appointment else self.desk.today
        return len({day for day in days if day < on}) + 1

    def _when(self) -> str:
        one = self.of.correcting
        if one is not None:
            return f"{short_day(one.on, self.desk.today)} {clock(one.minute)} · {one.practitioner}"
        booked = self.of.appointment
        if booked is None:
            return "without an appointment, now"
        return f"{short_day(booked.on, self.desk.today)} {clock(booked.minute)} · {booked.practitioner}"

    def on_number_field_questions(self) -> None:
        """The questionnaire of the condition, question by question."""
        if self.focused is not None and self.focused.id == "function":
            self.desk.flow(self._ask_function)

    async def _ask_function(self) -> None:
        rules = self.desk.protocol.function_of(self.course.condition)
        questions = [Question(label, 0, rules.item_max) for label in rules.items]
        answers = await self.desk.push_screen_wait(
            AnswersPane(f"{rules.name}, 0 to {rules.item_max} each", questions, self.values.get("answers", ()))
        )
        if answers is None:
            return
        self.values["answers"] = answers if any(one is not None for one in answers) else []
        field = self.query_one("#function")
        try:
            percent = function_percent(answers, rules)
        except MeasureError:
            percent = None
        self._from_answers = "" if percent is None else f"{percent:g}"
        field.value = self._from_answers  # type: ignore[attr-defined]
        if percent is None and self.values["answers"]:
            done = sum(one is not None for one in answers)
            self.complain(f"{done} of {len(questions)} answered: too few for a score. The answers are kept.")
        self.keep()

    _from_answers = ""

    def put(self, name: str, value: Any) -> None:
        """A percentage typed over makes the answers behind it void."""
        if name == "function" and value != self._from_answers:
            self.values["answers"] = []
        super().put(name, value)

    async def save(self) -> None:
        """Record it, or say what is in the way; what somebody must have seen is pointed out once."""
        got = filled(self.values, self.patient.cautions, self.desk.protocol, self.course.condition)
        if got.problem is not None:
            self.complain(got.problem.words, "bad", at=got.problem.line)
            return
        if got.entry.nprs is None and got.entry.measured.pain is None and self._first_time("pain"):
            self.complain("No pain score yet: type 0 to 10. Enter again saves without one.", at="pain")
            return
        fresh = [
            one for one in cautions_of(self.values, self.patient.cautions) if one.key not in self.values.get("seen", ())
        ]
        if fresh and self._first_time("cautions " + " ".join(one.key for one in fresh)):
            self.complain("▲ New this time: see above. Enter again says that you have seen it.")
            return
        if self.of.correcting is not None:
            one = self.of.correcting
            done = await self.desk.write(
                "visits.correct", one.id, one.version, got.entry, str(self.values.get("reason", "")),
                draft_id=self.draft_id, protocol=self.desk.protocol,
            )  # fmt: skip
        else:
            booked = self.of.appointment
            done = await self.desk.write(
                "visits.record", self.course.id, got.entry, draft_id=self.draft_id, protocol=self.desk.protocol,
                appointment_id=booked.id if booked else None, seen_version=booked.version if booked else None,
            )  # fmt: skip
        self.dismiss(done.said)

    def _first_time(self, what: str) -> bool:
        first = what not in self._asked
        self._asked.add(what)
        return first
