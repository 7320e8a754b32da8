"""Whom the clinic refers to, and how it has gone with each of them."""

from collections import defaultdict
from datetime import date
from statistics import median

from care.provider import ProviderRow
from db.reader import Reader

_PENDING = ("sent", "accepted", "scheduled", "no_show", "attended", "report_received")


def providers(reader: Reader, *, kind: str = "", active: bool = False) -> tuple[ProviderRow, ...]:
    """Every provider by name, those in use first; of one kind, or only those in use, where asked for.

    One that was merged into another stands among that one's `also`. Days are medians over all its referrals.
    """
    with reader.snapshot():
        rows = reader.rows(
            "select id, name, kind, phone, fax, email, address, note, active, version, merged_into from provider "
            "order by not active, name, id limit 10000"
        )
        referrals = reader.rows(
            "select provider_id, status, created_on, sent_on, attended_on, report_on from referral "
            "where provider_id is not null and not voided"
        )
    gone: dict[int, _Gone] = defaultdict(_Gone)
    for provider_id, *facts in referrals:
        gone[provider_id].count(reader, *facts)
    also: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row[10] is not None:
            also[row[10]].append(row[1])
    found = []
    for key, name, of, phone, fax, email, address, note, used, version, merged in rows:
        if merged is not None or (kind and of != kind) or (active and not used):
            continue
        how = gone[key]
        found.append(
            ProviderRow(
                key, name, of, phone, fax, email, address, note, bool(used), version, tuple(sorted(also[key])),
                how.sent, how.closed, how.pending, median(how.to_visit) if how.to_visit else None,
                median(how.to_report) if how.to_report else None, how.last,
            )
        )  # fmt: skip
    return tuple(found)


class _Gone:
    """What became of one provider's referrals so far."""

    def __init__(self) -> None:
        self.sent = self.closed = self.pending = 0
        self.to_visit: list[int] = []
        self.to_report: list[int] = []
        self.last: date | None = None

    def count(
        self, reader: Reader, status: str, created: str, sent: str | None, attended: str | None, report: str | None
    ) -> None:
        """One referral more. What an import left undated says that it went out, not how fast."""
        if status == "draft" or (status == "cancelled" and sent is None):
            return
        self.sent += 1
        self.closed += status == "closed"
        self.pending += status in _PENDING
        went, seen, told = reader.day(sent or created), reader.maybe_day(attended), reader.maybe_day(report)
        self.last = max(went, self.last or went)
        if seen is not None and sent is not None:
            self.to_visit.append((seen - went).days)
        if told is not None and seen is not None:
            self.to_report.append((told - seen).days)
