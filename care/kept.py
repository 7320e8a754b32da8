"""How a course stands for somebody who may not read what is clinical: the count and the status, without the scores."""

from care.assessment import Assessment
from care.chart import Chart, VisitEntry
from care.course import Course, Visit
from care.derived import NO_PAIR

KEPT = "kept_back"
"""The flag of an assessment whose scores are kept back, so that nobody takes them for missing."""

KEPT_LINE = "Kept from your role: notes, points, scores, evaluations, letters."
"""What stands in a chart in their place."""


def state_without(state: Assessment) -> Assessment:
    """Status, advice and counts stay; scores and what is said of them go."""
    return state._replace(
        baseline=None, current=None, goal=None, progress=None, flags=(KEPT,), explanation=KEPT_LINE, ndi=NO_PAIR,
        psfs=NO_PAIR, rom=NO_PAIR,
    )  # fmt: skip


def course_without(course: Course) -> Course:
    """A course whose visits have a day and nothing else. Assess it before: how it stands follows from the scores."""
    return course._replace(
        visits=tuple(Visit(one.on, one.minute) for one in course.visits), causes=(), exam_class=None
    )  # fmt: skip


def chart_without(chart: Chart) -> Chart:
    """A chart with its visits' days, courses and appointments, and nothing of what was found or done."""
    return chart._replace(
        course=None if chart.course is None else course_without(chart.course),
        courses=tuple(course_without(one) for one in chart.courses),
        visits=tuple(one._replace(entry=VisitEntry(), rom_degrees=None, corrected=0) for one in chart.visits),
        evaluations=(), corrections=(),
        decisions=tuple(one._replace(reason="") for one in chart.decisions),
        medicines="", allergies="", expected_reason="", closing_note="",
    )  # fmt: skip
