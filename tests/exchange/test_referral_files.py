"""What a referral's loop has written goes out with the CSV set and comes back; a merged provider is one provider."""

from datetime import date

import pytest

from db.create import init
from db.exchange.csvset import export_folder
from db.writes import providers, referrals
from tests.conftest import NOW_UTC, ZONE
from tests.db.loop import Loop, lead
from tests.exchange.conftest import ACTOR, SMALL, bring, now_protocol, rows

FIELDS = (
    "status, respond_by, report_from, report_summary, reviewed_on, told_patient, snoozed_until, snooze_reason, ended_on"
)


@pytest.fixture
def other_path(tmp_path):
    path = tmp_path / "other.acudesk"
    init(path, "Another", ZONE, now_utc=NOW_UTC)
    return path


def test_the_loop_survives_an_export_and_what_does_not_is_said(tmp_path, record_path, other_path):
    loop = Loop(record_path)
    lead(loop, "closed")
    put_off = lead(loop, "sent", kind="massage")
    loop(referrals.snooze, put_off, date(2026, 12, 1), "=away until then")
    again = lead(loop, "declined_by_provider", kind="orthopaedic")
    loop.step(again, "draft")
    summary = export_folder(record_path, tmp_path / "out", ACTOR, NOW_UTC, now_protocol())
    assert summary.warnings[0].endswith("15 steps and calls of referrals")
    found = bring(other_path, tmp_path / "out")
    assert found.tables["referrals"].added == 3
    query = f"select {FIELDS} from referral order by id"
    assert rows(other_path, query) == rows(record_path, query)
    export_folder(other_path, tmp_path / "again", ACTOR, NOW_UTC, now_protocol())
    assert (tmp_path / "again" / "referrals.csv").read_bytes() == (tmp_path / "out" / "referrals.csv").read_bytes()
    assert b"'=away" in (tmp_path / "out" / "referrals.csv").read_bytes()


def test_a_file_that_names_a_merged_provider_means_the_kept_one(record_path, folder):
    loop = Loop(record_path)
    loop.desk(providers.merge, loop.motion, 1, loop.alder, 1)
    row = "r9,c1,massage,routine,Alder Chiropractic,sent,2026-10-20,2026-10-21,,,,,\n"
    bring(record_path, folder(referrals=SMALL["referrals"].splitlines()[0] + "\n" + row))
    assert rows(record_path, "select provider_id from referral where source_id = 'r9'") == [(loop.motion,)]
