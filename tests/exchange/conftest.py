"""Helpers of the import tests: one small sound clinic as files, and imports of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.audit import Actor
from db.exchange.csvset import import_paths
from db.exchange.outcome import ImportRefused, Summary
from db.protocol_file import load_protocol
from db.reader import open_reader
from db.writes import staff
from tests.conftest import NOW_UTC
from tests.db.desk import Desk

SAMPLES = Path(__file__).parent.parent / "samples"
ACTOR = Actor(None, "test")
DESK = Actor(2, "Ada Front")
"""The front desk of `staffed`."""

SMALL = {
    "staff": "staff_id,name,role\np1,Dana Lee,practitioner\n",
    "patients": "patient_id,family_name,given_name,preferred_name,date_of_birth,phone,email,cautions,note\n"
    "pt1,Tanaka,Mei,,1985-03-04,(503) 683-6219,mei@example.org,anticoagulant;pacemaker,left handed\n"
    "pt2,Haddad,Omar,,,,,,\n",
    "courses": "course_id,patient_id,practitioner_id,condition,onset_date,opened_on,severity,class,causes,"
    "expected_min,expected_max,goal_nprs,closed_on,outcome\n"
    "c1,pt1,p1,neck_pain,2026-09-01,2026-10-01,,radiating,work;device,,,,,\n"
    "c2,pt2,,headache,,2026-10-05,severe,,,4,7,2.5,2026-11-01,resolved\n",
    "visits": "visit_id,course_id,practitioner_id,at,nprs,ndi_percent,psfs,rom_degrees,groc,points,techniques,note\n"
    "v1,c1,p1,2026-10-01 09:00,7.33,52,4.5,40,,GB20;UB10,gua_sha,first\n"
    "v2,c1,p1,2026-10-08 09:00,6,,,,-3,,,\n",
    "appointments": "appointment_id,patient_id,course_id,practitioner_id,room,at,minutes,status,cancelled_by,reason\n"
    "a1,pt1,c1,p1,R1,2026-10-01 09:00,30,completed,,\n"
    "a2,pt1,c1,p1,R1,2026-11-23 09:00,30,booked,,\n"
    "a3,pt2,,,R2,2026-11-23 09:00,45,cancelled,patient,work\n",
    "referrals": "referral_id,course_id,kind,urgency,to,status,created_on,sent_on,appointment_on,attended_on,"
    "report_on,closed_on,question\n"
    "r1,c1,massage,routine,Stillwater Massage,sent,2026-10-09,2026-10-10,,,,,Please assess.\n",
}


def now_protocol() -> Any:
    """The thresholds the program ships."""
    return load_protocol(None)


def bring(path: Path, *files: Path, now: int = NOW_UTC, dry_run: bool = False, **more: Any) -> Summary:
    """Import files into a record."""
    return import_paths(path, files, ACTOR, now, now_protocol(), dry_run=dry_run, **more)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a query on the record gives."""
    with open_reader(path) as reader:
        return reader.rows(sql)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table: what must not change when an import is refused."""
    with open_reader(path) as reader:
        names = [name for (name,) in reader.rows("select name from sqlite_schema where type = 'table' order by name")]
        return {name: reader.rows(f'select * from "{name}" order by rowid') for name in names}


Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes the small clinic as a folder; keyword arguments replace or (None) leave out whole files."""
    made = 0

    def make(**files: str | bytes | None) -> Path:
        nonlocal made
        made += 1
        place = tmp_path / f"in{made}"
        place.mkdir()
        for name, text in (SMALL | files).items():
            if text is not None:
                data = text if isinstance(text, bytes) else text.encode()
                (place / f"{name}.csv").write_bytes(data)
        return place

    return make


@pytest.fixture
def refused(record_path: Path) -> Callable[..., list[str]]:
    """Imports what must be refused; returns the reasons after looking that nothing changed."""

    def attempt(*files: Path, now: int = NOW_UTC, **more: Any) -> list[str]:
        before = everything(record_path)
        with pytest.raises(ImportRefused) as caught:
            bring(record_path, *files, now=now, **more)
        assert everything(record_path) == before
        assert caught.value.exit_code == 65
        return caught.value.lines()

    return attempt


@pytest.fixture
def staffed(record_path: Path) -> Path:
    """A clinic with an owner and a front desk who can sign in, and the small one's files in it."""
    desk = Desk(record_path)
    desk(staff.change, 1, 1, system_user="tom", actor=ACTOR)
    desk(staff.add, DESK.name, "front_desk", "ada", actor=Actor(1, "Tom Becker"))
    return record_path
