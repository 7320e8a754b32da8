"""The open referrals as a sheet for an afternoon on the telephone."""

import csv
import io
from collections.abc import Iterable

from care.loop import LABEL
from care.text import clean
from care.worklist import OpenReferral
from db.exchange.sheets import guard

PENDING_COLUMNS = (
    "patient", "patient_phone", "provider", "provider_phone", "kind", "state", "due", "days_overdue", "last_note",
)  # fmt: skip


def pending_csv(rows: Iterable[OpenReferral]) -> str:
    """The referrals given, in their order, as CSV (RFC 4180, dates as ISO): whom to call, and how late it is.

    No cell begins as a formula does: such text gets a leading apostrophe, as in every export. Days overdue are 0
    while a referral is put off; its due day stays.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(PENDING_COLUMNS)
    for one in rows:
        row, referral = one.row, one.row.referral
        texts = (
            row.patient, row.patient_phone, referral.to, row.provider_phone, referral.kind.replace("_", " "),
            LABEL[one.state], one.due.isoformat() if one.due else "", str(one.overdue_days), row.last_note,
        )  # fmt: skip
        writer.writerow([guard(clean(text)) for text in texts])
    return sheet.getvalue()
