"""One line of a clinic's protocol file set and taken out again: what people wrote there stays."""

import tomllib
from datetime import date

import pytest

from care.forecast_priors import OwnPriors
from care.outcome_ranges import Cell, OwnRange
from care.priors import Figures, OwnRecord, Priors
from care.protocol import ProtocolError, parse_protocol
from care.protocol_edit import NotEditable, taken, with_priors, with_range, without
from tests.care.support import DEFAULT_TEXT

ON = date(2026, 11, 20)
CELL = Cell("neck_pain", "chronic", "moderate")


def own(low: int = 7, high: int = 11) -> OwnRange:
    return OwnRange("neck_pain", "chronic", "moderate", (8, 12), True, 63, 41, (low, high), True)


WRITTEN = """# ours, since June
[pain]
mcid_points = 2.5  # agreed

[conditions.neck_pain.chronic]
# severe takes longer here
severe = [10, 14]
moderate = [8, 14]        # agreed in June
mild = [
  6,   # first
  10,
]

[ndi]
mcid_points = 15
"""


def in_force(text: str) -> tuple[int, int]:
    return parse_protocol(DEFAULT_TEXT, text).ranges("neck_pain")["chronic"]["moderate"]


def test_a_line_that_stands_there_is_replaced_and_everything_else_stays() -> None:
    made = with_range(WRITTEN, own(), ON)
    line = (
        "moderate = [7, 11]  # our record on 2026-11-20: 41 of 63 closed resolved (53-76 %), the middle half of them "
        "in 7-11 visits"
    )
    old = "moderate = [8, 14]        # agreed in June"
    assert made == WRITTEN.replace(old, f"# was: {old}\n{line}")
    assert in_force(made) == (7, 11) and taken(made) == (CELL,)


def test_taking_again_replaces_the_line_and_keeps_what_stood_there_first() -> None:
    again = with_range(with_range(WRITTEN, own(), ON), own(6, 9), date(2027, 1, 2))
    assert again.count("\nmoderate = ") == 1 and again.count("# was: ") == 1 and in_force(again) == (6, 9)
    assert without(again, CELL) == WRITTEN


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        WRITTEN.replace("\n", "\r\n"),
        WRITTEN.replace("moderate = [8, 14]        # agreed in June\n", ""),
        "[conditions.neck_pain.chronic]\n# nothing yet\n",
        "[conditions.neck_pain]\nchronic.severe = [10, 14]\n\n[pain]\nmcid_points = 2.5\n",
        "conditions.neck_pain.chronic.moderate = [\n  8,\n  14, # wide\n]\npain.mcid_points = 2.5\n",
        '[conditions."neck_pain" . chronic ] # quoted\nsevere = [10, 14]\n',
        '[citations]\n"June" = """\n[conditions.neck_pain.chronic]\nmoderate = [1, 2]\n"""\n',
        "[conditions.neck_pain]\nchronic = { moderate = [8, 14] }\n",
        "[pain]\nmcid_points = 2.5\n",
    ],
    ids=[
        "replaced", "crlf", "added", "only a heading", "dotted", "several lines", "quoted", "text like a heading",
        "inline", "another table",
    ],
)  # fmt: skip
def test_taken_and_given_back_is_the_same_text(text: str) -> None:
    made = with_range(text, own(), ON)
    assert in_force(made) == (7, 11)
    assert [line for line in text.split("\n") if line.strip() and line.rstrip("\r") not in made] == []
    assert ("\r\n" in made) == ("\r\n" in text) and made.count("\r\n") in (0, made.count("\n"))
    assert without(made, CELL) == text


def test_an_empty_file_gets_a_heading_and_says_where_to_read_on() -> None:
    made = with_range("", own(), ON)
    assert made.startswith("# The clinic's own numbers.") and in_force(made) == (7, 11)
    back = without(made, CELL)
    assert back is not None and tomllib.loads(back) == {}


def test_a_second_range_of_the_same_table_goes_below_the_first() -> None:
    both = with_range(with_range("", own(), ON), own()._replace(severity="severe"), ON)
    assert both.count("[conditions.neck_pain.chronic]") == 1 and len(taken(both)) == 2
    left = without(both, CELL)
    assert left is not None and taken(left) == (Cell("neck_pain", "chronic", "severe"),)
    assert left.count("[conditions.neck_pain.chronic]") == 1


@pytest.mark.parametrize(
    "text", ["", WRITTEN, "[conditions.neck_pain.chronic]\nmoderate = [7, 11]  # our record: 63\n"]
)
def test_what_somebody_wrote_is_not_given_back(text: str) -> None:
    assert without(text, CELL) is None and taken(text) == ()


def test_a_table_written_in_braces_is_refused() -> None:
    with pytest.raises(NotEditable, match="without touching another"):
        with_range("[conditions.neck_pain]\nchronic = { mild = [5, 9], severe = [10, 14] }\n", own(), ON)


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(NotEditable):
        with_range("[pain\nmcid_points = 2.5\n", own(), ON)
    assert taken("[pain\n") == ()


# The forecast's figures

FITTED = Priors(0.31, 0.2, 0.27, 0.6, 0.84)
PUBLISHED = parse_protocol(DEFAULT_TEXT).forecast


@pytest.mark.parametrize("text", ["", WRITTEN, "[forecast]\n# ours\nacute.rate = 0.5\n", WRITTEN.replace("\n", "\r\n")])
def test_the_forecasts_figures_are_one_line_with_their_day_and_are_given_back(text: str) -> None:
    made = with_priors(text, OwnPriors("chronic", 63, FITTED, PUBLISHED.chronic), ON)
    now = parse_protocol(DEFAULT_TEXT, made, "ours.toml")
    assert now.forecast.chronic == FITTED._replace(record=OwnRecord(63, ON))
    assert now.forecast.subacute == PUBLISHED.subacute and now.sources["forecast.chronic.rate"] == "ours.toml"
    assert "  # our record on 2026-11-20: 63 closed courses" in made and Figures("chronic") in taken(made)
    again = with_priors(made, OwnPriors("chronic", 70, FITTED, PUBLISHED.chronic), date(2027, 1, 2))
    assert again.count("courses = ") == 1 and "courses = 70, taken_on = 2027-01-02" in again
    back = without(again, Figures("chronic"))
    assert back is not None and taken(back) == () and back.strip() == (text.strip() or back.strip())
    assert parse_protocol(DEFAULT_TEXT, back).forecast.chronic == PUBLISHED.chronic


def test_figures_somebody_wrote_in_a_table_of_their_own_are_not_touched() -> None:
    by_hand = "[forecast.chronic]\nrate = 0.2\n"
    with pytest.raises(NotEditable):
        with_priors(by_hand, OwnPriors("chronic", 63, FITTED, PUBLISHED.chronic), ON)
    assert without(by_hand, Figures("chronic")) is None
    assert parse_protocol(DEFAULT_TEXT, by_hand).forecast.chronic == PUBLISHED.chronic._replace(rate=0.2)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('chronic.taken_on = "2026-11-20"', "must be a day"), ("chronic.taken_on = 2026-11-20T10:00:00", "a day"),
        ("chronic.courses = 0", "from 1 to"), ("chronic.floor = 2", "from 0 to 0.9"), ("old.floor = 1", "no such key"),
        ("chronic = { floor = 0.3, sorts = 1 }", "no such key"),
    ],
)  # fmt: skip
def test_figures_that_cannot_be_are_refused(line: str, named: str) -> None:
    with pytest.raises(ProtocolError, match=named):
        parse_protocol(DEFAULT_TEXT, f"[forecast]\n{line}\n")
