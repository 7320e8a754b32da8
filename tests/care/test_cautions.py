"""What is shown to be acknowledged before a treatment."""

import pytest

from care.cautions import PLEURA_POINTS, PREGNANCY_POINTS, bites
from care.chart import Needle
from care.course import TECHNIQUES
from care.patient import CAUTIONS
from care.points import normalise


def keys(cautions=(), points="", techniques=()):
    needles = tuple(Needle(point) for point in points.split())
    return [one.key for one in bites(tuple(cautions), needles, tuple(techniques))]


@pytest.mark.parametrize("point", ["GB21", "BL11", "BL21", "BL41", "BL50", "SI9", "SI14", "SI15", "TE15", "EX-B2"])
def test_the_pleura_lies_under_gb21_and_the_upper_back_of_everybody(point):
    assert keys((), point) == [f"pleura:{point}"]


@pytest.mark.parametrize("point", ["GB20", "BL10", "BL22", "BL51", "SI8", "SI16", "TE14", "GV14", "LI4"])
def test_the_pleura_does_not_lie_under_other_points(point):
    assert keys((), point) == []


@pytest.mark.parametrize("point", ["LI4", "SP6", "BL60", "BL67", "GB21"])
def test_points_left_out_in_pregnancy(point):
    assert f"pregnancy:{point}" in keys(["pregnancy"], point)
    assert f"pregnancy:{point}" not in keys(["pacemaker", "anticoagulant"], point)


def test_other_points_are_no_matter_in_pregnancy():
    assert keys(["pregnancy"], "LI11 SP9 BL62 GB20") == []


@pytest.mark.parametrize("code", ["anticoagulant", "bleeding_disorder"])
@pytest.mark.parametrize("technique", ["gua_sha", "cupping"])
def test_bleeding_with_gua_sha_or_cupping(code, technique):
    assert keys([code], "SI3", [technique]) == [f"{code}:{technique}"]
    assert keys(["pregnancy"], "SI3", [technique]) == []


@pytest.mark.parametrize("code", ["anticoagulant", "bleeding_disorder"])
def test_bleeding_is_no_matter_with_needles_hands_or_current(code):
    assert keys([code], "SI3 GB20", ["manual", "electro"]) == []


def test_a_pacemaker_with_electrical_stimulation_only():
    assert keys(["pacemaker"], "SI3", ["electro"]) == ["pacemaker:electro"]
    assert keys(["pacemaker"], "SI3", ["gua_sha", "cupping", "manual"]) == []
    assert keys([], "SI3", ["electro"]) == []


def test_the_most_serious_comes_first_whatever_the_order_they_were_written_in():
    found = keys(["pregnancy", "bleeding_disorder", "anticoagulant", "pacemaker"], "LI4 SI14 GB21", TECHNIQUES)
    assert found == [
        "pacemaker:electro", "pleura:SI14", "pleura:GB21", "anticoagulant:gua_sha", "anticoagulant:cupping",
        "bleeding_disorder:gua_sha", "bleeding_disorder:cupping", "pregnancy:LI4", "pregnancy:GB21",
    ]  # fmt: skip


def test_a_point_on_either_side_is_one_caution():
    assert [one.key for one in bites((), (Needle("GB21", "left"), Needle("GB21", "right")), ())] == ["pleura:GB21"]


def test_each_says_in_one_line_what_it_is_about():
    found = bites(CAUTIONS, tuple(Needle(point) for point in ("GB21", "LI4")), TECHNIQUES)
    assert {one.code for one in found} == {*CAUTIONS, "pleura"}
    assert all(one.words.endswith(".") and len(one.words) < 75 for one in found)
    assert any("15-17 mm" in one.words and one.words.startswith("GB21") for one in found)


def test_a_caution_nobody_knows_here_touches_nothing():
    assert keys(["asthma"], "LI4", TECHNIQUES) == []


def test_the_lists_hold_points_in_who_form_each_once():
    assert [normalise(point) for point in (*PLEURA_POINTS, *PREGNANCY_POINTS)] == [*PLEURA_POINTS, *PREGNANCY_POINTS]
    assert len(set(PLEURA_POINTS)) == len(PLEURA_POINTS)
