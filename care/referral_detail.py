"""One referral with everything on its way: its steps and calls, the letters that went out, the files that came."""

from datetime import date
from typing import NamedTuple

from care.provider import ProviderRow
from care.referral import Referral


class ReferralEvent(NamedTuple):
    """One step, call, note, snooze or correction (`kind`); `state` is what a step led to. `at_utc` in seconds."""

    id: int
    kind: str
    state: str
    on: date
    note: str
    at_utc: int
    who: str


class KeptLetter(NamedTuple):
    """A letter as it went out: its words as JSON (`care.letter.parse_letter`), their digest, and how it was sent."""

    id: int
    on: date
    provider: str
    sent_by: str
    text: str
    digest: str
    at_utc: int
    who: str


class KeptFile(NamedTuple):
    """A file beside the record: what it was called where it came from, its media type, and its size in bytes."""

    id: int
    title: str
    media: str
    size: int
    digest: str
    at_utc: int
    who: str


class ReferralDetail(NamedTuple):
    """One referral with its patient and provider. `events`, `letters` and `files` are oldest first.

    `provider` is None while nobody is chosen; its counts are left at none.
    """

    referral: Referral
    patient_id: int
    patient: str
    patient_phone: str
    condition: str
    provider: ProviderRow | None = None
    events: tuple[ReferralEvent, ...] = ()
    letters: tuple[KeptLetter, ...] = ()
    files: tuple[KeptFile, ...] = ()

    @property
    def version(self) -> int:
        """The version to name when it is changed."""
        return self.referral.version
