"""Points as they are typed: read, shown, completed, stored, and where they lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.chart import SIDES, Needle
from care.points import CHANNEL_MAXIMA, EXTRA_MAXIMA
from care.typed_points import (
    USUAL_DISTAL,
    USUAL_LOCAL,
    Typed,
    complete,
    parse,
    parse_stored,
    shown,
    stored,
    zone,
)

EVERY_POINT = [f"{channel}{number}" for channel, last in (CHANNEL_MAXIMA | EXTRA_MAXIMA).items()
               for number in range(1, last + 1)]  # fmt: skip

needles = st.lists(
    st.builds(Needle, st.sampled_from(EVERY_POINT), st.sampled_from(SIDES)),
    max_size=30,
    unique_by=lambda one: one.point,
).map(tuple)


def read(text):
    """A line of points read without a word left over, as it is shown."""
    typed = parse(text)
    assert typed.unknown == ()
    return shown(typed.needles)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("gb20 gb21l si3", "GB20 GB21L SI3"),
        ("GB20,SI3;LI4 , ; TE5", "GB20 SI3 LI4 TE5"),
        ("ub10 sj5 du14 ren4 lv3", "BL10 TE5 GV14 CV4 LR3"),
        ("du 14 gb 20 UB 10 l", "GV14 GB20 BL10L"),
        ("ex-hn15 exhn14 ex hn 13 ex-hn 12", "EX-HN15 EX-HN14 EX-HN13 EX-HN12"),
        ("ex hn11 exb 2 ex ue8r", "EX-HN11 EX-B2 EX-UE8R"),
        ("gb20 left gb21 RIGHT si3 both li4 l te5 r lu7 b", "GB20L GB21R SI3 LI4L TE5R LU7"),
        ("gb20left gb21-r si3:both ex-b2b lr3l lr4r", "GB20L GB21R SI3 EX-B2 LR3L LR4R"),
        ("ＧＢ２０、ＳＩ３", "GB20 SI3"),
        ("gb20\tgb21\nsi3", "GB20 GB21 SI3"),
        ("gb 20l bl 10 right", "GB20L BL10R"),
        ("", ""),
    ],
)  # fmt: skip
def test_words_become_needles_in_the_order_typed(typed, means):
    assert read(typed) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("gb20 si3 gb20l", "GB20L SI3"),
        ("gb20l gb20r", "GB20R"),
        ("gb20l gb20", "GB20"),
        ("ub10 bl10", "BL10"),
    ],
)
def test_a_point_typed_twice_is_one_needle_with_the_later_side(typed, means):
    assert read(typed) == means


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("gb20 gb21 -gb21", "GB20"),
        ("gb20 du 14 - du 14", "GB20"),
        ("gb21 −gb 21", ""),
        ("gb21 -gb21 gb21", "GB21"),
        ("gb21 -gb21l", "GB21R"),
        ("gb21 -gb21 right", "GB21L"),
        ("gb21l -gb21l", ""),
        ("gb21l -gb21", ""),
    ],
)
def test_a_minus_takes_a_point_or_one_of_its_sides_out_again(typed, means):
    assert read(typed) == means


@pytest.mark.parametrize(
    ("typed", "means", "unknown"),
    [
        ("gb20 gbb si3", "GB20 SI3", [("gbb", "not a point")]),
        ("gb45", "", [("gb45", "GB ends at GB44")]),
        ("xy3 gb20", "GB20", [("xy3", "no channel is called XY")]),
        ("gb 45 left si3", "SI3", [("gb 45 left", "GB ends at GB44")]),
        ("left gb20", "GB20", [("left", "not a point")]),
        ("gb20,21", "GB20", [("21", "not a point")]),
        ("gb20/21", "", [("gb20/21", "not a point")]),
        ("-gb21 gb20", "GB20", [("-gb21", "GB21 is not among the points before it")]),
        ("gb21r -gb21l", "GB21R", [("-gb21l", "GB21 is needled on the right only")]),
        ("gb", "", [("gb", "not a point")]),
        ("ex", "", [("ex", "not a point")]),
        ("ex gb20", "GB20", [("ex", "not a point")]),
        ("-", "", [("-", "not a point")]),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_reason_and_the_rest_is_read(typed, means, unknown):
    found = parse(typed)
    assert shown(found.needles) == means
    assert [word for word, _ in found.unknown] == [word for word, _ in unknown]
    for (_, why), (_, start) in zip(found.unknown, unknown, strict=True):
        assert why.startswith(start)


@given(needles)
def test_what_is_shown_reads_back_the_same(given_needles):
    assert parse(shown(given_needles)) == Typed(given_needles)


@given(needles)
def test_what_is_stored_comes_back_the_same(given_needles):
    assert parse_stored(*stored(given_needles)) == given_needles


PIECES = ["gb20", "-", "-gb20l", "du", "14", "ex", "hn", "15", "l", "b", "2", "zz"]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_any_text_is_read_and_each_point_is_there_once(text):
    found = parse(text)
    assert len({one.point for one in found.needles}) == len(found.needles)
    assert all(word and why for word, why in found.unknown)
    assert all(one.side in SIDES and one.point in EVERY_POINT for one in found.needles)
    complete(text)


@given(st.lists(st.sampled_from(["gb20", "SI3l", "xx", "gb99", "-bl10", "20", "left", "ex", "du"]), max_size=10))
def test_no_word_is_lost(words):
    """Each word is part of a needle that was typed, or comes back."""
    found = parse(" ".join(words))
    told = " ".join(word for word, _ in found.unknown).split()
    assert all(told.count(word) >= 1 for word in words if word in ("xx", "gb99"))
    assert ("gb20" in words) == any(one.point == "GB20" for one in found.needles)


def test_the_columns_hold_points_and_only_the_sides_that_are_not_both():
    assert stored((Needle("GB20", "left"), Needle("SI3"), Needle("EX-HN15", "right"))) == (
        "GB20;SI3;EX-HN15",
        "GB20:left;EX-HN15:right",
    )
    assert stored(()) == ("", "")


def test_a_stored_side_without_its_point_or_of_no_known_word_is_nothing():
    assert parse_stored("GB20;SI3;;GB20", "GB20:up;LI4:left;:left;x") == (Needle("GB20"), Needle("SI3"))


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("g", ("GB20", "GB21", "GV14", "GB34", "GB39", "GB1")),
        ("si3 gb2", ("GB20", "GB21", "GB22", "GB23", "GB24", "GB25")),
        ("gb20 gb2", ("GB21", "GB22", "GB23", "GB24", "GB25", "GB26")),
        ("gb20", ()),
        ("gb20 ", ()),
        ("gb20l", ()),
        ("", ()),
        ("zz", ()),
        ("du 1", ("GV14", "GV10", "GV11", "GV12", "GV13", "GV15")),
        ("gb20 du ", ("GV14", "GV1", "GV2", "GV3", "GV4", "GV5")),
        ("ub01", ("BL10", "BL11", "BL12", "BL13", "BL14", "BL15")),
        ("ex-hn", ("EX-HN15", "EX-HN1", "EX-HN2", "EX-HN3", "EX-HN4", "EX-HN5")),
        ("ex ue", ("EX-UE8", "EX-UE1", "EX-UE2", "EX-UE3", "EX-UE4", "EX-UE5")),
        ("s", ("SI13", "SI14", "SI15", "SI3", "ST36", "ST38")),
        ("gb20 gb21 si3 -g", ("-GB20", "-GB21")),
    ],
)
def test_the_unfinished_word_is_completed_usual_points_first(typed, offers):
    assert complete(typed) == offers


def test_as_many_completions_as_asked_for():
    assert complete("gb", 2) == ("GB20", "GB21")
    assert len(complete("gb", 100)) == 44


@pytest.mark.parametrize("typed", ["g", "du 1", "ex ue", "si3 bl", "t"])
def test_each_completion_is_a_point_that_can_be_typed(typed):
    assert all(parse(offer).unknown == () for offer in complete(typed, 50))


def test_the_usual_points_are_points_and_lie_where_their_list_says():
    assert {*USUAL_LOCAL, *USUAL_DISTAL} <= set(EVERY_POINT)
    assert {zone(point) for point in USUAL_LOCAL} == {"local"}
    assert {zone(point) for point in USUAL_DISTAL} == {"distal"}


@pytest.mark.parametrize(
    ("point", "where"),
    [
        ("BL12", "local"), ("BL17", "local"), ("BL18", "distal"), ("BL41", "local"), ("BL47", "distal"),
        ("SI9", "local"), ("SI8", "distal"), ("SI18", "distal"), ("GV9", "local"), ("GV8", "distal"),
        ("GV20", "distal"), ("LI18", "local"), ("LI15", "distal"), ("ST9", "local"), ("CV22", "local"),
        ("EX-HN14", "local"), ("EX-HN3", "distal"), ("EX-B1", "local"), ("EX-B3", "distal"), ("SP6", "distal"),
    ],
)  # fmt: skip
def test_other_points_are_local_on_the_neck_and_the_upper_back(point, where):
    assert zone(point) == where
