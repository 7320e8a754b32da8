"""`outcomes`: how the courses of a period went, as text, JSON, CSV or one page of paper."""

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from care.outcome_facts import Facts
from care.outcome_ranges import Cell, OwnRange, own_ranges
from care.outcomes import UNCLASSED, Choice
from care.thresholds import Protocol
from dashboard.cli.care import staff_meant
from dashboard.cli.counter import Counter, counter
from dashboard.cli.output import complain, say, say_json
from dashboard.clock import Clock
from dashboard.outcome_reading import last_year
from dashboard.reports.outcomes import Report, as_csv, as_json, as_plain, ranges_plain
from dashboard.settings import Settings
from db.errors import NotFound
from db.outcomes import Period, part, plan, practitioners
from db.reader import Reader

if TYPE_CHECKING:
    from care.forecast_priors import OwnPriors


def read_facts(reader: Reader, period: Period, protocol: Protocol) -> list[Facts]:
    """What became of every course that began in a period, read at once."""
    with reader.snapshot():
        return [one for stretch in plan(reader, period).parts for one in part(reader, period, stretch, protocol)]


def outcomes(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Print the outcomes of a period, the last twelve months if none is named; or write them as a PDF."""
    if trouble := _senseless(arguments):
        complain(f"acudesk: {trouble} Nothing was printed.")
        return 2
    with counter(where, clock) as here:
        if arguments.take or arguments.give_back:
            say(_changed(arguments, where, here))
            return 0
        usual = last_year(here.today)
        period = Period(arguments.since or usual.since, arguments.until or here.today, here.today)
        if period.since > period.until:
            complain(
                f"acudesk: The period begins on {period.since}, after its end on {period.until}. Nothing was printed."
            )
            return 2
        if arguments.ranges:
            from dashboard.reports.priors import priors_plain

            for line in (*ranges_plain(_ranges(here), here.protocol), "", *priors_plain(_priors(here), here.protocol)):
                say(line)
            return 0
        names = practitioners(here.reader)
        found = read_facts(here.reader, period, here.protocol)
        choice = _choice(arguments, here, found)
        _print(arguments, Report.of(period, choice, found, arguments.by, names, here.protocol), here)
    return 0


def _ranges(here: Counter) -> tuple[OwnRange, ...]:
    facts = read_facts(here.reader, Period(date.min, here.today, here.today), here.protocol)
    return own_ranges(facts, here.protocol)


def _priors(here: Counter) -> "tuple[OwnPriors, ...]":
    from care.forecast_priors import own_priors
    from db.forecast_priors import closed_courses
    from db.protocol_file import load_protocol

    courses = closed_courses(here.reader, here.today)
    return own_priors(courses, here.protocol, load_protocol(None).forecast)


def _changed(arguments: Namespace, where: Settings, here: Counter) -> str:
    """Take a line over into the clinic's file, or give one back; what was done, in one sentence."""
    from care.priors import Figures
    from db.protocol_change import give_back, take_priors, take_range

    here.reader.require("ranges")
    named = arguments.give_back or arguments.take
    figures = Figures(named[1]) if len(named) == 2 else None
    if arguments.give_back:
        return give_back(where.places.protocol, figures or Cell(*named), here.today)
    if figures is not None:
        own = next(one for one in _priors(here) if one.duration == figures.duration)
        return take_priors(where.places.protocol, own, here.today)
    found = next((one for one in _ranges(here) if one.cell == named), None)
    if found is None:
        name = ".".join(named)
        raise NotFound(
            f"No course of {name} is closed. Nothing was changed. `acudesk outcomes --ranges` says what there is."
        )
    return take_range(where.places.protocol, found, here.today)


def _print(arguments: Namespace, report: Report, here: Counter) -> None:
    if arguments.pdf is not None:
        from dashboard.daysheet.pdf import paper_of
        from dashboard.reports.outcomes_pdf import outcomes_pdf, write_pdf

        paper = arguments.paper or paper_of(here.clinic.timezone)
        say(write_pdf(Path(arguments.pdf).expanduser().absolute(), outcomes_pdf(report, here.clinic, paper)))
    elif arguments.json:
        say_json(as_json(report), indent=2)
    elif arguments.csv:
        # The lines end as RFC 4180 has it, also where a stream would make them longer still.
        sys.stdout.flush()
        sys.stdout.buffer.write(as_csv(report).encode("utf-8"))
        sys.stdout.buffer.flush()
    else:
        for line in as_plain(report, here.clinic):
            say(line)


def _senseless(arguments: Namespace) -> str:
    shaped = arguments.json or arguments.csv or arguments.plain
    if arguments.pdf is not None and (shaped or arguments.by):
        return "--pdf draws a page of its own, by severity and duration; leave out --by and the other forms."
    if arguments.paper and arguments.pdf is None:
        return "--paper is for the PDF; add --pdf FILE."
    changes = arguments.take or arguments.give_back
    if changes and (shaped or arguments.by or arguments.pdf or arguments.only or arguments.since or arguments.until
                    or arguments.ranges or (arguments.take and arguments.give_back)):  # fmt: skip
        return "--take and --give-back change one line and stand alone."
    if arguments.ranges and (shaped or arguments.by or arguments.pdf or arguments.only or arguments.since
                             or arguments.until):  # fmt: skip
        return "--ranges looks at the whole record and stands alone."
    return ""


def _choice(arguments: Namespace, here: Counter, facts: list[Facts]) -> Choice:
    """What was chosen on the command line. Raises NotFound for a practitioner or a condition there is not."""
    choice = Choice()
    for by, value in arguments.only:
        if by == "practitioner" and value != UNCLASSED:
            value = str(staff_meant(here, value))
        known = {*here.protocol.conditions(), *(one.condition for one in facts)}
        if by == "condition" and value not in known:
            raise NotFound(
                f"There is no condition “{value[:60]}”. Nothing was printed. There is {', '.join(sorted(known))}."
            )
        choice = choice.choose(by, value)
    return choice
