"""Pictures of the real screens on the made-up clinic, for the README: `make shots`.

Each is the program itself, run without a terminal at a fixed moment and drawn as SVG: what `make run` opens, on a day
and a minute that stay, so that an unchanged screen is an unchanged file.
"""

import asyncio
import re
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

from dashboard import person
from dashboard.app import Acudesk
from dashboard.clock import FixedClock, read_moment
from dashboard.demo.clinic import build
from dashboard.record import Record
from db.protocol_file import load_protocol

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
ZONE = "America/Los_Angeles"
DAY = date(2026, 11, 23)
MINUTE = 10 * 60 + 42
MEI = ("up",) * 5
"""To the patient in the room: a course with enough scores to draw."""
ACCEPTED = ("3", "enter", "a", "t", *"asked for a date", "enter", "escape", "enter")
"""The first referral, taken a step further and called about; opened again, for its keys to be seen."""

SHOTS = (
    ("today-120x40", (120, 40), MEI, "acudesk-dark"),
    ("today-80x24", (80, 24), MEI, "acudesk-dark"),
    ("today-light-120x40", (120, 40), MEI, "acudesk-light"),
    ("today-contrast-120x40", (120, 40), MEI, "acudesk-contrast"),
    ("today-60x16", (60, 16), (), "acudesk-dark"),
    ("chart-120x40", (120, 40), ("N",), "acudesk-dark"),
    ("chart-80x24", (80, 24), ("N",), "acudesk-dark"),
    ("chart-trends-80x24", (80, 24), ("N", "tab"), "acudesk-dark"),
    ("visit-120x40", (120, 40), (*MEI, "v", "4"), "acudesk-dark"),
    ("visit-80x24", (80, 24), (*MEI, "v", "4"), "acudesk-dark"),
    ("evaluation-80x24", (80, 24), ("N", "e", "pagedown"), "acudesk-dark"),
    ("caseload-120x40", (120, 40), ("2",), "acudesk-dark"),
    ("caseload-80x24", (80, 24), ("2",), "acudesk-dark"),
    ("referrals-120x40", (120, 40), ("3",), "acudesk-dark"),
    ("referrals-80x24", (80, 24), ("3",), "acudesk-dark"),
    ("referral-120x40", (120, 40), ACCEPTED, "acudesk-dark"),
    ("referral-80x24", (80, 24), ACCEPTED, "acudesk-dark"),
    ("letter-80x24", (80, 24), ("3", "enter", "l"), "acudesk-dark"),
    ("outcomes-120x40", (120, 40), ("4",), "acudesk-dark"),
    ("outcomes-80x24", (80, 24), ("4",), "acudesk-dark"),
    ("why-120x40", (120, 40), (*MEI, "w"), "acudesk-dark"),
    ("help-120x40", (120, 40), ("question_mark",), "acudesk-dark"),
    ("bookings-120x40", (120, 40), ("p",), "acudesk-dark"),
)
README_SHOTS = ("today-120x40", "chart-120x40", "visit-80x24", "referral-80x24")


async def shoot(record: Path, into: Path, name: str, size: tuple[int, int], keys: tuple[str, ...], theme: str) -> None:
    """One picture, taken of a copy: what the keys write must not be in the next one."""
    copy = record.with_name(f"{name}.acudesk")
    shutil.copyfile(record, copy)
    opened = Record(copy)
    try:
        moment = read_moment(f"{DAY} {MINUTE // 60}:{MINUTE % 60}", ZONE)
        # As the demonstration it is: a clock that stands still is not to be told of on the pictures.
        app = Acudesk(opened, load_protocol(None), FixedClock(moment), demo=True)
        app.theme = theme
        async with app.run_test(size=size) as pilot:
            await pilot.pause(0.4)
            for key in keys:
                await pilot.press("space" if key == " " else key)
                await pilot.pause(0.1 if len(key) == 1 and key.islower() else 0.4)
            await pilot.pause(0.8)
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


def main(into: Path, everything: bool = False) -> int:
    """Draw the README's pictures, or with `--all` every screen, into a folder."""
    into.mkdir(parents=True, exist_ok=True)
    # Who the pictures say it was, on whatever machine they are taken.
    person.system_user = lambda: "Dana Lee"
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "riverside.acudesk"
        build(record, DAY, MINUTE, ZONE)
        for name, size, keys, theme in SHOTS:
            if everything or name in README_SHOTS:
                asyncio.run(shoot(record, into, name, size, keys, theme))
    return 0


if __name__ == "__main__":
    folders = [Path(one) for one in sys.argv[1:] if one != "--all"]
    sys.exit(main(folders[0] if folders else PICTURES, everything="--all" in sys.argv))
