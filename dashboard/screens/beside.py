"""The patient in hand, beside the schedule or below it: at once from the day, in full when the cursor rests."""

from textual.timer import Timer

from care.day import PatientDetail
from care.worklist import pain_by_visit
from dashboard.reading import DayView, read_detail
from dashboard.screens.counter import CounterScreen
from widgets.lines import Lines
from widgets.panel import PanelView, panel_lines, short_panel_lines

SETTLE = 0.06
"""Seconds the cursor rests before the patient's facts are read: a held key moves over rows without a read each."""


class PatientBeside(CounterScreen):
    """A screen with a day and a patient in hand. Subclasses read the day into `view`."""

    view: DayView | None = None
    detail: PatientDetail | None = None
    _rest: Timer | None = None

    def on_row_list_highlighted(self) -> None:
        """Another patient is in hand: draw what the day already knows, read the rest when the cursor rests."""
        self.detail = None
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(SETTLE, self.read_patient)

    def read_patient(self) -> None:
        """Read the panel's facts of the patient in hand."""
        self.soon(self._read_patient, "patient")

    async def _read_patient(self) -> None:
        one = self.in_hand
        if one is not None:
            now = (one.on, one.minute)
            self.detail = await self.desk.ask(
                read_detail, one.patient_id, one.course_id, one.on, now, self.desk.protocol
            )
        self.draw_patient()

    def panel_view(self) -> PanelView | None:
        """What the panel draws of the appointment in hand."""
        one, view = self.in_hand, self.view
        if one is None or view is None:
            return None
        course = view.day.courses.get(one.course_id) if one.course_id is not None else None
        return PanelView(
            patient=view.day.patients[one.patient_id],
            course=course,
            assessment=view.states.get(course.id) if course is not None else None,
            scores=pain_by_visit(course, view.day.on, self.desk.protocol) if course is not None else (),
            today=view.day.on,
            detail=self.detail,
            hide_names=self.desk.names_hidden,
            shaded=not self.desk.theme.startswith("ansi"),
        )

    def draw_patient(self) -> None:
        """The panel at the side, or the three lines below."""
        shown = self.panel_view()
        side, below = self.query_one("#side", Lines), self.query_one("#below", Lines)
        if side.display and side.content_size.width:
            side.show(panel_lines(shown, side.content_size.width, side.content_size.height))
        if below.display and below.content_size.width:
            below.show(short_panel_lines(shown, below.content_size.width))

    def action_why(self) -> None:
        """Say why."""
        one = self.in_hand
        if one is None or one.course_id is None:
            self.desk.say("There is no course of care under the cursor to explain.")
            return
        self.desk.explain_course(one.patient_id, one.course_id)

    def on_row_list_chosen(self) -> None:
        """Enter: the chart."""
        self.action_chart()

    def action_chart(self) -> None:
        """The chart of the patient in hand."""
        if (one := self.in_hand) is not None:
            self.desk.open_chart(one.patient_id, one.course_id)

    def action_visit(self) -> None:
        """Record the visit of the one in hand."""
        if (one := self.in_hand) is not None:
            self.desk.flow(self.desk.visit, one.patient_id, one.course_id, one)

    def action_refer(self) -> None:
        """Start the referral proposed for the one in hand."""
        one = self.in_hand
        if one is None or one.course_id is None:
            self.desk.say("There is no course of care under the cursor to refer.")
            return
        self.desk.flow(self.desk.refer, one.patient_id, one.course_id)
