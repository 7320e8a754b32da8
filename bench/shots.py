"""Pictures of the real screens on the sample clinic, for the README: `make shots`.

Each is the program itself, run without a terminal at a fixed moment and drawn as SVG.
"""

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from dashboard.app import Acudesk
from dashboard.clock import FixedClock, read_moment
from dashboard.record import Record
from db.audit import Actor
from db.create import init
from db.exchange.csvset import import_paths
from db.protocol_file import load_protocol

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests" / "samples"
ZONE = "America/Los_Angeles"
MOMENT = "2026-11-20 10:47"
TREND = ("down", "down")
"""To a patient whose course is long enough to draw."""

SHOTS = (
    ("today-120x40", (120, 40), TREND, "acudesk-dark"),
    ("today-80x24", (80, 24), TREND, "acudesk-dark"),
    ("today-light-120x40", (120, 40), TREND, "acudesk-light"),
    ("today-contrast-120x40", (120, 40), TREND, "acudesk-contrast"),
    ("today-60x16", (60, 16), (), "acudesk-dark"),
    ("caseload-120x40", (120, 40), ("2",), "acudesk-dark"),
    ("caseload-80x24", (80, 24), ("2",), "acudesk-dark"),
    ("referrals-120x40", (120, 40), ("3",), "acudesk-dark"),
    ("referrals-80x24", (80, 24), ("3",), "acudesk-dark"),
    ("why-120x40", (120, 40), ("w",), "acudesk-dark"),
    ("help-120x40", (120, 40), ("question_mark",), "acudesk-dark"),
    ("bookings-120x40", (120, 40), ("p",), "acudesk-dark"),
)
README_SHOTS = ("today-120x40", "today-80x24")


def sample_clinic(folder: Path) -> Path:
    """The sample clinic with the sample feed, imported into a fresh record."""
    record = folder / "riverside.acudesk"
    now = read_moment(MOMENT, ZONE)
    init(record, "Riverside Acupuncture", ZONE)
    protocol = load_protocol(None)
    for source in (SAMPLES / "clinic", SAMPLES / "online-bookings.ics"):
        import_paths(record, [source], Actor(None, "shots"), now, protocol)
    return record


async def shoot(record: Path, into: Path, name: str, size: tuple[int, int], keys: tuple[str, ...], theme: str) -> None:
    """One picture."""
    opened = Record(record)
    try:
        app = Acudesk(opened, load_protocol(None), FixedClock(read_moment(MOMENT, ZONE)))
        app.theme = theme
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.4)
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.4)
            await app.workers.wait_for_complete()
            await pilot.pause(0.1)
            (into / f"{name}.svg").write_text(bare(app.export_screenshot(title=" ")), encoding="utf-8")
    finally:
        opened.close()


def bare(svg: str) -> str:
    """Without the font's address and the identifiers that change each time, so that an unchanged screen is an
    unchanged file that loads nothing from anywhere.
    """
    svg = re.sub(r"@font-face\s*\{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>([^<]*)<', _without_blanks, svg)
    return re.sub(r"terminal-\d+", "terminal-1", svg)


def _without_blanks(text: re.Match[str]) -> str:
    """Some renderers drop the blanks at the ends of a text and stretch the rest: place the rest itself."""
    x, y, length, attributes, inner = text.groups()
    blank = "&#160;"
    cell = 12.2
    bare_left = inner
    while bare_left.startswith(blank):
        bare_left, x, length = bare_left[len(blank) :], f"{float(x) + cell:.1f}", f"{float(length) - cell:.1f}"
    while bare_left.endswith(blank):
        bare_left, length = bare_left[: -len(blank)], f"{float(length) - cell:.1f}"
    return f'x="{x}" y="{y}" textLength="{length}"{attributes}>{bare_left}<'


def main(into: Path = ROOT / "docs" / "pictures", everything: bool = False) -> int:
    """Draw the README's pictures, or with `--all` every screen, into a folder."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        record = sample_clinic(Path(folder))
        for name, size, keys, theme in SHOTS:
            if everything or name in README_SHOTS:
                asyncio.run(shoot(record, into, name, size, keys, theme))
    return 0


if __name__ == "__main__":
    arguments = [one for one in sys.argv[1:] if one != "--all"]
    sys.exit(main(*(Path(one) for one in arguments[:1]), everything="--all" in sys.argv))
