"""The practitioner's ways: the chart, a visit, an evaluation, a course opened and closed, what becomes of an advice."""

from abc import abstractmethod
from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from care.appointment import TO_COME, Appointment
from care.assessment import Assessment, assess_course
from care.chart import Chart
from care.protocol import Protocol
from care.schedule import next_unseen
from dashboard.flows import Flows
from db.errors import RecordError

if TYPE_CHECKING:
    from datetime import date

    from db.reader import Reader

NOT_YET = (*TO_COME, "arrived", "in_room")
"""States of an appointment that a recorded visit completes."""


class Opened(NamedTuple):
    """A chart with how its course stands and what is due; None where there is no course."""

    chart: Chart
    state: Assessment | None


def read_chart(reader: "Reader", patient_id: int, course_id: int | None, as_of: "date", protocol: Protocol) -> Opened:
    """A chart and the assessment of its course."""
    from db.chart import chart

    reader.require("see_clinical")
    found = chart(reader, patient_id, course_id, as_of)
    return Opened(found, None if found.course is None else assess_course(found.course, as_of, protocol))


class Charting(Flows):
    """Each way is a worker; what is typed in a form is kept until it is saved or thrown away."""

    def open_chart(self, patient_id: int, course_id: int | None = None) -> None:
        """The chart of a patient, over whatever is shown."""
        from dashboard.screens.chart import ChartScreen

        if isinstance(self.screen, ChartScreen):
            self.screen.turn_to(patient_id, course_id)
        else:
            self.push_screen(ChartScreen(patient_id, course_id))

    def action_audit(self, patient_id: int | None = None) -> None:
        """Who saw and did what; with a patient only what is about them."""
        self.flow(self._audit, patient_id)

    async def _audit(self, patient_id: int | None) -> None:
        from dashboard.screens.audit import AuditScreen
        from db.audit_pages import allowed

        # Whoever may not is told so, and the log of it, before there is a screen.
        if await self.ask(allowed):
            if patient_id is None:  # what one patient's entries say is not what an emergency was read for
                self.emergencies_told()
            await self.push_screen(AuditScreen(patient_id))

    def action_next_patient(self) -> None:
        """The chart of the next patient not yet seen."""
        self.flow(self._next_patient)

    async def _next_patient(self) -> None:
        from db.days import day

        found = await self.ask(day, self.today)
        if found is None:
            return
        from dashboard.screens.chart import ChartScreen

        screen = self.screen
        shown = screen.patient_id if isinstance(screen, ChartScreen) else None
        one = next_unseen(found, self.actor.staff_id, shown)
        if one is None:
            self.say("Everybody of today was seen; 2 shows the caseload.")
            return
        self.open_chart(one.patient_id, one.course_id)

    def _settled(self) -> None:
        super()._settled()
        self.labour(self._offer_drafts, "offer")

    async def _offer_drafts(self) -> None:
        """What was half typed when this person was last here is offered again."""
        from db.drafts import open_drafts

        if not self.may("clinical"):
            return  # as in a session that only looks: the key would refuse
        found = await self.ask(open_drafts, self.actor.staff_id, self.actor.name)
        if found:
            whose = f"{found[0].kind} of {self.name_of(found[0].patient)}"
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            self.say(f"Half written: {whose}{more}. D takes it up again.")

    @abstractmethod
    def emergencies_told(self) -> None:
        """The owner has looked at the audit log."""

    def action_drafts(self) -> None:
        """What is half written, to take up again."""
        self.flow(self._drafts)

    async def _drafts(self) -> None:
        from dashboard.screens.drafts import DraftsPane
        from db.drafts import open_drafts

        found = await self.ask(open_drafts, self.actor.staff_id, self.actor.name)
        if found is None:
            return
        one = await self.push_screen_wait(DraftsPane(found))
        if one is not None:
            await self.take_up(one)

    async def take_up(self, note: Any) -> None:
        """Open the form a draft belongs to."""
        if note.kind in ("course", "course change"):
            await self.open_course(note.patient_id, change=note.course_id)
        elif note.kind == "evaluation":
            await self.evaluate(note.patient_id, note.course_id)
        elif note.kind == "visit":
            await self.visit(note.patient_id, note.course_id, await self._appointment(note.subject_id))
        elif note.kind == "correction":
            await self.visit(note.patient_id, note.course_id, correcting=note.subject_id)

    async def _appointment(self, appointment_id: int | None) -> Appointment | None:
        from db.days import appointment

        return None if appointment_id is None else await self.ask(appointment, appointment_id)

    async def visit(
        self,
        patient_id: int,
        course_id: int | None,
        appointment: Appointment | None = None,
        *,
        correcting: int | None = None,
    ) -> None:
        """Record a visit; with no course yet one is opened and evaluated first."""
        from care.due import due_at
        from dashboard.screens.visit import ToRecord, VisitScreen

        if appointment is not None and appointment.status not in NOT_YET and correcting is None:
            self.say(f"{self.name_of(appointment.patient)}'s visit is over; m on the visit in the chart puts it right.")
            return
        opened = await self.ask(read_chart, patient_id, course_id, self.today, self.protocol)
        if opened is None:
            return
        if opened.chart.course is None or (course_id is None and opened.chart.course.closed_on is not None):
            course_id = await self.open_course(patient_id)
            if course_id is None:
                return
            await self.evaluate(patient_id, course_id)
            opened = await self.ask(read_chart, patient_id, course_id, self.today, self.protocol)
        if opened is None or opened.chart.course is None or opened.state is None:
            return
        chart, course = opened.chart, opened.chart.course
        if course.closed_on is not None and correcting is None:
            self.say("This course is closed: x in the chart opens it again, o opens a new one.", severity="warning")
            return
        if correcting is None and appointment is None:
            appointment = self._todays(chart)
        record = next((one for one in chart.visits if one.id == correcting), None)
        subject = correcting or (appointment.id if appointment else None)
        kind = "correction" if correcting else "visit"
        draft, others = await self._draft(kind, patient_id, course.id, subject)
        about = ToRecord(
            chart, opened.state, () if record else due_at(course, self.today, self.protocol), appointment, record,
            draft, others,
        )  # fmt: skip
        said = await self.push_screen_wait(VisitScreen(about))
        if said is not None:
            await self.reload()
            after = await self.ask(read_chart, patient_id, course.id, self.today, self.protocol)
            self.say(self._shown(said, chart.patient.name) + _advised(after), undo=True)

    def _todays(self, chart: Chart) -> Appointment | None:
        """The appointment of today that is not over yet."""
        return next((one for one in chart.appointments if one.on == self.today and one.status in NOT_YET), None)

    async def _draft(
        self, kind: str, patient_id: int, course_id: int | None, subject_id: int | None = None
    ) -> tuple[tuple[int, dict[str, Any]] | None, tuple[str, ...]]:
        """This person's own draft of a form, and who else is writing on the same chart."""
        from db.drafts import drafts_of_others, open_drafts

        me = (self.actor.staff_id, self.actor.name)
        own = await self.ask(open_drafts, *me) or ()
        about = (kind, patient_id, course_id, subject_id)
        mine = next((one for one in own if (one.kind, one.patient_id, one.course_id, one.subject_id) == about), None)
        others = await self.ask(drafts_of_others, course_id, *me) or () if course_id is not None else ()
        words = tuple(f"{one.who} is writing on this chart too ({one.kind})." for one in others)
        return (None if mine is None else (mine.id, mine.payload)), words

    async def open_course(self, patient_id: int, *, change: int | None = None) -> int | None:
        """Open a course of care, or change one; its number, None when it was left."""
        from dashboard.screens.course import CourseScreen
        from db.clinic import staff

        opened = await self.ask(read_chart, patient_id, change, self.today, self.protocol)
        people = await self.ask(staff)
        if opened is None or people is None:
            return None
        kind = "course change" if change else "course"
        draft, _ = await self._draft(kind, patient_id, change)
        form = CourseScreen(
            opened.chart.patient, people, chart=opened.chart if change else None, draft=draft,
            practitioner_id=self.actor.staff_id,
        )  # fmt: skip
        done = await self.push_screen_wait(form)
        if done is None:
            return None
        await self.reload()
        self.say(self._shown(done.said, opened.chart.patient.name), undo=True)
        return change or int(done.course_id)

    async def evaluate(self, patient_id: int, course_id: int | None) -> None:
        """Take down the orthopaedic evaluation, or go on with the one of today."""
        from dashboard.screens.evaluation import EvaluationScreen

        opened = await self.ask(read_chart, patient_id, course_id, self.today, self.protocol)
        if opened is None or opened.chart.course is None:
            self.say("There is no course of care to evaluate: o in the chart opens one.", severity="warning")
            return
        draft, others = await self._draft("evaluation", patient_id, opened.chart.course.id)
        done = await self.push_screen_wait(EvaluationScreen(opened.chart, draft, others, self.today, self.protocol))
        if done is not None:
            await self.reload()
            self.say(done.said, undo=True)

    async def close_course(self, chart: Chart, state: Assessment) -> None:
        """Close a course, and say what becomes of the appointments that are still to come."""
        from dashboard.screens.closing import ClosingScreen
        from db.courses import to_release

        course = chart.course
        assert course is not None
        coming = await self.ask(to_release, course.id, self.clock.now_utc())
        if coming is None:
            return

        def close(answer: tuple[str, str, bool]) -> Awaitable[Any]:
            outcome, note, release = answer
            return self.write(
                "courses.close", course.id, chart.course_version, outcome, note=note,
                release=tuple((one.id, one.version) for one in coming) if release else (),
            )  # fmt: skip

        done = await self.insist(lambda typed, trouble: ClosingScreen(chart, state, len(coming), typed, trouble), close)
        if done is not None:
            await self.reload()
            self.say(self._shown(done.said, chart.patient.name), undo=True)

    async def open_another(self, patient_id: int) -> None:
        """Open another course of care and show it."""
        if (course_id := await self.open_course(patient_id)) is not None:
            self.open_chart(patient_id, course_id)

    async def change_course(self, patient_id: int, course_id: int) -> None:
        """Change a course."""
        await self.open_course(patient_id, change=course_id)

    async def red_flag_done(self, chart: Chart) -> None:
        """What was done about the red flag of the newest evaluation."""
        newest = chart.evaluations[-1] if chart.evaluations else None
        if newest is None or newest.red_flag == "none":
            self.say("The newest evaluation of this course has no red flag.")
            return
        done = await self.insist_note(
            f"Red flag, {newest.red_flag}. What was done?", "sent to the emergency department with a letter",
            lambda what: self.write("advice.red_flag_done", newest.id, what),
        )  # fmt: skip
        if done is not None:
            await self.reload()
            self.recount()
            self.say(done.said, undo=True)

    async def summary(self, view: Any) -> None:
        """The chart on one page."""
        from dashboard.screens.summary import SummaryPane

        await self.push_screen_wait(SummaryPane(view))

    async def reopen_course(self, chart: Chart) -> None:
        """Open a closed course again, with a note."""
        course = chart.course
        assert course is not None
        done = await self.insist_note(
            "Open this course again. Why?", "what brought the patient back",
            lambda note: self.write("courses.reopen", course.id, chart.course_version, note),
        )  # fmt: skip
        if done is not None:
            await self.reload()
            self.say(self._shown(done.said, chart.patient.name), undo=True)

    def explain_course(self, patient_id: int, course_id: int) -> None:
        """Why the advice is what it is, and what becomes of it."""
        self.flow(partial(self._explain, patient_id, course_id))

    async def _explain(self, patient_id: int, course_id: int) -> None:
        from dashboard.screens.why import WhyPane, read_why

        why = await self.ask(read_why, patient_id, course_id, self.today, self.protocol)
        if why is None:
            return
        wish, reason, trouble = None, "", ""
        while isinstance(wish := await self.push_screen_wait(WhyPane(why, reason, trouble)), tuple):
            reason = wish[1]
            trouble = await self._dismiss(why, reason)
            if not trouble:
                return
        if wish == "take":
            await self.take_advice(why)

    async def take_advice(self, why: Any) -> None:
        """Open what the advice asks for, prepared; a referral that comes of it is kept as the decision to take it."""
        from care.decisions import STEP_FOR

        chart, state = why.chart, why.state
        step = STEP_FOR.get(state.advice, "")
        course = chart.course
        if step == "referral":
            await self.refer(chart.patient.id, course.id)
        elif step == "evaluation":
            await self.evaluate(chart.patient.id, course.id)
        elif step == "visit":
            await self.visit(chart.patient.id, course.id)
        elif step == "close":
            await self.close_course(chart, state)
        elif step == "referrals":
            await self.action_show_referrals()  # type: ignore[attr-defined]
            return
        else:
            self.say("The course goes on; nothing else has to be done.")
            return

    async def _dismiss(self, why: Any, reason: str) -> str:
        """Dismiss the advice; why it could not be, else nothing."""
        course, state = why.chart.course, why.state
        try:
            done = await self.write(
                "advice.decide", course.id, "dismissed", state.rule, state.advice, why.basis, reason
            )
        except RecordError as error:
            return str(error)
        await self.reload()
        self.say(done.said, undo=True)
        return ""

    @abstractmethod
    async def refer(self, patient_id: int, course_id: int) -> None:
        """Start a referral as it is proposed."""


def _advised(opened: Opened | None) -> str:
    """What the rules say after the visit, in a few words."""
    from care.advice import ADVICE_LABELS, STATUS_LABELS

    if opened is None or opened.state is None:
        return ""
    return f" {STATUS_LABELS[opened.state.status].capitalize()}: {ADVICE_LABELS[opened.state.advice]}."
