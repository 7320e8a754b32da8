"""Points as people write them, and as they are stored."""

import pytest

from care.points import ALIASES, CHANNEL_MAXIMA, EXTRA_MAXIMA, PointError, normalise


def test_the_channels_hold_361_points_and_48_extra_ones():
    assert (sum(CHANNEL_MAXIMA.values()), sum(EXTRA_MAXIMA.values())) == (361, 48)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("GB20", "GB20"), ("gb 20", "GB20"), ("Gb-20", "GB20"), ("GB02", "GB2"), (" LI4 ", "LI4"), ("ＧＢ２０", "GB20"),
        ("UB10", "BL10"), ("sj5", "TE5"), ("TW15", "TE15"), ("TH 3", "TE3"), ("DU14", "GV14"), ("Ren-22", "CV22"),
        ("LV3", "LR3"), ("EX-HN15", "EX-HN15"), ("exhn15", "EX-HN15"), ("Ex-B 2", "EX-B2"), ("EX UE8", "EX-UE8"),
    ],
)  # fmt: skip
def test_spellings_become_the_who_form(written, stored):
    assert normalise(written) == stored


@pytest.mark.parametrize("channel", [*CHANNEL_MAXIMA, *EXTRA_MAXIMA])
def test_a_channel_ends_at_its_last_point(channel):
    last = (CHANNEL_MAXIMA | EXTRA_MAXIMA)[channel]
    assert normalise(f"{channel}{last}") == f"{channel}{last}"
    with pytest.raises(PointError, match=f"ends at {channel}{last}"):
        normalise(f"{channel}{last + 1}")


@pytest.mark.parametrize("alias", ALIASES)
def test_an_alias_has_the_maximum_of_its_channel(alias):
    with pytest.raises(PointError, match="ends at"):
        normalise(f"{alias}{CHANNEL_MAXIMA[ALIASES[alias]] + 1}")


@pytest.mark.parametrize(
    "wrong", ["", "GB", "20", "GB0", "GB20 L", "XY3", "EX-ZZ1", "EX-GB20", "GB20;LI4", "GB٣", "A" * 5000]
)
def test_what_is_no_point_is_refused(wrong):
    with pytest.raises(PointError):
        normalise(wrong)
