"""Visits recorded, put right and taken off, and scores filled in, from the command line, on the sample clinic."""

import io
import json
import sys
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from db.audit import Actor
from db.writing import Writer
from tests.cli.conftest import DAY
from tests.cli.counter import Cli
from tests.conftest import NOW_UTC

VISIT = {
    "id", "number", "at", "practitioner", "nprs", "function_percent", "psfs", "rom_degrees", "groc", "points",
    "techniques", "minutes", "response", "adverse", "advice_given", "note", "acknowledged", "corrected",
}  # fmt: skip
SEEN = "--seen-cautions"
NASTY = "slept \x1b]52;c;eA\x07b\x9b31m\u202eless\nat night"
NASTY_KEPT = "slept ]52;c;eAb31mless at night"


def _visits(cli: Cli, patient: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cli.json("chart", patient)["visits"]
    return found


def _cautions(cli: Cli, patient: int, cautions: str) -> None:
    with dbapi2.connect(str(cli.path)) as connection:
        connection.execute("update patient set cautions = ? where id = ?", (cautions, patient))


def test_a_visit_is_recorded_with_everything_and_completes_the_appointment(cli: Cli) -> None:
    said = cli.said(
        "visit", "add", "pt2", "--pain", 4, "--ndi", 36, "--psfs", "reading 4, driving 6, lifting 3", "--groc", 3,
        "--motion", "rl 60 rr 45", "--points", "gb20 gb10l si3", "--techniques", "gua sha,cupping", "--minutes", 25,
        "--response", "looser", "--adverse", "a small bruise", "--advice", "heat", "--note", NASTY,
    )  # fmt: skip
    assert said == "Visit 2 of 5-8 of 渡辺 零 is recorded. Too early: continue."
    made = _visits(cli, "pt2")[-1]
    assert set(made) == VISIT
    assert (made["number"], made["at"], made["practitioner"]) == (2, f"{DAY} 15:00", "Kim Soto")
    assert (made["nprs"], made["function_percent"], made["groc"], made["minutes"]) == (4, 36, 3, 25)
    assert made["psfs"] == pytest.approx(13 / 3)
    assert made["points"] == [
        {"point": "GB20", "side": "both"}, {"point": "GB10", "side": "left"}, {"point": "SI3", "side": "both"},
    ]  # fmt: skip
    assert (made["techniques"], made["acknowledged"]) == (["gua_sha", "cupping"], [])
    assert (made["response"], made["adverse"], made["advice_given"]) == ("looser", "a small bruise", "heat")
    assert made["note"] == NASTY_KEPT
    assert [one["status"] for one in cli.on(DAY) if one["patient_id"] == 2] == ["completed"]
    assert cli.json("undo")["undone"]["label"] == "record visit"
    assert [one["status"] for one in cli.on(DAY) if one["patient_id"] == 2] == ["booked"]
    assert len(_visits(cli, "pt2")) == 1


def test_json_answers_with_the_visit_and_what_follows(cli: Cli) -> None:
    told = cli.json("visit", "add", "pt2", "--pain", "7,5,9")
    assert set(told) == {"visit", "assessment"}
    assert told["visit"] == _visits(cli, "pt2")[-1]
    assert (told["assessment"]["visits_done"], told["visit"]["nprs"]) == (2, 7)


def test_three_ratings_make_the_baseline_of_a_first_visit(cli: Cli) -> None:
    cli.said("course", "open", "pt3")
    assert cli.json("visit", "add", "pt3", "--pain", "7,5,8")["visit"]["nprs"] == pytest.approx(20 / 3)


def test_the_last_treatment_is_carried_over_and_changed(cli: Cli) -> None:
    last = _visits(cli, "pt2")[-1]
    assert [one["point"] for one in last["points"]] == ["BL10", "SI14", "TE15", "GB39", "LU7"]
    made = cli.json("visit", "add", "pt2", "--pain", 4, "--as-last", "--points=-si14 -te15 li4l")["visit"]
    assert [one["point"] for one in made["points"]] == ["BL10", "GB39", "LU7", "LI4"]
    assert made["techniques"] == last["techniques"] == ["gua_sha"]
    cli.said("undo")
    assert cli.json("visit", "add", "pt2", "--as-last", "--techniques", "manual", SEEN)["visit"]["techniques"] == [
        "manual"
    ]


def test_nothing_is_carried_over_where_nothing_was_done_before(cli: Cli) -> None:
    cli.said("course", "open", "pt3")
    assert "has a treatment to carry over. Nothing was saved." in cli.refused(65, "visit", "add", "pt3", "--as-last")


def test_a_visit_of_another_day_and_time_is_of_then(cli: Cli) -> None:
    made = cli.json("visit", "add", "pt2", "--date", "2026-11-18", "--time", "09:15", "--pain", 5)["visit"]
    assert (made["at"], made["number"]) == ("2026-11-18 09:15", 2)
    assert [one["status"] for one in cli.on(DAY) if one["patient_id"] == 2] == ["booked"]
    for day, why in (("2026-11-21", "still to come"), ("2026-11-01", "was opened on")):
        assert why in cli.refused(65, "visit", "add", "pt2", "--date", day, "--pain", 5)


def test_of_the_appointments_only_the_one_at_the_named_time_is_completed(cli: Cli) -> None:
    made = cli.json("visit", "add", "pt2", "--time", "10:05", "--pain", 5)["visit"]
    assert made["at"] == f"{DAY} 10:05"
    assert [one["status"] for one in cli.on(DAY) if one["patient_id"] == 2] == ["booked"]
    assert cli.json("visit", "add", "pt2", "--time", "15:00", "--pain", 4)["visit"]["at"] == f"{DAY} 15:00"
    assert [one["status"] for one in cli.on(DAY) if one["patient_id"] == 2] == ["completed"]


def test_every_unknown_point_is_named_and_nothing_saved(cli: Cli) -> None:
    told = cli.refused(65, "visit", "add", "pt2", "--pain", 4, "--points", "gb20 zz9 gb99 gb21")
    assert "“zz9”: no channel" in told and "“gb99”: GB ends at GB44" in told and "Nothing was saved." in told
    assert len(_visits(cli, "pt2")) == 1


@pytest.mark.parametrize(
    ("argv", "code", "why"),
    [
        (("--pain", "11"), 65, "Pain is “11”, and must be a whole number from 0 to 10"),
        (("--pain", "4.5"), 65, "type a whole number"),
        (("--pain", "4,5"), 65, "one number, or three"),
        (("--ndi", "nan"), 65, "no number"),
        (("--ndi", "101"), 65, "NDI is 101, and must be"),
        (("--psfs", "reading 4"), 65, "three to five"),
        (("--psfs", "4 5 6"), 65, "none is on record yet"),
        (("--motion", "up 40"), 65, "no direction"),
        (("--motion", "rl 999"), 65, "rotation left is 999"),
        (("--groc", "8"), 65, "global rating of change is 8"),
        (("--techniques", "magic"), 65, "must be one of gua_sha"),
        (("--minutes", "900"), 65, "from 1 to 240"),
        (("--answers", "3,2"), 65, "10 in number"),
        (("--answers", "3,2,x"), 2, "'x' is no answer"),
        (("--answers", "3,2", "--ndi", "4"), 2, "not allowed with"),
        (("--pain", "4", "--time", "24:00"), 2, "next day's 00:00"),
        (("--note", "x" * 30_000), 65, "characters"),
        (("--pain", "4", "--practitioner", "Nobody"), 65, "nobody on staff called “Nobody”: "),
        (("--pain", "4", "--course", "c1"), 65, "This patient has no course"),
        ((), 2, "say what was measured"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason_and_nothing_is_saved(
    cli: Cli, argv: tuple[str, ...], code: int, why: str
) -> None:
    assert why in cli.refused(code, "visit", "add", "pt2", *argv)
    assert len(_visits(cli, "pt2")) == 1
    assert [one["status"] for one in cli.on(DAY) if one["patient_id"] == 2] == ["booked"]


def test_cautions_are_named_and_must_have_been_seen(cli: Cli) -> None:
    _cautions(cli, 2, "anticoagulant;pregnancy")
    argv = ("visit", "add", "pt2", "--pain", 4, "--points", "gb21 li4 st36", "--techniques", "cupping")
    told = cli.refused(65, *argv)
    for words in ("GB21: the pleura", "Anticoagulant and cupping", "Pregnancy and LI4", "--seen-cautions"):
        assert words in told
    assert "ST36" not in told and len(_visits(cli, "pt2")) == 1
    made = cli.json(*argv, SEEN)["visit"]
    assert made["acknowledged"] == ["pleura:GB21", "anticoagulant:cupping", "pregnancy:GB21", "pregnancy:LI4"]


def test_a_visit_is_recorded_once(cli: Cli) -> None:
    cli.said("visit", "add", "pt2", "--pain", 4)
    with Writer(cli.path) as writer, writer.unit(Actor(4, "Kim Soto"), NOW_UTC + 60) as unit:
        unit.audit("recorded", "visit", _last_id(cli), 2)
    told = cli.refused(75, "visit", "add", "pt2", "--pain", 6)
    assert "has a visit recorded on 2026-11-20 already: Kim Soto at 10:41" in told
    assert _visits(cli, "pt2")[-1]["nprs"] == 4


def _last_id(cli: Cli) -> int:
    return int(_visits(cli, "pt2")[-1]["id"])


def test_a_note_may_come_by_standard_input(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\ufeffschläft\nbesser \x1b[1m".encode())))
    assert cli.json("visit", "add", "pt2", "--pain", 4, "--note", "-")["visit"]["note"] == "schläft besser [1m"
    cli.said("undo")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe")))
    assert "is not UTF-8 text. Nothing was saved." in cli.refused(65, "visit", "add", "pt2", "--note", "-")


def test_function_is_the_questionnaire_of_the_complaint(cli: Cli) -> None:
    assert "Give it with --function." in cli.refused(65, "visit", "add", "pt91", "--ndi", 30)
    assert cli.json("visit", "add", "pt91", "--function", 30)["visit"]["function_percent"] == 30
    code, _, err = cli("chart", "pt91")
    assert (code, err) == (0, "")


def test_answers_are_scored_and_kept_until_a_percentage_takes_their_place(cli: Cli) -> None:
    made = cli.json("visit", "add", "pt2", "--answers=-,2,2,2,2,2,2,2,2,3")["visit"]
    assert made["function_percent"] == pytest.approx(100 * 19 / 45)
    said = cli.said("visit", "correct", "pt2", 2, "--answers", "0,0,-,-,-,2,2,2,2,2", "--reason", "misread")
    assert "the NDI is not scorable, 3 answers are missing" in said
    assert (
        cli.json("visit", "correct", "pt2", 2, "--ndi", 40, "--reason", "from paper")["visit"]["function_percent"] == 40
    )
    changes = [one["field"] for one in cli.json("chart", "pt2")["corrections"]]
    assert changes.count("function") == 2 and "ndi_percent" in changes


def test_a_visit_is_put_right_with_a_reason_and_what_stood_there_stays(cli: Cli) -> None:
    before = cli.json("visit", "add", "pt2", "--pain", "4", "--motion", "rl 60 rr 45", "--note", "stiff")["visit"]
    again = ("visit", "correct", "pt2", 2, "--pain", "3", "--motion", "rr 50", "--note", "")
    assert "set with a reason" in cli.refused(65, *again)
    mended = cli.json(*again, "--reason", "misheard")["visit"]
    assert (mended["nprs"], mended["note"]) == (3, None)
    assert mended | {"nprs": 4, "note": "stiff", "corrected": 0, "rom_degrees": before["rom_degrees"]} == before
    changes = {one["field"]: (one["was"], one["now"]) for one in cli.json("chart", "pt2")["corrections"]}
    assert changes["nprs"] == ("4", "3") and changes["note"] == ("stiff", "")
    assert {tuple(json.loads(text).items()) for text in changes["motion"]} == {
        (("rotation_left", 60), ("rotation_right", 45)), (("rotation_left", 60), ("rotation_right", 50)),
    }  # fmt: skip
    assert cli.json("undo")["undone"]["label"] == "correct visit"
    assert _visits(cli, "pt2")[-1] == before


def test_filling_an_empty_field_needs_no_reason_and_touches_nothing_else(cli: Cli) -> None:
    first = _visits(cli, "pt2")[0]
    assert "SI14" in {one["point"] for one in first["points"]} and first["acknowledged"] == []
    mended = cli.json("visit", "correct", "pt2", 1, "--note", "kept warm")["visit"]
    # Nobody has said to have seen the cautions of that treatment.
    assert mended == first | {"note": "kept warm"}
    assert "nothing was changed" in cli.said("visit", "correct", "pt2", 1, "--note", "kept warm")


def test_another_treatment_asks_for_its_cautions_too(cli: Cli) -> None:
    again = ("visit", "correct", "pt2", 1, "--points", "gb21 bl10", "--reason", "typed wrongly")
    assert "GB21: the pleura" in cli.refused(65, *again)
    assert cli.json(*again, SEEN)["visit"]["acknowledged"] == ["pleura:GB21"]
    # Once seen it is not asked for again.
    assert cli.json(*again[:-3], "gb21 bl11l gb20", "--reason", "x", SEEN)["visit"]["acknowledged"] == [
        "pleura:GB21", "pleura:BL11",
    ]  # fmt: skip
    cli.said(*again[:-3], "gb21 bl11", "--reason", "both sides")


def test_a_visit_that_is_not_there_is_not_put_right(cli: Cli) -> None:
    assert "has no visit 9 in this course" in cli.refused(65, "visit", "correct", "pt2", 9, "--pain", 3)
    assert "at 08:00" in cli.refused(65, "visit", "void", "pt2", 1, "--time", "08:00", "--reason", "x")
    assert cli.refused(2, "visit", "correct", "pt2", "first", "--pain", 3)
    assert "say what is to be put right" in cli.refused(2, "visit", "correct", "pt2", 1)


def test_of_two_visits_on_one_day_one_is_named(cli: Cli) -> None:
    cli.said("visit", "add", "pt2", "--time", "09:00", "--pain", 5)
    cli.said("visit", "add", "pt2", "--time", "10:00", "--pain", 4)
    assert "visits at 09:00 and 10:00" in cli.refused(65, "visit", "correct", "pt2", 2, "--note", "x")
    assert cli.json("visit", "correct", "pt2", 2, "--time", "09:00", "--note", "x")["visit"]["nprs"] == 5


def test_a_visit_is_taken_off_with_a_reason(cli: Cli) -> None:
    cli.said("visit", "add", "pt2", "--pain", 4)
    assert cli.refused(2, "visit", "void", "pt2", 2)
    assert "with a reason" in cli.refused(65, "visit", "void", "pt2", 2, "--reason", " ")
    gone = cli.json("visit", "void", "pt2", 2, "--reason", "another patient")
    assert (gone["visit"], gone["assessment"]["visits_done"]) == (None, 1)
    assert cli.json("undo")["undone"]["label"] == "take visit off"
    assert len(_visits(cli, "pt2")) == 2


def test_a_score_fills_todays_visit_and_replaces_nothing_without_a_reason(cli: Cli) -> None:
    assert "has no visit recorded on 2026-11-20. The newest one is visit 1" in cli.refused(
        65, "score", "add", "pt2", "--pain", 3
    )
    cli.said("visit", "add", "pt2", "--note", "in a hurry")
    assert cli.json("score", "add", "pt2", "--pain", 3)["visit"]["nprs"] == 3
    assert "Another pain is set with a reason" in cli.refused(65, "score", "add", "pt2", "--pain", 2)
    made = cli.json("score", "add", "pt2", "--pain", 2, "--groc", 2, "--reason", "misheard")["visit"]
    assert (made["nprs"], made["groc"], made["note"], made["corrected"]) == (2, 2, "in a hurry", 1)
    assert [cli.json("undo")["undone"]["label"] for _ in range(3)] == ["correct visit"] * 2 + ["record visit"]


def test_a_score_fills_the_visit_that_is_named(cli: Cli) -> None:
    assert cli.json("score", "add", "pt2", "--visit", 1, "--groc", 1)["visit"]["number"] == 1
    told = cli.json("score", "add", "pt2", "--date", "2026-11-17", "--psfs", "4.5")["visit"]
    assert (told["psfs"], told["groc"], told["nprs"]) == (4.5, 1, 5)
    assert "at least one score" in cli.refused(2, "score", "add", "pt2", "--visit", 1)
    assert cli.refused(2, "score", "add", "pt2", "--visit", 1, "--date", DAY, "--pain", 1)


def test_a_second_visit_of_the_day_gets_the_score_it_lacks(cli: Cli) -> None:
    cli.said("visit", "add", "pt2", "--time", "09:00", "--note", "first")
    cli.said("visit", "add", "pt2", "--time", "10:00", "--pain", 4)
    assert cli.json("score", "add", "pt2", "--pain", 5)["visit"]["note"] == "first"
