"""How many visits are expected: duration and severity of the complaint, and the range they lead to."""

from datetime import date

from care.conditions import FALLBACK_CONDITION
from care.course import SEVERITIES, Course
from care.thresholds import Protocol


def duration_of(onset: date | None, reference_day: date, protocol: Protocol) -> tuple[str, bool]:
    """Acute, subacute or chronic by the days from onset to visit 1, and whether that is only assumed.

    `reference_day` is the day of visit 1, or before it the day the course opened. An onset that is unknown, or
    later than the reference day, says nothing: the protocol's assumption stands in.
    """
    rules = protocol.duration
    if onset is None or onset > reference_day:
        return rules.assumed, True
    days = (reference_day - onset).days
    if days >= rules.chronic_from_days:
        return "chronic", False
    return ("subacute" if days >= rules.subacute_from_days else "acute"), False


def severity_of(
    nprs: float | None, ndi: float | None, protocol: Protocol, condition: str = FALLBACK_CONDITION
) -> tuple[str, bool]:
    """The worse of pain (0-10) and function (percent) at visit 1, and whether that is only assumed.

    `ndi` is the percentage of the condition's own questionnaire, the Neck Disability Index for neck pain.

    A pain score between two whole numbers (a mean) belongs to the band it has not yet left: 3.7 is mild.
    """
    rules = protocol.severity
    if nprs is None and ndi is None:
        return rules.assumed, True
    worst = 0
    if nprs is not None:
        worst = (nprs >= rules.pain_moderate_from) + (nprs >= rules.pain_severe_from)
    if ndi is not None:
        function = protocol.function_of(condition)
        worst = max(worst, (ndi >= function.moderate_from) + (ndi >= function.severe_from))
    return SEVERITIES[worst], False


def range_for(condition: str, severity: str, duration: str, protocol: Protocol) -> tuple[int, int]:
    """First and last expected visit of a condition."""
    return protocol.ranges(condition)[duration][severity]


def early_checkpoint(low: int, duration: str, protocol: Protocol) -> int:
    """The visit from which a course is judged: early in acute and subacute courses, a little later in chronic ones."""
    rules = protocol.checkpoint
    if duration == "chronic":
        return min(low, rules.chronic)
    return min(low, rules.acute if duration == "acute" else rules.subacute)


def written_range(course: Course, visited: bool) -> tuple[int, int] | None:
    """The range on the course, if it counts yet: one by rule is written at visit 1 and is not known before it."""
    return course.expected if visited or not course.expected_by_rule else None


def course_range(course: Course, as_of: date, protocol: Protocol) -> tuple[int, int]:
    """The range a course is held against on a day.

    What is written on the course, else what the rules say at visit 1; before it provisionally, from the day the
    course opened.
    """
    first = first_visit(course, as_of)
    if (written := written_range(course, first is not None)) is not None:
        return written
    day, nprs, ndi = first or (course.opened_on, None, None)
    severity = course.severity or severity_of(nprs, ndi, protocol, course.condition)[0]
    duration = duration_of(course.onset_date, day, protocol)[0]
    return range_for(course.condition, severity, duration, protocol)


def first_visit(course: Course, as_of: date) -> tuple[date, float | None, float | None] | None:
    """The day of visit 1 with the first pain score and function percentage recorded that day; None before it."""
    if not course.visits or course.visits[0].on > as_of:
        return None
    day = course.visits[0].on
    that_day = [visit for visit in course.visits if visit.on == day]
    nprs = next((visit.nprs for visit in that_day if visit.nprs is not None), None)
    ndi = next((visit.ndi_percent for visit in that_day if visit.ndi_percent is not None), None)
    return day, nprs, ndi
