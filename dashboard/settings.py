"""What a command was told: which record, which protocol, from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.places import Places, places

NOT_A_FILE = (
    "{name} names a database server ({scheme}), and this version keeps its record in a file. Nothing was opened. "
    "Give the path of a file instead, for example --db ~/clinic.acudesk"
)


class UsageError(Exception):
    """The command line or the environment asks for something there is not. Exit 2."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The places in force, and for each whether somebody chose it: `--db`, `ACUDESK_DB`, `default`."""

    places: Places
    record_from: str
    protocol_from: str

    @property
    def record(self) -> Path:
        """The clinic's one file."""
        return self.places.record

    @property
    def protocol(self) -> Path | None:
        """The clinic's own thresholds, None where the shipped ones are in force.

        A file named on the command line is returned even if it is not there: its absence is then an error.
        """
        chosen = self.protocol_from != "default" or self.places.protocol.exists()
        return self.places.protocol if chosen else None


def settings(db: str | None, protocol: str | None, environment: Mapping[str, str]) -> Settings:
    """From `--db`, `--protocol` and the environment. Raises UsageError for a database server's address."""
    named, source = db, "--db"
    if named is None:
        named, source = environment.get("ACUDESK_DB") or None, "ACUDESK_DB"
    if named is None:
        source = "default"
    elif not named.strip():
        raise UsageError("--db is empty; give the path of the record, or leave --db out")
    elif "://" in named:
        raise UsageError(NOT_A_FILE.format(name=source, scheme=named.partition("://")[0]))
    where = places(
        record=Path(named).expanduser().absolute() if named else None,
        protocol=Path(protocol).expanduser().absolute() if protocol else None,
    )
    return Settings(where, source, "--protocol" if protocol else "default")
