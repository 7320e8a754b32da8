"""Where things are on this machine: the record, the configuration, backups and the log."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

RECORD_NAME = "clinic.acudesk"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a clinic's files are. Only the record has to exist; nothing is made by asking."""

    record: Path
    config: Path
    protocol: Path
    backups: Path
    logs: Path


def places(record: Path | None = None, protocol: Path | None = None) -> Places:
    """The platform's own folders, with the record and the protocol override where the caller says they are.

    Backups live beside the record.
    """
    config = platformdirs.user_config_path("acudesk")
    record = record or platformdirs.user_data_path("acudesk") / RECORD_NAME
    return Places(
        record=record,
        config=config,
        protocol=protocol or config / "protocol.toml",
        backups=record.parent / "backups",
        logs=platformdirs.user_log_path("acudesk"),
    )


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it, that only this account may look into."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)


def open_private(path: Path) -> int:
    """A descriptor that appends to a file only this account may read; a link in its place is refused."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
