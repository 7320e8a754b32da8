"""The outcome figures in words: the same on the screen, on paper and on the command line."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from care.outcome_ranges import ENOUGH, OwnRange
from care.outcomes import BY, UNCLASSED, Choice, Figure, Outcomes, half_by, told_curve
from care.proportion import SMALLEST, Share
from care.text import counted
from care.thresholds import DEFAULT_SOURCE, Protocol

FEW = f"fewer than {SMALLEST}"

FATE_WORDS = {
    "resolved": "resolved",
    "referred_out": "referred out",
    "lapsed": "lapsed",
    "discharged": "discharged, not resolved",
    "ended": "closed without an outcome",
    "open": "still open",
}

_LABELS = {
    "began": "began",
    **FATE_WORDS,
    "closed_as_resolved": "only by closing it so",
    "came_back": "pain came back later",
    "without_visit": "of all, without a visit",
    "severity_assumed": "of all, severity assumed",
    "duration_assumed": "of all, duration assumed",
    "in_range": "resolved within their range",
    "range_unknown": "open and still within it",
    "no_baseline": "no score at the start",
    "no_later": "no later score",
    "early": "had it by the checkpoint",
    "early_in_range": "of these, in their range",
    "later_in_range": "of the others",
    "early_not_reached": "not so many visits",
    "early_no_scores": "no scores to tell by",
    "offered": "offered",
    "taken": "taken: sent, not refused",
    "refused": "refused by the patient",
    "dismissed": "dismissed by practitioner",
    "unsent": "not sent",
    "loop_closed": "report read, patient told",
    "without_orthopaedic": "resolved without orthopaedics",
}

_SECTIONS = (
    ("Courses", ("began", "resolved", "closed_as_resolved", "came_back", "referred_out", "lapsed", "discharged",
                 "ended", "open", "without_visit", "severity_assumed", "duration_assumed")),
    ("Within the expected visits", ("in_range", "range_unknown")),
    ("Change, from the first to the last score", (
        "pain_change", "pain_beyond", "pain_no_room", "pain_no_baseline", "pain_no_later",
        "function_change", "function_beyond", "function_no_baseline", "function_no_later",
        "psfs_change", "psfs_beyond", "psfs_no_baseline", "psfs_no_later",
        "motion_change", "motion_beyond", "motion_no_baseline", "motion_no_later")),
    ("Early response and what it foretold", ("early", "early_in_range", "later_in_range", "early_not_reached",
                                             "early_no_scores")),
    ("Referrals", ("offered", "taken", "loop_closed", "refused", "dismissed", "unsent", "without_orthopaedic")),
)  # fmt: skip

_DEEP = {
    "resolved": 1, "closed_as_resolved": 2, "came_back": 2, "referred_out": 1, "lapsed": 1, "discharged": 1, "ended": 1,
    "open": 1, "range_unknown": 1, "early_in_range": 1, "later_in_range": 1, "early_not_reached": 1,
    "early_no_scores": 1, "taken": 1, "loop_closed": 2, "refused": 1, "dismissed": 1, "unsent": 1,
}  # fmt: skip

_IF_ANY = (
    "ended", "closed_as_resolved", "came_back", "without_visit", "severity_assumed",
    "duration_assumed", "range_unknown", "pain_no_room", "early_not_reached",
    "early_no_scores", "refused", "dismissed", "unsent",
)  # fmt: skip
"""Rows that are left out where they count nobody."""


class Said(NamedTuple):
    """One figure as a row: its label `depth` steps in, how many courses of how many, its value and its interval."""

    key: str
    depth: int
    label: str
    number: str
    value: str
    interval: str


class Section(NamedTuple):
    """Figures that belong together."""

    title: str
    rows: tuple[Said, ...]


def sections(found: Outcomes, protocol: Protocol, conditions: Collection[str]) -> tuple[Section, ...]:
    """The figures as rows; none where there are too few courses. `conditions`: those that occur, for their measures."""
    if not found.enough:
        return ()
    made = []
    for title, keys in _SECTIONS:
        rows = tuple(
            _said(found.figures[key], _label(key, protocol, conditions)) for key in keys if _is_told(found, key)
        )
        made.append(Section(title, rows))
    return tuple(made)


def _is_told(found: Outcomes, key: str) -> bool:
    measure, _, what = key.partition("_")
    figure = found.figures[key]
    if what in ("beyond", "no_room", "no_baseline", "no_later"):
        # A measure nobody has twice is one row that says so.
        if not found.figures[f"{measure}_change"].number:
            return False
        return what == "beyond" or figure.number > 0
    return figure.number > 0 or key not in _IF_ANY


def _label(key: str, protocol: Protocol, conditions: Collection[str]) -> str:
    measure, _, what = key.partition("_")
    match measure, what:
        case "pain", "change":
            return "pain, 0-10"
        case "function", "change":
            names = {protocol.function_of(one).short for one in conditions}
            return f"{names.pop() if len(names) == 1 else 'function'}, percent"
        case "psfs", "change":
            return "PSFS, 0-10 (+ is better)"
        case "motion", "change":
            return "motion, degrees (+ is better)"
        case "motion", "beyond":
            return f"gained {protocol.rom.partial_degrees:g} degrees or more"
        case _, "beyond":
            return "changed more than the MCID"
        case "pain", "no_room":
            return f"began below {protocol.pain.baseline_at_least:g}, no room for it"
        case _, ("no_baseline" | "no_later"):
            return _LABELS[what]
    return _LABELS[key]


def _said(figure: Figure, label: str) -> Said:
    depth = _DEEP.get(figure.key, 0)
    if figure.key.endswith("_change"):
        # What is missing and what is beyond stand under the change.
        if figure.spread is None:
            return Said(figure.key, 0, label, str(figure.number), "", FEW if figure.number else "not taken twice")
        middle, low, high = figure.spread[1:]
        return Said(figure.key, 0, label, str(figure.number), signed(middle), f"{signed(low)} to {signed(high)}")
    if figure.key.endswith(("_beyond", "_no_room", "_no_baseline", "_no_later")):
        depth = 1
    if figure.of is None:
        return Said(figure.key, depth, label, str(figure.number), "", "")
    if figure.share is None:
        return Said(figure.key, depth, label, "", "", FEW if figure.of else "none to tell by")
    return Said(
        figure.key, depth, label, f"{figure.number} of {figure.of}", percent(figure.share.share), between(figure.share)
    )


def percent(share: float) -> str:
    """`67 %`; all and none only where it is so."""
    whole = round(100 * share)
    if whole in (0, 100) and 0 < share < 1:
        whole = 1 if whole == 0 else 99
    return f"{whole} %"


def between(share: Share) -> str:
    """A share's interval as `48-81 %`."""
    return interval(share.low, share.high)


def interval(low: float, high: float) -> str:
    """Two shares as `48-81 %`."""
    return f"{round(100 * low)}-{round(100 * high)} %"


def signed(change: float) -> str:
    """A change with its sign and at most one decimal, the minus a real one."""
    rounded = round(change, 1)
    return ("+" if rounded > 0 else "−" if rounded < 0 else "") + f"{abs(rounded):g}"


def courses(number: int) -> str:
    """`1 course`, `12 courses`."""
    return counted(number, "course", "courses")


def headline(found: Outcomes) -> str:
    """How many courses there are, and what may be said of so many."""
    if not found.courses:
        return "No course began in this period."
    if not found.enough:
        why = "of fewer they would tell of chance and of single people"
        return f"{courses(found.courses)} began in this period. Figures are shown from {SMALLEST} courses on: {why}."
    return f"{courses(found.courses)} began in this period."


def curve_words(found: Outcomes) -> tuple[str, ...]:
    """What the curve says and rests on, in sentences; none where there are too few courses for any figure."""
    if not found.enough:
        return ()
    followed = found.curve.courses
    if followed < SMALLEST:
        return (f"{courses(followed) if followed else 'None of them'} had a visit: too few for a curve.",)
    told = told_curve(found.curve)
    last = told.steps[-1].time
    if not found.curve.events:
        return (f"None of {courses(followed)} has resolved; the curve stays at 0 % up to visit {last}.", _left(found))
    half = half_by(found.curve)
    if half.visit is None:
        first = f"Fewer than half had resolved by visit {last}, as far as {SMALLEST} courses were followed."
    else:
        ends = "" if half.low is None else f" ({half.low} {'or later' if half.high is None else f'to {half.high}'})"
        first = f"Half had resolved by visit {half.visit}{ends}."
    return (first, *_by_range(found), _left(found))


def _by_range(found: Outcomes) -> tuple[str, ...]:
    """The share at the end of the expected range, read off the curve; where the curve goes so far."""
    steps = told_curve(found.curve).steps
    # Once all have resolved, nobody is needed to follow to know it.
    if found.expected is None or (found.expected[1] > steps[-1].time and steps[-1].share > 0):
        return ()
    high = found.expected[1]
    step = next((one for one in reversed(steps) if one.time <= high), None)
    if step is None:
        return ()
    ends = "" if step.low is None or step.high is None else f" ({interval(1 - step.high, 1 - step.low)})"
    return (f"By visit {high}, the end of the range, {percent(1 - step.share)}{ends}.",)


def _left(found: Outcomes) -> str:
    """Who is in the curve only as far as they came."""
    parts = [f"{found.censored[fate]} {words}" for fate, words in _LEFT.items() if found.censored.get(fate)]
    if not parts:
        return f"All {courses(found.curve.courses)} resolved; none had to be censored."
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    whole = f"Of {courses(found.curve.courses)} with a visit, {found.curve.events} resolved"
    return f"{whole}; {listed} are censored at their last visit, as if they would have gone on like the others."


_LEFT = {
    "open": "open",
    "lapsed": "lapsed",
    "referred_out": "referred out",
    "discharged": "discharged",
    "ended": "closed without an outcome",
}


def range_cell(found: Outcomes) -> str:
    """The share resolved within their range as one cell of a table."""
    figure = found.figures["in_range"]
    if not found.courses:
        return "no course"
    if not found.enough or figure.share is None:
        return f"fewer than {SMALLEST}" if not found.enough else f"fewer than {SMALLEST} to tell by"
    return f"{figure.number} of {figure.of}  {percent(figure.share.share)}  {between(figure.share)}"


def range_cells(groups: Iterable[Outcomes]) -> list[str]:
    """The same for the rows of one table: numbers and shares stand below each other."""
    cells = [range_cell(found).split("  ") for found in groups]
    told = [cell for cell in cells if len(cell) == 3]
    sizes = [max((len(cell[at]) for cell in told), default=0) for at in (0, 1)]
    return [
        "  ".join((cell[0].rjust(sizes[0]), cell[1].rjust(sizes[1]), cell[2])) if len(cell) == 3 else cell[0]
        for cell in cells
    ]


def half_cell(found: Outcomes) -> str:
    """The visit by which half had resolved, with its interval, as one cell of a table."""
    if not found.enough or found.curve.courses < SMALLEST:
        return ""
    half = half_by(found.curve)
    if half.visit is None:
        return "not yet"
    if half.low is None:
        return str(half.visit)
    return f"{half.visit} ({half.low}{'+' if half.high is None else f'-{half.high}'})"


def band_words(found: Outcomes) -> str:
    """Which range of visits the curve is drawn over."""
    if found.expected is None or found.span is None:
        return ""
    if found.expected == found.span:
        return f"expected {_span(found.expected)}"
    return f"expected {_span(found.expected)} ({_span(found.span)} over all)"


def choice_words(choice: Choice, protocol: Protocol, names: Mapping[str, str]) -> str:
    """Which courses are looked at: `severe, chronic, Dana Lee`; `all courses` where nothing is chosen.

    `names`: practitioners by number.
    """
    parts = [value_words(by, value, protocol, names) for by, value in zip(BY, choice, strict=True) if value is not None]
    return ", ".join(parts) or "all courses"


def value_words(by: str, value: str, protocol: Protocol, names: Mapping[str, str]) -> str:
    """One value of what courses are grouped by, in words."""
    if value == UNCLASSED:
        return f"no {by}"
    if by == "practitioner":
        return names.get(value, f"practitioner {value}")
    return protocol.label(value) if by == "condition" else value


def range_words(one: OwnRange, protocol: Protocol) -> str:
    """What the record says of one cell of the expected visits, in one sentence."""
    name = f"{protocol.label(one.condition)}, {one.duration}, {one.severity}"
    key = f"conditions.{one.condition}.{one.duration}.{one.severity}"
    source = protocol.sources.get(key, DEFAULT_SOURCE)
    stands = f"{_span(one.in_force)} in force" + (" (default)" if source == DEFAULT_SOURCE else " (the clinic's own)")
    seen = f"{one.closed} closed, {one.resolved} of them resolved"
    if one.closed < ENOUGH:
        return f"{name}: {seen}; {stands}. {ENOUGH} closed courses are needed for a range of one's own."
    if one.proposed is None:
        return f"{name}: {seen}; {stands}. Too few resolved to say in how many visits."
    end = "the same." if not one.differs else "see the lines below." if one.known else "add the condition first."
    # Who would have needed longer was closed before: what is left of the long courses is too little.
    short = " (fewer than half resolved: rather too short)" if 2 * one.resolved < one.closed else ""
    return f"{name}: {seen}; the middle half of these in {_span(one.proposed)} visits{short}; {stands}; {end}"


def lines_to_paste(ranges: Iterable[OwnRange]) -> tuple[str, ...]:
    """The lines for the clinic's protocol file, each heading once: a heading that stands twice would be refused."""
    made: dict[str, list[str]] = {}
    for one in ranges:
        if one.differs and one.lines:
            heading, line = one.lines
            made.setdefault(heading, []).append(line)
    return tuple(text for heading, lines in made.items() for text in (heading, *lines, ""))[:-1]


def _span(expected: tuple[int, int]) -> str:
    return f"{expected[0]}-{expected[1]}" if expected[0] != expected[1] else str(expected[0])
