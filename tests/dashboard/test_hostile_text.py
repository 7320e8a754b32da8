"""Text from outside that got into the record past every cleaning is still only text on the screen."""

import shutil
import unicodedata
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.dashboard.support import desk, picture, press, segments, text

EVIL = {
    "markup": "Ann [/] [@click=app.quit]x[/] [bold red",
    "escape": "Bo\x1b[2J\x1b[31mRED\x1b[0m",
    "osc52": "Cy\x1b]52;c;QUJD\x07\x1b\\",
    "c1": "Di\x9b31m\x90q\x9c\x85",
    "bidi": "Ed\u202eevil\u2066x\u200f\u202a",
    "control": "Flo\x00\x08\x0b\x0c\r\nx\ty",
    "wide": "\U0001f469\u200d\u2695\ufe0f\U0001f44d\U0001f3fd नितिन \u3164x" + "\u0301" * 40,
}


def poisoned(path: Path, evil: str) -> None:
    """Write a text into every place for words that a screen shows, by SQL and without its guards."""
    with dbapi2.connect(str(path)) as connection:
        connection.execute("pragma trusted_schema = off")
        for (name,) in connection.execute("select name from sqlite_schema where type = 'trigger'").fetchall():
            connection.execute(f'drop trigger "{name}"')
        for table, columns in {
            "patient": ("given_name", "family_name", "note"),
            "referral": ("question",),
            "visit": ("note", "points"),
            "proposal": ("name", "note", "service", "phone"),
            "staff": ("name",),
            "room": ("name",),
            "provider": ("name",),
            "clinic": ("name",),
        }.items():
            have = {row[1] for row in connection.execute(f"pragma table_info({table})")}
            for column in columns:
                if column in have:
                    end = " || ' ' || id" if column == "name" and table != "clinic" else ""
                    connection.execute(f"update {table} set {column} = ?{end}", (evil,))
        connection.commit()
    connection.close()
    from db.guards import TRIGGERS

    with dbapi2.connect(str(path)) as connection:
        for sql in TRIGGERS.values():
            connection.execute(sql)
        connection.commit()
    connection.close()


@pytest.mark.parametrize("name", EVIL)
async def test_evil_text_is_only_text(name: str, sample_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "evil.acudesk"
    shutil.copyfile(sample_path, path)
    poisoned(path, EVIL[name])
    async with desk(path) as pilot:
        for keys in ((), ("w",), ("escape", "p"), ("escape", "2"), ("w",), ("escape", "3"), ("w",), ("1", "u")):
            await press(pilot, *keys)
            shown = text(pilot)
            assert not [
                hex(ord(char)) for char in shown.replace("\n", "") if unicodedata.category(char) in ("Cc", "Cn")
            ]
            assert not set(shown) & set("\u202e\u2066\u200f\u202a\x1b")
            assert not [one for row in segments(pilot) for one in row if one.control]
            assert len(shown.split("\n")) == 40
        pilot.app.say(f"{EVIL[name]} is here.", severity="error")
        pilot.app.notify(f"{EVIL[name]} is here.", markup=False)
        await press(pilot)
        assert "\x1b" not in picture(pilot)
        assert pilot.app.is_running


async def test_columns_stand_beside_names_of_every_script(sample_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "wide.acudesk"
    shutil.copyfile(sample_path, path)
    poisoned(path, EVIL["wide"])
    from rich.cells import cell_len

    for size in ((120, 40), (80, 24), (60, 16)):
        async with desk(path, size) as pilot:
            for key in ("1", "2", "3"):
                await press(pilot, key)
                assert {sum(cell_len(one.text) for one in row) for row in segments(pilot)} == {size[0]}


async def test_the_status_column_is_where_it_is_for_everybody(sample_path: Path) -> None:
    from care.width import cell_width

    async with desk(sample_path, (120, 40)) as pilot:
        places = set()
        for row in text(pilot).split("\n"):
            for word in ("✓ done", "○ booked", "◔ waiting", "◎ confirmed"):
                if word in row:
                    places.add(cell_width(row[: row.index(word)]))
        assert len(places) == 1
