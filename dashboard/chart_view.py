"""A chart as its screen shows it: everything derived from what was read, once, and the pages made of it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from care.assessment import Assessment, assess_course, case_of
from care.chart import Chart
from care.course import Decision
from care.decisions import basis_of, standing
from care.derived import Case
from care.evaluation import in_short
from care.forecast import Forecast, forecast_course
from care.forecast import words_with_basis as forecast_words
from care.kept import KEPT_LINE, chart_without, state_without
from care.protocol import Protocol
from db.chart import chart as read
from db.reader import Reader
from widgets.chart_course import course_lines, evaluation_lines, head_lines, score_lines
from widgets.chart_lines import empty, title
from widgets.chart_rest import appointment_lines, other_course_rows, referral_lines
from widgets.chart_trends import TRENDS, chart_trend
from widgets.chart_words import referrals_of
from widgets.ink import Line
from widgets.panel import wrapped

OFFERED = frozenset({"visit", "evaluate", "refer", "open_course"})
"""Actions that an empty place of a chart names the keys of."""

PAGES = ("Course", "Trends", "Visits", "Evaluation", "Rest")
VISITS = PAGES.index("Visits")


class ChartView(NamedTuple):
    """A chart with how its course stands, the decision that holds, the forecast; None where there is no course."""

    chart: Chart
    state: Assessment | None = None
    case: Case | None = None
    decided: Decision | None = None
    forecast: Forecast | None = None
    findings: tuple[tuple[str, str], ...] = ()
    kept: bool = False
    """Whether what is clinical is kept from who reads."""


def read_view(reader: Reader, patient_id: int, course_id: int | None, as_of: date, protocol: Protocol) -> ChartView:
    """Read a chart and derive what its screen shows."""
    chart = read(reader, patient_id, course_id, as_of)
    course, kept = chart.course, not reader.may("see_clinical")
    if course is None:
        return ChartView(chart, kept=kept)
    state = assess_course(course, as_of, protocol)
    if kept:
        return ChartView(chart_without(chart), state_without(state), kept=True)
    decided = standing(chart.decisions, state, basis_of(state, course, as_of, protocol))
    forecast = forecast_course(course, as_of, protocol)
    findings = in_short(chart.evaluations, protocol.motion_of(course.condition))
    return ChartView(chart, state, case_of(course, as_of, protocol), decided, forecast, findings)


class Shown(NamedTuple):
    """How it is shown: the width in cells, the day, the protocol, and what a person chose."""

    width: int
    height: int
    today: date
    protocol: Protocol
    hide_names: bool
    shaded: bool
    measure: int = 0
    by_date: bool = False
    offers: frozenset[str] = OFFERED
    """Which of the keys that lead on from an empty place are this person's."""


def course_page(view: ChartView, how: Shown) -> list[Line]:
    """Who, what to mind, how the course stands, its scores."""
    chart, state = view.chart, view.state
    lines = [*head_lines(chart, state, how.today, how.width, hide_names=how.hide_names)]
    if view.kept:
        bar = () if state is None else course_lines(chart, state, how.width, hide_notes=True, hint="")
        return [*lines, (), *bar, (), *kept_lines(how.width)]
    if state is None or view.case is None:
        return lines
    said = forecast_words(view.forecast) if view.forecast is not None else ""
    lines += [
        (),
        *course_lines(
            chart, state, how.width, decided=view.decided, forecast=said, hide_notes=how.hide_names,
            hint="v records the first visit" if "visit" in how.offers else "",
        ),
    ]  # fmt: skip
    return [*lines, (), *score_lines(view.case, how.protocol, how.width)]


def kept_lines(width: int) -> list[Line]:
    """What is kept from who looks, who reads it, and what is left to them."""
    told = wrapped(f"▪ {KEPT_LINE}", "warn", width)
    told += wrapped("Practitioners and owners read it.", "dim", width)
    return [*told, (("!", "accent!"), (" reads it in an emergency, for a reason", "dim"))]


def _no_course(how: Shown) -> list[Line]:
    hint = "o opens one" if "open_course" in how.offers else ""
    return list(empty("There is no course of care yet.", hint, how.width))


def trend_page(view: ChartView, how: Shown) -> list[Line]:
    """One trend, as large as there is room."""
    if view.kept:
        return kept_lines(how.width)
    if view.case is None:
        return _no_course(how)
    days = sorted({one.on for one in view.chart.visits})
    band: Sequence[tuple[float, float, float]] = ()
    measure = TRENDS[how.measure % len(TRENDS)]
    if measure == "pain" and view.forecast is not None:
        band = [(one.visit, one.low, one.high) for one in view.forecast.band]
    return list(
        chart_trend(
            view.case, how.protocol, measure, how.width, how.height, days=days, by_date=how.by_date, band=band,
            shaded=how.shaded,
        )
    )  # fmt: skip


def evaluation_page(view: ChartView, how: Shown) -> list[Line]:
    """The newest evaluation in short, and how many there are."""
    if view.kept:
        return kept_lines(how.width)
    if view.chart.course is None:
        return _no_course(how)
    if how.hide_names and view.findings:
        return [(("The evaluation is hidden with the names: n shows it.", "dim"),)]
    newest = view.chart.evaluations[-1] if view.chart.evaluations else None
    return list(
        evaluation_lines(
            view.findings, how.width, on=newest.on if newest else None, who=newest.practitioner if newest else "",
            actions=newest.actions if newest else (), today=how.today,
            hint="e takes down the evaluation" if "evaluate" in how.offers else "",
        )
    )  # fmt: skip


def rest_page(view: ChartView, how: Shown) -> list[Line]:
    """Referrals, appointments, other courses; fewer appointments where there is little room."""
    chart = view.chart
    lines = [
        *referral_lines(
            referrals_of(chart, how.today, how.protocol), how.today, how.width, hide_notes=how.hide_names,
            hint="r proposes one" if "refer" in how.offers else "",
        ),
        (),
    ]  # fmt: skip
    lines += [
        *appointment_lines(
            chart.appointments, how.today, how.width, most=max(3, how.height // 2 - 3), hide_notes=how.hide_names
        ),
        (),
    ]
    if len(chart.courses) > (chart.course is not None):
        rows = other_course_rows(chart, how.width)
        lines += [title("Other courses", "[ and ] open them"), *(row.line for row in rows)]
    return lines


def page_text(view: ChartView, today: date, protocol: Protocol, clinic: str, *, hide_names: bool = False) -> list[str]:
    """The chart on one page, as lines of plain text."""
    from dashboard.reports.chart import chart_text

    said = forecast_words(view.forecast) if view.forecast is not None else ""
    return chart_text(
        view.chart, view.state, today, clinic=clinic, evaluation=view.findings, forecast=said, decided=view.decided,
        referrals=referrals_of(view.chart, today, protocol), hide_names=hide_names,
    )  # fmt: skip
