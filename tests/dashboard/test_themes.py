"""What is written can be read: the inks of each theme against every ground they stand on."""

import pytest
from textual.color import Color
from textual.theme import Theme

from dashboard.themes import THEMES

READ = ("ink-text", "ink-accent", "ink-info", "ink-good", "ink-warn", "ink-bad", "text-dim", "text-faint")


def contrast(one: str, other: str) -> float:
    """As WCAG 2 reckons it: 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(code: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in Color.parse(code).normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_ink_is_read_on_every_ground(theme: Theme) -> None:
    inks = theme.variables
    grounds = {"background": theme.background, "surface": theme.surface, "bar": inks["bar"]}
    found = {(ink, name): contrast(inks[ink], ground or "") for ink in READ for name, ground in grounds.items()}
    # On the row in hand nothing is drawn faint (`widgets.ink.Inked.strip`).
    found |= {(ink, "row"): contrast(inks[ink], inks["cursor-row"]) for ink in READ if ink != "text-faint"}
    found["mark", "accent"] = contrast(inks["mark-text"], inks["ink-accent"])
    assert {pair: round(value, 2) for pair, value in found.items() if value < 4.5} == {}
