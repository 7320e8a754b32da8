"""What is done on a chart, one key each: a visit, an evaluation, a referral, the course, the person."""

from care.closing import may_reopen
from dashboard.chart_view import ChartView
from dashboard.screens.base import ClinicScreen


class ChartSteps(ClinicScreen):
    """A screen of one patient and one course. `view` is None until it was read."""

    def __init__(self, patient_id: int, course_id: int | None = None) -> None:
        super().__init__()
        self.patient_id, self.course_id = patient_id, course_id
        self.view: ChartView | None = None

    def with_course(self) -> int | None:
        """The course in hand; None, and said so, where there is none."""
        course = self.view.chart.course if self.view is not None else None
        if course is None:
            self.desk.say("There is no course of care yet: o opens one.")
        return course.id if course is not None else None

    def action_visit(self) -> None:
        """Record a visit; where there is no course one is opened first."""
        course = self.view.chart.course if self.view is not None else None
        self.desk.flow(self.desk.visit, self.patient_id, course.id if course else None)

    def action_evaluate(self) -> None:
        """Take down the evaluation."""
        if (course := self.with_course()) is not None:
            self.desk.flow(self.desk.evaluate, self.patient_id, course)

    def action_why(self) -> None:
        """Why the advice is what it is."""
        if (course := self.with_course()) is not None:
            self.desk.explain_course(self.patient_id, course)

    def action_refer(self) -> None:
        """Start the referral proposed."""
        if (course := self.with_course()) is not None:
            self.desk.flow(self.desk.refer, self.patient_id, course)

    def action_book_next(self) -> None:
        """Book the next visit."""
        self.desk.book_for(self.patient_id, self.view.chart.course.id if self.view and self.view.chart.course else None)

    def action_open_course(self) -> None:
        """Open another course."""
        self.desk.flow(self.desk.open_another, self.patient_id)

    def action_change_course(self) -> None:
        """Change this course."""
        if (course := self.with_course()) is not None:
            self.desk.flow(self.desk.change_course, self.patient_id, course)

    def action_close_course(self) -> None:
        """Close this course, or open it again."""
        view = self.view
        if view is None or view.state is None or view.chart.course is None:
            self.with_course()
        elif view.chart.course.closed_on is None:
            self.desk.flow(self.desk.close_course, view.chart, view.state)
        elif may_reopen(view.chart.course, self.desk.today):
            self.desk.flow(self.desk.reopen_course, view.chart)
        else:
            self.desk.say("It was closed too long ago to be opened again: o opens a new course.")

    def action_red_flag(self) -> None:
        """Record what was done about a red flag."""
        if self.view is not None:
            self.desk.flow(self.desk.red_flag_done, self.view.chart)

    def action_person(self) -> None:
        """The person: how to reach them, waiting list, change, merge."""
        self.desk.flow(self.desk.person, self.patient_id)

    def action_summary(self) -> None:
        """One page to print or copy."""
        if self.view is not None:
            self.desk.flow(self.desk.summary, self.view)

    def action_who_saw(self) -> None:
        """Who saw and changed this chart."""
        self.desk.action_audit(self.patient_id)
