"""Somebody the clinic refers to, and how it has gone with them."""

from datetime import date
from typing import NamedTuple

from care.referring import ProviderChoice


class ProviderRow(NamedTuple):
    """One provider with how to reach them and what became of the referrals they were sent.

    `sent` counts referrals that went out, `closed` those whose loop is closed. `days_to_visit` is the median from the
    sending to the visit, `days_to_report` the median from the visit to the report; None while there is none to count.
    `also` are names of those merged into this one. `version` is for whoever changes it.
    """

    id: int
    name: str
    kind: str
    phone: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    note: str = ""
    active: bool = True
    version: int = 1
    also: tuple[str, ...] = ()
    sent: int = 0
    closed: int = 0
    pending: int = 0
    days_to_visit: float | None = None
    days_to_report: float | None = None
    last_used: date | None = None

    @property
    def choice(self) -> ProviderChoice:
        """What a proposal needs to choose by (`care.referring.propose`)."""
        return ProviderChoice(self.id, self.name, self.kind, self.active, self.sent, self.closed, self.last_used)
