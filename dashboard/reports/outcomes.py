"""How the courses of a period went: as lines, as JSON and as CSV. No patient is in any of them."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from care.day_words import year_date
from care.outcome_facts import Facts
from care.outcome_ranges import ENOUGH, OwnRange
from care.outcome_words import (
    band_words,
    choice_words,
    curve_words,
    half_cell,
    headline,
    lines_to_paste,
    range_cells,
    range_words,
    sections,
    value_words,
)
from care.outcomes import Choice, Figure, Outcomes, chosen, grouped, half_by, outcomes, told_curve
from care.proportion import SMALLEST
from care.staff import Clinic
from care.survival import Curve
from care.text import clean
from care.thresholds import Protocol
from care.width import cell_width, cut, fit
from dashboard.reports.words import WIDTH
from db.outcomes import Period

LABEL, NUMBER, VALUE = 42, 13, 6
"""Cells of the columns of figures; the interval has the rest."""

_COLUMNS = ("group_by", "group", "figure", "count", "of", "share", "low", "high", "middle", "quarter", "three_quarters")

NO_RANKING = (
    "Practitioners stand in the order of the staff list. Who treats whom is not left to chance, so that these figures "
    "compare nobody."
)


class Report(NamedTuple):
    """What is reported of: the courses of a period that were chosen, and what they are grouped by, if by anything."""

    period: Period
    choice: Choice
    facts: Sequence[Facts]
    by: str | None
    names: Mapping[str, str]
    """Practitioners by their number."""
    protocol: Protocol

    @classmethod
    def of(
        cls, period: Period, choice: Choice, facts: Sequence[Facts], by: str | None, names: Mapping[int, str],
        protocol: Protocol,
    ) -> "Report":  # fmt: skip
        """The report on those of the facts that the choice lets through."""
        told = {str(number): name for number, name in names.items()}
        return cls(period, choice, chosen(facts, choice), by, told, protocol)

    @property
    def conditions(self) -> frozenset[str]:
        """The conditions that occur."""
        return frozenset(one.condition for one in self.facts)

    def groups(self) -> list[tuple[str, str, Outcomes]]:
        """Each group by its value and its words; none where nothing is grouped."""
        by = self.by
        if by is None:
            return []
        return [
            (key, value_words(by, key, self.protocol, self.names), found)
            for key, found in grouped(self.facts, by).items()
        ]


def as_plain(report: Report, clinic: Clinic) -> list[str]:
    """The report as lines of at most 80 cells."""
    found = outcomes(report.facts)
    period = report.period
    which = choice_words(report.choice, report.protocol, report.names)
    lines = [cut(f"{clean(clinic.name)}: outcomes", WIDTH), *folded("", f"{span_words(period)}, {which}")]
    lines += ["", *folded("", headline(found)), *folded("", f"As they stand on {year_date(period.as_of)}.")]
    if found.enough:
        lines += folded("", "Shares with their 95 % interval; of changes the middle one, and the middle half of them.")
    for title, rows in sections(found, report.protocol, report.conditions):
        lines += ["", title]
        for row in rows:
            label = fit("  " * (row.depth + 1) + row.label, LABEL)
            cells = f"{label}{fit(row.number, NUMBER, right=True)} {fit(row.value, VALUE, right=True)}  {row.interval}"
            lines.append(cells.rstrip())
    if found.enough:
        lines += ["", f"Visits to resolution ({band_words(found)})"]
        lines += [line for said in curve_words(found) for line in folded("  ", said)]
        lines += _steps(found.curve)
    if report.by is not None and found.courses:
        lines += _by(report)
    return lines


def folded(head: str, text: str, *, hang: int | None = None, width: int = WIDTH) -> list[str]:
    """A head and a text in lines of at most `width` cells; where it goes on it stands under its beginning."""
    indent = " " * (cell_width(head) if hang is None else hang)
    lines, line, fresh = [], head, True
    # A number and its sign stay together.
    for word in clean(text).replace(" %", "\N{NO-BREAK SPACE}%").split(" "):
        grown = line + word if fresh else f"{line} {word}"
        if not fresh and cell_width(grown) > width:
            lines.append(line)
            grown = indent + word
        line, fresh = grown, False
    return [cut(one.replace("\N{NO-BREAK SPACE}", " "), width) for one in (*lines, line)]


def _steps(curve: Curve) -> list[str]:
    """The curve as numbers: the share resolved by each visit at which one did."""
    rows = []
    for step in told_curve(curve).steps:
        if step.events:
            ends = "" if step.low is None or step.high is None else f"  {1 - step.high:.0%}-{1 - step.low:.0%}"
            rows.append(f"  by visit {step.time:>3}  {1 - step.share:>5.0%}{ends:<12}  n {step.at_risk}")
    return rows


def _by(report: Report) -> list[str]:
    lines = ["", f"By {report.by}"]
    head = f"  {fit('', 22)}{fit('courses', 8, right=True)}  {fit('resolved within range', 28)}half by visit"
    lines.append(head)
    groups = report.groups()
    for (_, words, found), share in zip(groups, range_cells(found for _, _, found in groups), strict=True):
        label = f"  {fit(clean(words), 22)}{fit(str(found.courses), 8, right=True)}  "
        lines.append((label + fit(share, 28) + half_cell(found)).rstrip())
    if report.by == "practitioner":
        lines += folded("", NO_RANKING)
    return lines


def span_words(period: Period) -> str:
    """`20 Nov 2025 to 20 Nov 2026`; `everything up to ...` where the period has no beginning."""
    if period.since == date.min:
        return f"everything up to {year_date(period.until)}"
    return f"{year_date(period.since)} to {year_date(period.until)}"


def ranges_plain(ranges: Sequence[OwnRange], protocol: Protocol, width: int = WIDTH) -> list[str]:
    """What the record says of the expected visits, and the lines to paste, as lines of at most `width` cells.

    A line to paste is never broken: it may be longer in a window narrower than it.
    """

    def told(text: str, hang: int = 0) -> list[str]:
        return folded("", text, hang=hang, width=width)

    full = [one for one in ranges if one.closed >= ENOUGH]
    rest = [one for one in ranges if one.closed < ENOUGH]
    lines = ["Expected visits from your own record", ""]
    lines += [line for one in full for line in told(range_words(one, protocol), 2)]
    if not full:
        lines += told(f"No condition has {ENOUGH} closed courses of one duration and severity yet.")
    if rest:
        fullest = max(rest, key=lambda one: one.closed)
        name = f"{protocol.label(fullest.condition)}, {fullest.duration}, {fullest.severity}"
        which = f"{len(rest)} {'others have' if full else 'groups have'}"
        if len(rest) == 1:
            which = f"One {'other has' if full else 'group has'}"
        lines += ["", *told(f"{which} fewer than {ENOUGH}; the fullest, {name}, has {fullest.closed}.")]
    if paste := lines_to_paste(ranges):
        how = (
            "To take a range over, put its lines into the clinic's protocol file, which `acudesk where` names; under a "
            "heading that is there already, only the line below it. Courses that have begun keep their range."
        )
        lines += ["", *told(how), "", *paste]
    return lines


def as_json(report: Report) -> dict[str, Any]:
    """The report as documented in docs/commands.md: every key always there, null where not told."""
    period = report.period
    return {
        "from": None if period.since == date.min else period.since.isoformat(),
        "to": period.until.isoformat(),
        "as_of": period.as_of.isoformat(),
        "only": dict(zip(("severity", "duration", "class", "practitioner", "condition"), report.choice, strict=True)),
        **_outcomes(outcomes(report.facts)),
        "by": report.by,
        "groups": [{"group": key, "label": words, **_outcomes(found)} for key, words, found in report.groups()],
    }


def _outcomes(found: Outcomes) -> dict[str, Any]:
    half = half_by(found.curve)
    drawn = found.enough and found.curve.courses >= SMALLEST
    return {
        "courses": found.courses,
        "enough": found.enough,
        "figures": {key: _figure(one) for key, one in found.figures.items()} if found.enough else {},
        "expected": list(found.expected) if found.expected and found.enough else None,
        "expected_span": list(found.span) if found.span and found.enough else None,
        "curve": {
            "courses": found.curve.courses,
            "resolved": found.curve.events,
            "censored": dict(found.censored),
            "half": half._asdict(),
            "steps": [
                {"visit": visit, "at_risk": at_risk, "resolved": events, "censored": censored,
                 "share_resolved": 1 - share, "low": None if high is None else 1 - high,
                 "high": None if low is None else 1 - low}
                for visit, at_risk, events, censored, share, low, high in told_curve(found.curve).steps
            ],
        } if drawn else None,
    }  # fmt: skip


def _figure(one: Figure) -> dict[str, Any]:
    hidden = one.too_few
    share, spread = one.share, one.spread
    return {
        "count": None if hidden else one.number,
        "of": one.of,
        "share": share and share.share,
        "low": share and share.low,
        "high": share and share.high,
        "middle": spread and spread.middle,
        "quarter": spread and spread.low,
        "three_quarters": spread and spread.high,
    }


def as_csv(report: Report) -> str:
    """One row a figure, the whole first and then each group (RFC 4180); the curve is in it as `by_visit_N`.

    No cell begins as a formula does: a text that would gets a leading apostrophe. Cells that are not told are empty.
    """
    from db.exchange.sheets import guard

    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for by, words, found in [("", "", outcomes(report.facts)), *((report.by, *one[1:]) for one in report.groups())]:
        told = _outcomes(found)
        rows = {key: list(one.values()) for key, one in told["figures"].items()} or {"began": [found.courses]}
        for step in (told["curve"] or {"steps": ()})["steps"]:
            rows[f"by_visit_{step['visit']}"] = [
                None, step["at_risk"], step["share_resolved"], step["low"], step["high"],
            ]  # fmt: skip
        for key, cells in rows.items():
            numbers = ["" if cell is None else f"{cell:.6g}" for cell in cells]
            writer.writerow([guard(clean(by or "")), guard(clean(words)), key, *numbers, *[""] * (8 - len(numbers))])
    return sheet.getvalue()
