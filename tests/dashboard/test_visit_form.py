"""What is typed into the form of a visit and the visit it means, both ways; what cannot be read names its line."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.chart import SIDES, Chart, Measured, Needle, VisitEntry, VisitRecord
from care.course import TECHNIQUES
from care.measures import DIRECTIONS
from care.patient import Patient
from care.points import CHANNEL_MAXIMA
from care.protocol import parse_protocol
from care.text import tidy
from dashboard.visit_form import carried_over, cautions_of, filled, values_of
from tests.care.support import DEFAULT_TEXT, PROTOCOL

RANGES = "".join(
    f"[conditions.wrist_pain.{duration}]\nmild = [3, 4]\nmoderate = [4, 5]\nsevere = [5, 6]\n"
    for duration in ("acute", "subacute", "chronic")
)
WRIST = parse_protocol(
    DEFAULT_TEXT,
    RANGES + "[conditions.wrist_pain.motion]\nradial_lift = 20\nrotation_left = 80\nflexion = 70\nflexing = 70\n",
    "clinic.toml",
)
"""A clinic whose condition has directions that begin with the same letters as others."""


def entry(condition: str = "neck_pain", cautions: tuple[str, ...] = (), **values: Any) -> VisitEntry:
    """The visit a form means."""
    found = filled(values, cautions, WRIST if condition == "wrist_pain" else PROTOCOL, condition)
    assert found.problem is None, found.problem
    return found.entry


def trouble(condition: str = "neck_pain", **values: Any) -> tuple[str, str]:
    """The line that is in the way, and why."""
    found = filled(values, (), PROTOCOL, condition)
    assert found.problem is not None
    assert found.problem.words.endswith("Nothing was saved.")
    return found.problem


def again(one: VisitEntry, condition: str = "neck_pain", cautions: tuple[str, ...] = ()) -> VisitEntry:
    """A visit put into the form and read from it."""
    return entry(condition, cautions, **values_of(one))


class TestPain:
    @pytest.mark.parametrize(("typed", "score"), [("4", 4), ("10", 10), ("0", 0), (" 7 ", 7), ("", None)])
    def test_is_one_whole_number(self, typed: str, score: int | None) -> None:
        assert (entry(pain=typed).nprs, entry(pain=typed).measured.pain) == (score, None)

    @pytest.mark.parametrize("typed", ["7 5 9", "7,5,9", "7/5/9", "7, 5, 9", " 7  5 9"])
    def test_or_three_now_best_and_worst(self, typed: str) -> None:
        assert (entry(pain=typed).nprs, entry(pain=typed).measured.pain) == (None, (7, 5, 9))

    @pytest.mark.parametrize("typed", ["11", "-1", "x", "4.5", "7 5", "7 5 9 2", "7 5 11", "4,5", "9" * 5000])
    def test_else_the_line_is_named_with_what_was_typed(self, typed: str) -> None:
        line, words = trouble(pain=typed)
        assert (line, f"“{typed}”" in words) == ("pain", True)


class TestFunction:
    @pytest.mark.parametrize(
        ("typed", "percent"), [("36", 36), ("36%", 36), ("36 %", 36), ("36,5", 36.5), ("0", 0), ("", None)]
    )
    def test_is_a_percentage(self, typed: str, percent: float | None) -> None:
        assert entry(function=typed).ndi_percent == percent

    @pytest.mark.parametrize("condition", ["neck_pain", "low_back_pain"])
    def test_out_of_range_is_told_by_the_name_of_the_conditions_questionnaire(self, condition: str) -> None:
        short = PROTOCOL.function_of(condition).short
        assert trouble(condition, function="101") == (
            "function", f"{short} is 101, and must be a number from 0 to 100. Nothing was saved.",
        )  # fmt: skip

    @pytest.mark.parametrize("typed", ["x", "nan", "inf", "1e999", "3 6", "36 % %"])
    def test_no_number_is_told(self, typed: str) -> None:
        assert trouble(function=typed)[0] == "function"

    def test_answers_take_the_place_of_the_percentage_that_follows_from_them(self) -> None:
        answers = [1, 2, None, 0, 5, 3, 2, 1, 0, 4]
        found = entry(function="40", answers=answers)
        assert (found.ndi_percent, found.measured.function) == (None, tuple(answers))


class TestActivities:
    def test_a_number_alone_is_their_mean(self) -> None:
        assert (entry(psfs="4.5").psfs, entry(psfs="4.5").measured.activities) == (4.5, ())

    @pytest.mark.parametrize(
        "typed",
        ["reading 4, driving 6, lifting 3", "reading 4; driving 6;lifting 3,", " reading  4 ,driving 6,lifting 3"],
    )
    def test_each_is_named_with_its_rating(self, typed: str) -> None:
        assert entry(psfs=typed).measured.activities == (("reading", 4), ("driving", 6), ("lifting", 3))

    def test_names_may_hold_blanks_and_numbers(self) -> None:
        found = entry(psfs="reading in  bed 4.5, run 5 km 6, my 2 boys 3").measured.activities
        assert found == (("reading in bed", 4.5), ("run 5 km", 6), ("my 2 boys", 3))

    @pytest.mark.parametrize("typed", ["4 6 3", "4,6,3", "4, 6; 3"])
    def test_ratings_alone_go_in_the_order_of_the_known_ones(self, typed: str) -> None:
        found = entry(psfs=typed, activities=["reading", "driving", "lifting"])
        assert found.measured.activities == (("reading", 4), ("driving", 6), ("lifting", 3))
        assert found.psfs is None

    def test_a_dash_is_one_that_was_not_rated(self) -> None:
        wanted = (("reading", 4), ("driving", None), ("lifting", 3))
        assert entry(psfs="4 - 3", activities=["reading", "driving", "lifting"]).measured.activities == wanted
        assert entry(psfs="reading 4, driving -, lifting 3").measured.activities == wanted

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("4 6", "2 ratings, and the patient's activities are: reading, driving, lifting"),
            ("4 6 3 1", "4 ratings"),
            ("reading 4, driving 6", "2 activities are rated; the scale asks for three to five"),
            ("reading 4 driving 6 lifting 3", "1 activity is rated"),
            ("a 1, b 2, c 3, d 4, e 5, f 6", "6 activities are rated"),
            ("reading 4, driving, lifting 3", "“driving” has no rating"),
            ("reading 4, 6, lifting 3", "“6” has no rating"),
            ("reading 4, driving 11, lifting 3", "driving is 11, and must be a number from 0 to 10"),
            ("4 12 3", "driving is 12, and must be a number from 0 to 10"),
            ("11", "PSFS is 11, and must be a number from 0 to 10"),
            ("-", "PSFS is “-”"),
        ],
    )
    def test_else_it_is_told_what_is_wrong(self, typed: str, said: str) -> None:
        line, words = trouble(psfs=typed, activities=["reading", "driving", "lifting"])
        assert (line, said in words) == ("psfs", True), words

    def test_ratings_alone_need_activities_on_record(self) -> None:
        assert "none is on record yet; write reading 4" in trouble(psfs="4 6 3")[1]


class TestMotion:
    def test_six_numbers_go_by_the_order_of_the_neck(self) -> None:
        assert entry(motion="40 50 30, 35 60 62.5").measured.motion == tuple(
            zip(DIRECTIONS, (40, 50, 30, 35, 60, 62.5), strict=True)
        )

    @pytest.mark.parametrize("typed", ["rl 60 rr 45", "rr 45, rl 60", "RL=60 RR=45", "rotation_left 60 rr 45"])
    def test_or_each_by_its_letters_in_any_order(self, typed: str) -> None:
        assert entry(motion=typed).measured.motion == (("rotation_left", 60), ("rotation_right", 45))

    def test_another_condition_has_its_own(self) -> None:
        typed = "ab 90 er 45 ir 50 fl 120 ex 40"
        assert dict(entry("shoulder_pain", motion=typed).measured.motion) == {
            "flexion": 120, "extension": 40, "abduction": 90, "internal_rotation": 50, "external_rotation": 45,
        }  # fmt: skip
        assert "“rl 60” is no direction with its degrees: fl flexion" in trouble("shoulder_pain", motion="rl 60")[1]
        assert "asked for are 5: flexion, extension, abduction" in trouble("shoulder_pain", motion="1 2 3 4 5 6")[1]

    def test_letters_that_two_directions_share_stand_for_that_of_the_neck_and_the_other_goes_by_its_name(self) -> None:
        assert entry("wrist_pain", motion="rl 60 fl 50").measured.motion == (("rotation_left", 60), ("flexion", 50))
        found = entry("wrist_pain", motion="radial_lift 15 flexing 60").measured.motion
        assert found == (("radial_lift", 15), ("flexing", 60))
        problem = filled({"motion": "zz 1"}, (), WRIST, "wrist_pain").problem
        assert problem is not None
        assert "rl rotation left, fl flexion, radial_lift radial lift, flexing flexing." in problem.words

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("40 50", "2 numbers, and asked for are 6: flexion, extension, lateral flexion left"),
            ("rl 60 rr", "“rr” is no direction with its degrees"),
            ("rl x", "“rl x” is no direction with its degrees: fl flexion, ex extension, ll lateral flexion left"),
            ("xx 60", "“xx 60”"),
            ("rl 181", "rotation left is 181, and must be a number from 0 to 180"),
            ("rl -5", "“rl -5”"),
        ],
    )
    def test_else_it_is_told_what_may_stand_there(self, typed: str, said: str) -> None:
        line, words = trouble(motion=typed)
        assert (line, said in words) == ("motion", True), words


class TestOtherNumbers:
    @pytest.mark.parametrize(("typed", "score"), [("-3", -3), ("+3", 3), ("0", 0), ("", None)])
    def test_a_global_rating_may_have_its_sign(self, typed: str, score: int | None) -> None:
        assert entry(groc=typed).groc == score

    @pytest.mark.parametrize("typed", ["8", "-8", "1.5", "x"])
    def test_a_global_rating_is_a_whole_number_from_minus_to_plus_seven(self, typed: str) -> None:
        assert trouble(groc=typed)[0] == "groc"

    @pytest.mark.parametrize(("typed", "minutes"), [("1", 1), ("25", 25), ("240", 240), (" ", None)])
    def test_minutes(self, typed: str, minutes: int | None) -> None:
        assert entry(minutes=typed).minutes == minutes

    @pytest.mark.parametrize("typed", ["0", "241", "2.5", "x", "-5", "٢٥"])
    def test_minutes_that_cannot_be(self, typed: str) -> None:
        line, words = trouble(minutes=typed)
        assert (line, words.startswith(f"Minutes are “{typed}”, and must be a whole number from 1 to 240")) == (
            "minutes", True,
        )  # fmt: skip


class TestPoints:
    def test_sides_are_read(self) -> None:
        found = entry(points="gb20 gb21l si3 right, ub10").needles
        assert found == (Needle("GB20"), Needle("GB21", "left"), Needle("SI3", "right"), Needle("BL10"))

    @pytest.mark.parametrize(
        ("typed", "word", "why"),
        [
            ("gb20 gb99", "gb99", "GB ends at GB44"),
            ("gb20 -xx9", "-xx9", "no channel is called XX"),
            ("neck", "neck", "not a point"),
            ("gb21r -gb21l", "-gb21l", "GB21 is needled on the right only"),
            ("-gb21 gb21", "-gb21", "not among the points before it"),
            ("--gb21", "--gb21", ""),
        ],
    )
    def test_what_cannot_be_read_is_named(self, typed: str, word: str, why: str) -> None:
        line, words = trouble(points=typed)
        assert (line, f"“{word}” in the points: " in words, why in words) == ("points", True, True), words

    def test_one_is_taken_out_again_or_on_one_side_only(self) -> None:
        assert entry(points="gb20 gb21 si3 -gb21 -si3l").needles == (Needle("GB20"), Needle("SI3", "right"))

    @pytest.mark.parametrize(
        "typed", ["gb20 -gb21", "gb20 - gb21", "-gb21l gb20", "gb20 -gb21 left", "gb21 gb20 -gb21 -gb21"]
    )
    def test_to_take_out_one_that_is_not_there_is_no_reason_not_to_save(self, typed: str) -> None:
        assert entry(points=typed).needles == (Needle("GB20"),)


class TestCautions:
    def test_those_the_treatment_touches_are_acknowledged(self) -> None:
        found = entry(cautions=("pregnancy",), points="gb21 li4", pain="3")
        assert found.acknowledged == ("pleura:GB21", "pregnancy:GB21", "pregnancy:LI4")
        assert [one.key for one in cautions_of({"techniques": ["electro"]}, ("pacemaker",))] == ["pacemaker:electro"]

    def test_what_was_seen_at_a_visit_stays_seen_when_the_patient_has_the_caution_no_more(self) -> None:
        one = VisitEntry(needles=(Needle("LI4"),), acknowledged=("pregnancy:LI4",))
        assert again(one) == one
        assert again(one._replace(acknowledged=()), cautions=("pregnancy",)).acknowledged == ("pregnancy:LI4",)

    def test_what_was_seen_last_time_is_not_acknowledged_for_another_treatment(self) -> None:
        last = VisitEntry(needles=(Needle("GB21"),), acknowledged=("pleura:GB21",))
        values = carried_over(_chart(last)) | {"points": "GB20"}
        assert (values["seen"], entry(**values).acknowledged) == (["pleura:GB21"], ())


def _chart(*entries: VisitEntry) -> Chart:
    records = [VisitRecord(at, 1, at, date(2026, 11, at), 540, "Dana Lee", one) for at, one in enumerate(entries, 1)]
    return Chart(Patient(1, None, "Tanaka", "Mei"), None, visits=tuple(records))


class TestCarriedOver:
    def test_the_last_treatment_stands_in_a_new_form_and_no_score_does(self) -> None:
        measured = Measured((7, 5, 9), (1,) * 10, (("reading", 4), ("driving", 6), ("lifting", 3)), (("flexion", 40),))
        first = VisitEntry(ndi_percent=20, needles=(Needle("GB20", "left"), Needle("SI3")), techniques=("cupping",),
                           note="as before", minutes=20, measured=measured)  # fmt: skip
        values = carried_over(_chart(first, VisitEntry(nprs=4, note="talked only")))
        assert values == {
            "points": "GB20L SI3", "techniques": ["cupping"], "seen": [],
            "activities": ["reading", "driving", "lifting"],
        }  # fmt: skip
        found = entry(**values, pain="3", psfs="5 6 7")
        assert found == VisitEntry(
            nprs=3, needles=first.needles, techniques=("cupping",),
            measured=Measured(activities=(("reading", 5), ("driving", 6), ("lifting", 7))),
        )  # fmt: skip

    def test_a_first_visit_begins_empty(self) -> None:
        assert carried_over(_chart()) == {}
        assert entry() == VisitEntry()


SAID = st.text(max_size=20).map(tidy)
RATING = st.integers(0, 10)
HALVES = st.integers(0, 360).map(lambda halves: halves / 2)
POINT = st.sampled_from([f"{channel}{last}" for channel, last in CHANNEL_MAXIMA.items()] + ["EX-HN15", "EX-B2"])
NEEDLES = st.dictionaries(POINT, st.sampled_from(SIDES), max_size=8).map(
    lambda sides: tuple(Needle(*one) for one in sides.items())
)
NAMES = st.lists(SAID.filter(bool) | st.sampled_from(["run 5", "4", "-", "a, b", "x; y"]), min_size=3, max_size=5,
                 unique=True)  # fmt: skip
ACTIVITIES = st.just(()) | NAMES.flatmap(
    lambda names: st.tuples(*[st.tuples(st.just(name), st.none() | RATING | st.just(4.5)) for name in names])
)
MOTION = st.dictionaries(st.sampled_from(DIRECTIONS), HALVES).map(
    lambda found: tuple((way, found[way]) for way in DIRECTIONS if way in found)
)
ANSWERS = st.just(()) | st.lists(st.none() | st.integers(0, 5), min_size=10, max_size=10).map(tuple)
MEASURED = st.builds(Measured, st.none() | st.tuples(RATING, RATING, RATING), ANSWERS, ACTIVITIES, MOTION)
ENTRY = st.builds(
    VisitEntry,
    nprs=st.none() | RATING | st.floats(0, 10),
    ndi_percent=st.none() | st.integers(0, 100) | st.floats(0, 100),
    psfs=st.none() | st.floats(0, 10),
    groc=st.none() | st.integers(-7, 7),
    needles=NEEDLES,
    techniques=st.lists(st.sampled_from(TECHNIQUES), unique=True).map(tuple),
    minutes=st.none() | st.integers(1, 240),
    response=SAID, adverse=SAID, advice_given=SAID, note=SAID,
    acknowledged=st.lists(st.sampled_from(["pregnancy:LI4", "pacemaker:electro"]), unique=True).map(tuple),
    measured=MEASURED,
)  # fmt: skip


def _without_derived(one: VisitEntry) -> VisitEntry:
    """A visit as somebody writes it down: no score beside the answers it follows from."""
    measured = one.measured
    return one._replace(
        nprs=None if measured.pain else one.nprs,
        ndi_percent=None if measured.function else one.ndi_percent,
        psfs=None if measured.activities else one.psfs,
    )


@given(ENTRY)
def test_a_recorded_visit_that_is_only_looked_at_stays_the_same(one: VisitEntry) -> None:
    pleura = tuple(key.key for key in cautions_of(values_of(one), ()) if key.key not in one.acknowledged)
    assert again(one) == _without_derived(one)._replace(acknowledged=(*one.acknowledged, *pleura))


@pytest.mark.parametrize("condition", ["shoulder_pain", "wrist_pain"])
def test_motion_of_another_condition_comes_back_too(condition: str) -> None:
    ways = (WRIST if condition == "wrist_pain" else PROTOCOL).motion_of(condition)
    one = VisitEntry(measured=Measured(motion=tuple((way, 10.0 + at) for at, way in enumerate(ways))))
    assert again(one, condition) == one


def test_a_mean_that_was_typed_over_is_what_was_typed() -> None:
    one = VisitEntry(nprs=17 / 3, ndi_percent=100 / 3, psfs=13 / 3)
    values = values_of(one)
    assert (values["pain"], values["function"], values["psfs"]) == ("5.66667", "33.3333", "4.33333")
    found = entry(**values | {"pain": "6", "function": "33", "psfs": "4"})
    assert (found.nprs, found.ndi_percent, found.psfs) == (6, 33, 4)
    assert filled(values | {"pain": "5.66"}, (), PROTOCOL, "neck_pain").problem is not None
