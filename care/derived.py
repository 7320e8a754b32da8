"""What follows from the scores at `v` completed visits: baseline, current pain, response, goal, progress, plateau.

A case is everything the rules may look at; a `Derived` is that case as it stood after one of its visits. Nothing
here decides anything: statuses and advice are the tables in `care.status` and `care.advice`.
"""

from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from care.expected import early_checkpoint, range_for, severity_of
from care.thresholds import Protocol

Scores = tuple[tuple[int, float], ...]
"""Visit number and score of one measure, in order of visits; a visit without a score is not in it."""

RESPONSES = ("mcid", "partial", "none", "worse")
"""Best first. MCID: a change that means something to the patient."""

FLAGS = (
    "severity_assumed", "duration_assumed", "baseline_proxy", "discordant", "confirm_function", "function_unmeasured",
)  # fmt: skip
"""What a reader must know beside a status, in the order they are given."""

_NOISE = 1e-9
"""Two decimals that a person would call equal (8.2 - 6 and 2.2) differ by less than this in binary."""


class Case(NamedTuple):
    """What the rules look at: completed visits, scores by visit number, findings and referrals. None is unknown.

    `ndi` is the percentage of the condition's function questionnaire, the Neck Disability Index for neck pain.
    `expected` None: the range follows from `condition`, severity and duration. `goal` None: the protocol's goal
    for pain. `complementary` is none, open, done or declined; `orthopaedic` none, open or done.
    """

    visits_done: int = 0
    nprs: Scores = ()
    ndi: Scores = ()
    psfs: Scores = ()
    rom: Scores = ()
    groc: Scores = ()
    severity: str | None = None
    duration: str | None = None
    expected: tuple[int, int] | None = None
    condition: str = "neck_pain"
    radiating: bool = False
    red_flag: str = "none"
    neuro: str = "none"
    complementary: str = "none"
    orthopaedic: str = "none"
    goal: float | None = None


class Pair(NamedTuple):
    """Baseline and current score of a measure that is not taken at every visit, with the visits they are from."""

    baseline: float | None = None
    current: float | None = None
    baseline_visit: int | None = None
    current_visit: int | None = None

    @property
    def change(self) -> float | None:
        """Current minus baseline; None unless both are known."""
        return None if self.baseline is None or self.current is None else self.current - self.baseline


NO_PAIR = Pair()


class Reaction(NamedTuple):
    """How a course has responded, and what else came to light on the way."""

    response: str
    discordant: bool
    function_mcid: bool


def at_least(value: float, threshold: float) -> bool:
    """`value >= threshold`, blind to the noise of binary fractions."""
    return value > threshold - _NOISE


def median(values: list[float]) -> float:
    """The middle of a few numbers; of an even count the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


class Pain:
    """The pain scores after `v` visits: the baseline, what came after it, and the median of its last three."""

    __slots__ = ("baseline", "baseline_visit", "current", "fresh", "later", "newest_visit")

    def __init__(self, scores: Scores, v: int, protocol: Protocol) -> None:
        self.baseline: float | None = None
        self.baseline_visit: int | None = None
        self.newest_visit: int | None = None
        self.current: float | None = None
        """S: the median of the last up to three scores after the baseline."""
        self.later: list[float] = []
        """The post-baseline scores. Without a baseline nothing is after it."""
        for visit, score in scores:
            if visit > v:
                break
            if self.baseline_visit is None:
                # Visit 1, or visit 2 in its place; a first score later than that is no baseline.
                if visit > 2:
                    break
                self.baseline, self.baseline_visit = score, visit
            else:
                self.later.append(score)
                self.newest_visit = visit
        if self.later:
            self.current = median(self.later[-3:])
        self.fresh = self.newest_visit is not None and self.newest_visit >= v - protocol.pain.fresh_within_visits


def pair(scores: Scores, v: int, protocol: Protocol) -> Pair:
    """Baseline and current value of function, PSFS or motion after `v` visits.

    The earliest value is the baseline only if taken at visit 1 or 2; the newest is current only if it is another
    one than the baseline and not older than four visits.
    """
    if not scores or scores[0][0] > v:
        return NO_PAIR
    rules = protocol.scores
    first_visit, first = scores[0]
    baseline, baseline_visit = (first, first_visit) if first_visit <= rules.baseline_until_visit else (None, None)
    newest_visit, newest = next(entry for entry in reversed(scores) if entry[0] <= v)
    if newest_visit == baseline_visit or newest_visit < v - rules.current_within_visits:
        return Pair(baseline, None, baseline_visit, None)
    return Pair(baseline, newest, baseline_visit, newest_visit)


def reaction(case: Case, v: int, pain: Pain, ndi: Pair, psfs: Pair, rom: Pair, protocol: Protocol) -> Reaction:
    """The response after `v` visits: worse, a meaningful change, a partial one, or none."""
    rules = protocol.pain
    worse = mcid = function_mcid = partial = False
    if pain.baseline is not None and pain.current is not None:
        fall = pain.baseline - pain.current
        if pain.baseline >= rules.baseline_at_least:
            points = rules.mcid_points_radiating if case.radiating else rules.mcid_points
            percent = 100 * fall
            mcid = at_least(fall, points) and at_least(percent, rules.mcid_percent * pain.baseline)
            partial = at_least(fall, rules.partial_points) and at_least(percent, rules.partial_percent * pain.baseline)
        if len(pain.later) >= rules.worse_from_scores:
            newest = pain.later[-1]
            worse = at_least(-fall, rules.worse_points) and at_least(newest - pain.baseline, rules.worse_points)
    if ndi.baseline is not None and ndi.current is not None:
        fall = ndi.baseline - ndi.current
        index = protocol.function_of(case.condition)
        function_mcid = at_least(fall, index.mcid_points) or (
            at_least(fall, index.mcid_points_with_share)
            and at_least(100 * fall, index.mcid_percent * ndi.baseline)
            and at_least(ndi.baseline, index.mcid_baseline_at_least)
        )
        partial = partial or at_least(fall, index.partial_points)
        worse = worse or at_least(-fall, index.worse_points)
    if psfs.baseline is not None and psfs.current is not None:
        rise = psfs.current - psfs.baseline
        function_mcid = function_mcid or at_least(rise, protocol.psfs.mcid_points)
        partial = partial or at_least(rise, protocol.psfs.partial_points)
        worse = worse or at_least(-rise, protocol.psfs.worse_points)
    if rom.baseline is not None and rom.current is not None:
        # Motion tracks improvement poorly: it never makes more than a partial response.
        partial = partial or at_least(rom.current - rom.baseline, protocol.rom.partial_degrees)
    if not worse and case.groc and len(pain.later) >= protocol.groc.worse_from_scores:
        latest = next((score for visit, score in reversed(case.groc) if visit <= v), None)
        worse = latest is not None and latest <= protocol.groc.worse_at_most
    mcid = mcid or function_mcid
    if worse:
        return Reaction("partial" if mcid else "worse", mcid, function_mcid)
    return Reaction("mcid" if mcid else "partial" if partial else "none", False, function_mcid)


class Derived:
    """A case after its last completed visit, with everything the tables of status and advice ask for."""

    def __init__(self, case: Case, protocol: Protocol) -> None:
        self.case = case
        self.protocol = protocol
        self.v = v = case.visits_done
        """Completed visits; two on one day are one."""
        self.function = protocol.function_of(case.condition)
        """The condition's function questionnaire: what the percentages in `ndi` are of."""
        self.severity, severity_assumed = severity_at_first(case, protocol)
        self.duration = case.duration or protocol.duration.assumed
        self.lo, self.hi = case.expected or range_for(case.condition, self.severity, self.duration, protocol)
        self.early = early_checkpoint(self.lo, self.duration, protocol)
        """E, the early checkpoint."""
        self.hard = self.hi + protocol.checkpoint.beyond_range
        self.pain = Pain(case.nprs, v, protocol)
        self.ndi = pair(case.ndi, v, protocol)
        self.psfs = pair(case.psfs, v, protocol)
        self.rom = pair(case.rom, v, protocol)
        self.response, self.discordant, self.function_mcid = reaction(
            case, v, self.pain, self.ndi, self.psfs, self.rom, protocol
        )
        self.goal = _goal(case, self.pain.baseline, protocol)
        self.no_data = (self.pain.baseline is None or not self.pain.fresh) and not (_both(self.ndi) or _both(self.psfs))
        pain_resolved = _stays_at_goal(self.pain.later, self.goal, protocol)
        self.function_known = self.ndi.baseline is not None or self.psfs.baseline is not None
        self.resolved = pain_resolved and (not self.function_known or self._function_goal_met())
        self.flags = tuple(
            flag
            for flag, raised in (
                ("severity_assumed", severity_assumed),
                ("duration_assumed", case.duration is None),
                ("baseline_proxy", self.pain.baseline_visit == 2),
                ("discordant", self.discordant),
                ("confirm_function", pain_resolved and self.function_known and not self._function_current()),
                ("function_unmeasured", pain_resolved and not self.function_known),
            )
            if raised
        )

    def _function_current(self) -> bool:
        return self.ndi.current is not None or self.psfs.current is not None

    def _function_goal_met(self) -> bool:
        if self.ndi.current is not None:
            return self.ndi.current <= self.function.goal_at_most
        return self.psfs.current is not None and self.psfs.current >= self.protocol.psfs.goal_at_least

    @cached_property
    def progress(self) -> float | None:
        """g: the part of the way from baseline to goal that is done, 1 at the goal; None when it cannot be told.

        By pain, and by function where pain cannot say: a baseline below 3, none, no score since, or a goal that lies
        at or above the baseline.
        """
        baseline, current, goal = self.pain.baseline, self.pain.current, self.goal
        at_least_three = baseline is not None and baseline >= self.protocol.pain.baseline_at_least
        if at_least_three and baseline is not None and current is not None and goal is not None and baseline > goal:
            return (baseline - current) / (baseline - goal)
        aim = self.function.goal_at_most
        if self.ndi.baseline is not None and self.ndi.current is not None and self.ndi.baseline > aim:
            return (self.ndi.baseline - self.ndi.current) / (self.ndi.baseline - aim)
        return None

    @cached_property
    def pace(self) -> float:
        """q: the progress expected by now, from 0 at the early checkpoint to three quarters at the range's end."""
        if self.hi == self.early:
            return 0.0
        share = (self.v - self.early) / (self.hi - self.early)
        return self.protocol.pain.pace_share * min(1.0, max(0.0, share))

    @property
    def behind_pace(self) -> bool:
        """Whether progress is known and less than expected by now."""
        return self.progress is not None and not at_least(self.progress, self.pace)

    @property
    def plateau(self) -> bool:
        """Whether pain has stopped falling short of its goal: the last three scores against the three before."""
        later, rules = self.pain.later, self.protocol.pain
        if len(later) < rules.plateau_from_scores or self.function_mcid:
            return False
        if self.goal is None or self.pain.current is None or at_least(self.goal, self.pain.current):
            return False
        return not at_least(median(later[-6:-3]) - self.pain.current, rules.plateau_points)

    @cached_property
    def confirmed(self) -> bool:
        """Whether no response, or a worse one, already stood so in the record after the visit before this one.

        One visit never sends anybody away; at visit 1 there is no earlier record and nothing is confirmed.
        """
        if self.response not in ("none", "worse") or self.v <= 1:
            return False
        case, v, protocol = self.case, self.v - 1, self.protocol
        earlier = reaction(
            case, v, Pain(case.nprs, v, protocol),
            pair(case.ndi, v, protocol), pair(case.psfs, v, protocol), pair(case.rom, v, protocol), protocol,
        )  # fmt: skip
        return earlier.response == self.response


def severity_at_first(case: Case, protocol: Protocol) -> tuple[str, bool]:
    """The severity in force, and whether it is assumed: the clinician's own, else that of visit 1's scores."""
    if case.severity is not None:
        return case.severity, False
    if case.visits_done == 0:
        return severity_of(None, None, protocol)
    return severity_of(_at_first(case.nprs), _at_first(case.ndi), protocol, case.condition)


def _at_first(scores: Scores) -> float | None:
    return scores[0][1] if scores and scores[0][0] == 1 else None


def _both(measure: Pair) -> bool:
    return measure.baseline is not None and measure.current is not None


def _goal(case: Case, baseline: float | None, protocol: Protocol) -> float | None:
    if case.goal is not None:
        return case.goal
    if baseline is None:
        return None
    return min(protocol.pain.goal_at_most, max(0, baseline - protocol.pain.goal_below_baseline))


def _stays_at_goal(later: list[float], goal: float | None, protocol: Protocol) -> bool:
    """Two scores in a row at the goal, and not two in a row well above it since. A visit without a score is no gap."""
    if goal is None or len(later) < 2:
        return False
    undone = goal + protocol.pain.undone_points
    at_goal = False
    for before, after in pairwise(later):
        if at_least(goal, before) and at_least(goal, after):
            at_goal = True
        elif at_least(before, undone) and at_least(after, undone):
            at_goal = False
    return at_goal
