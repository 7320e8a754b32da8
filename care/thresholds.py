"""The clinical protocol in force: every threshold of the rules, what it rests on, and where its value came from.

The shapes below say what each number means and what may stand there; the numbers themselves stand in
`protocol.toml`, and `care.protocol` reads them.
"""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

from care.conditions import FALLBACK_CONDITION, ConditionRules, FunctionRules, Ranges, words_of
from care.course import DURATIONS, SEVERITIES
from care.limits import number, whole, word
from care.priors import ForecastRules

DEFAULT_SOURCE = "default"
"""What `Protocol.sources` says of a value no file of the clinic has changed."""


class DurationRules(NamedTuple):
    """Days from onset to visit 1 from which a course counts as subacute and chronic, and what an unknown onset is."""

    subacute_from_days: Annotated[int, whole(1, 3650, "JOSPT 2017")]
    chronic_from_days: Annotated[int, whole(1, 3650, "JOSPT 2017")]
    assumed: Annotated[str, word(DURATIONS)]


class SeverityRules(NamedTuple):
    """Pain (0-10) and NDI (percent) at visit 1 from which a course counts as moderate and severe."""

    pain_moderate_from: Annotated[float, number(0, 10)]
    pain_severe_from: Annotated[float, number(0, 10)]
    ndi_moderate_from: Annotated[float, number(0, 100, "Vernon & Mior 1991")]
    ndi_severe_from: Annotated[float, number(0, 100, "Vernon & Mior 1991")]
    assumed: Annotated[str, word(SEVERITIES)]


class CheckpointRules(NamedTuple):
    """Visit numbers: the early checkpoint by duration, the hard end past the range, when data are wanted."""

    acute: Annotated[int, whole(1, 100)]
    subacute: Annotated[int, whole(1, 100)]
    chronic: Annotated[int, whole(1, 100)]
    beyond_range: Annotated[int, whole(0, 100)]
    data_wanted_from: Annotated[int, whole(1, 100)]


class ScoreRules(NamedTuple):
    """Up to which visit a function score is a baseline, and for how many visits the newest stays current."""

    baseline_until_visit: Annotated[int, whole(1, 100)]
    current_within_visits: Annotated[int, whole(0, 100)]


class PainRules(NamedTuple):
    """Pain on the numeric rating scale: points of 0-10, percent of the baseline, counts of scores and visits."""

    goal_at_most: Annotated[float, number(0, 10)]
    goal_below_baseline: Annotated[float, number(0, 10)]
    baseline_at_least: Annotated[float, number(0, 10)]
    mcid_points: Annotated[float, number(0, 10, "Farrar 2001")]
    mcid_points_radiating: Annotated[float, number(0, 10, "Young 2010")]
    mcid_percent: Annotated[float, number(0, 100, "Farrar 2001")]
    partial_points: Annotated[float, number(0, 10)]
    partial_percent: Annotated[float, number(0, 100)]
    worse_points: Annotated[float, number(0, 10)]
    worse_from_scores: Annotated[int, whole(1, 100)]
    undone_points: Annotated[float, number(0, 10)]
    fresh_within_visits: Annotated[int, whole(0, 100)]
    plateau_from_scores: Annotated[int, whole(6, 100)]
    plateau_points: Annotated[float, number(0, 10)]
    pace_share: Annotated[float, number(0, 1)]


class NdiRules(NamedTuple):
    """The Neck Disability Index in percent."""

    goal_at_most: Annotated[float, number(0, 100)]
    mcid_points: Annotated[float, number(0, 100, "Young 2009")]
    mcid_points_with_share: Annotated[float, number(0, 100)]
    mcid_percent: Annotated[float, number(0, 100)]
    mcid_baseline_at_least: Annotated[float, number(0, 100)]
    partial_points: Annotated[float, number(0, 100)]
    worse_points: Annotated[float, number(0, 100)]
    missing_at_most: Annotated[int, whole(0, 9, "Vernon & Mior 1991")]
    mild_from: Annotated[float, number(0, 100, "Vernon & Mior 1991")]
    moderate_from: Annotated[float, number(0, 100, "Vernon & Mior 1991")]
    severe_from: Annotated[float, number(0, 100, "Vernon & Mior 1991")]
    complete_from: Annotated[float, number(0, 100, "Vernon & Mior 1991")]


class PsfsRules(NamedTuple):
    """The Patient-Specific Functional Scale, 0-10."""

    goal_at_least: Annotated[float, number(0, 10)]
    mcid_points: Annotated[float, number(0, 10, "Cleland 2006")]
    partial_points: Annotated[float, number(0, 10)]
    worse_points: Annotated[float, number(0, 10)]
    activities_at_least: Annotated[int, whole(1, 10, "Stratford 1995")]
    activities_at_most: Annotated[int, whole(1, 10, "Stratford 1995")]


class RomRules(NamedTuple):
    """Active neck motion in degrees: what counts as a gain, and what is normal in an adult."""

    partial_degrees: Annotated[float, number(0, 180)]
    flexion: Annotated[float, number(1, 180)]
    extension: Annotated[float, number(1, 180)]
    lateral_flexion: Annotated[float, number(1, 180)]
    rotation: Annotated[float, number(1, 180)]


class GrocRules(NamedTuple):
    """The global rating of change, -7..+7."""

    worse_at_most: Annotated[int, whole(-7, 7)]
    worse_from_scores: Annotated[int, whole(0, 100)]


class OverdueDays(NamedTuple):
    """Days after which each state of a referral is overdue, for one urgency."""

    draft: Annotated[int, whole(0, 365)]
    sent: Annotated[int, whole(0, 365)]
    accepted: Annotated[int, whole(0, 365)]
    scheduled: Annotated[int, whole(0, 365)]
    no_show: Annotated[int, whole(0, 365)]
    attended: Annotated[int, whole(0, 365)]
    report_received: Annotated[int, whole(0, 365)]
    declined_by_provider: Annotated[int, whole(0, 365)]


class ReferralRules(NamedTuple):
    """When a referral is overdue, and when an attended one has had its time."""

    routine: OverdueDays
    urgent: OverdueDays
    report_in_all_days: Annotated[int, whole(0, 365)]
    done_after_days: Annotated[int, whole(0, 365)]
    done_after_visits: Annotated[int, whole(1, 100)]


class AppointmentRules(NamedTuple):
    """Hours before the start from which a cancellation counts as late."""

    late_cancel_hours: Annotated[int, whole(0, 720)]


class Threshold(NamedTuple):
    """One value in force, for showing: its key, its value, what it rests on, and the file that set it."""

    key: str
    value: object
    basis: str
    source: str


class Protocol(NamedTuple):
    """Every threshold the rules use.

    `table` holds the conditions; `sources` says for every key (`pain.mcid_points`) whether its value is the program's
    default or which file set it, `bases` what its default rests on, and `citations` what those short names stand for.
    """

    duration: DurationRules
    severity: SeverityRules
    checkpoint: CheckpointRules
    scores: ScoreRules
    pain: PainRules
    ndi: NdiRules
    psfs: PsfsRules
    rom: RomRules
    groc: GrocRules
    referral: ReferralRules
    appointment: AppointmentRules
    forecast: ForecastRules
    table: Mapping[str, ConditionRules]
    sources: Mapping[str, str]
    bases: Mapping[str, str]
    citations: Mapping[str, str]

    def conditions(self) -> tuple[str, ...]:
        """The codes of the conditions the protocol names, neck pain first, a clinic's own last."""
        return tuple(self.table)

    def of_condition(self, condition: str) -> ConditionRules:
        """What holds for a condition; one the protocol does not name is read by the neck pain table."""
        return self.table.get(condition) or self.table[FALLBACK_CONDITION]

    def label(self, condition: str) -> str:
        """What people call a condition; of one the protocol does not name, its code in words."""
        known = self.table.get(condition)
        return known.label if known is not None else words_of(condition)

    def ranges(self, condition: str) -> Ranges:
        """The expected visits of a condition by duration, then severity."""
        return self.of_condition(condition).ranges

    def function_of(self, condition: str) -> FunctionRules:
        """The function questionnaire of a condition, with its thresholds."""
        # Asked several times for each course: one step fewer.
        return (self.table.get(condition) or self.table[FALLBACK_CONDITION]).function

    def motion_of(self, condition: str) -> Mapping[str, float]:
        """The directions in which a condition's motion is measured, with the normal degrees of each."""
        return self.of_condition(condition).motion

    def in_force(self) -> tuple[Threshold, ...]:
        """Every value in force, in the order of the file, for a person who asks why."""
        rows = []
        for key, source in self.sources.items():
            value: object = self
            if key.startswith("conditions."):
                _, condition, rest = key.split(".", 2)
                value = self.table[condition].at(rest)
            else:
                for part in key.split("."):
                    value = getattr(value, part)
            rows.append(Threshold(key, value, self.bases[key], source))
        return tuple(rows)
