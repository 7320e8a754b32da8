"""Acupuncture points in WHO form: how the same point, spelled five ways, becomes one."""

import re
import unicodedata

CHANNEL_MAXIMA = {
    "LU": 11, "LI": 20, "ST": 45, "SP": 21, "HT": 9, "SI": 19, "BL": 67,
    "KI": 27, "PC": 9, "TE": 23, "GB": 44, "LR": 14, "GV": 28, "CV": 24,
}  # fmt: skip
"""The last point of each of the fourteen channels, 361 points in all (clinical.md 7)."""

EXTRA_MAXIMA = {"EX-HN": 15, "EX-CA": 1, "EX-B": 9, "EX-UE": 11, "EX-LE": 12}
"""The 48 extra points of the WHO standard nomenclature, by region: head and neck, chest, back, arm, leg."""

ALIASES = {"UB": "BL", "SJ": "TE", "TW": "TE", "TH": "TE", "DU": "GV", "REN": "CV", "LV": "LR"}
"""Other names of a channel that are in use; what is stored is always the WHO one."""

_SHAPE = re.compile(r"(EX)?[-\s]?([A-Z]{1,3})[-\s]?0?([1-9][0-9]?)", re.ASCII)


class PointError(ValueError):
    """Not a point. The message says why, in words for the person who wrote it."""


def normalise(text: str) -> str:
    """One point in WHO form: `ub 10` is `BL10`, `ExHN15` is `EX-HN15`.

    Raises `PointError` for an unknown channel or a number past the channel's last point.
    """
    written = unicodedata.normalize("NFKC", text).strip().upper()
    shape = _SHAPE.fullmatch(written)
    if shape is None:
        raise PointError("not a point: write the channel and its number, such as GB20 or EX-HN15")
    extra, letters, number = shape[1], shape[2], int(shape[3])
    channel = f"EX-{letters}" if extra else ALIASES.get(letters, letters)
    last = (EXTRA_MAXIMA if extra else CHANNEL_MAXIMA).get(channel)
    if last is None:
        raise PointError(f"no channel is called {channel}")
    if number > last:
        raise PointError(f"{channel} ends at {channel}{last}")
    return f"{channel}{number}"
