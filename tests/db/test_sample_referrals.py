"""Every open referral of the sample clinic is due when the clinical page says, worked out here from the CSV alone."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from care.worklist import open_referrals as worklist
from db.protocol_file import load_protocol
from db.reader import open_reader
from db.referrals import open_referrals
from tests.conftest import SAMPLES
from tests.db.fill import TODAY

ENDED = ("closed", "declined_by_patient", "cancelled")


def on(row: dict[str, str], name: str) -> date:
    return date.fromisoformat(row[f"{name}_on"])


def due(row: dict[str, str]) -> date:
    """Section 8 of the clinical page, row by row."""
    urgent = row["urgency"] == "urgent"
    match row["status"]:
        case "draft":
            return on(row, "created") + timedelta(0 if urgent else 2)
        case "sent":
            return on(row, "sent") + timedelta(1 if urgent else 7)
        case "accepted":
            return on(row, "sent") + timedelta(2 if urgent else 14)
        case "scheduled":
            return on(row, "appointment") + timedelta(1)
        case "attended":
            # 30 days in all, but never before there was anything to report on.
            in_all = max(on(row, "attended"), on(row, "sent") + timedelta(30))
            return min(on(row, "attended") + timedelta(3 if urgent else 14), in_all)
    raise AssertionError(row["status"])


@pytest.mark.parametrize("later", [0, 1, 10])
def test_the_sample_clinic(sample_path: Path, later: int) -> None:
    with (SAMPLES / "clinic" / "referrals.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] not in ENDED]
    today = TODAY + timedelta(later)
    expected = {row["referral_id"]: (row["status"], due(row), max(0, (today - due(row)).days)) for row in rows}
    with open_reader(sample_path) as reader:
        found = worklist(open_referrals(reader, today), today, load_protocol(None))
    assert {one.row.referral.source_id: (one.state, one.due, one.overdue_days) for one in found} == expected
    assert len(expected) == 34
    keys = [(one.row.referral.urgency != "urgent", -one.overdue_days, one.due) for one in found]
    assert keys == sorted(keys)
