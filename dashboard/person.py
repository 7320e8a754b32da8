"""Who sits here: the member of staff this system user is, or the system user's own name."""

import getpass

from care.text import tidy
from db.audit import Actor
from db.reader import Reader


def who_is_here(reader: Reader) -> Actor:
    """The actor that audit entries and undo steps of this session carry."""
    try:
        user = tidy(getpass.getuser())[:64] or "unknown"
    except (OSError, KeyError):
        user = "unknown"
    row = reader.row("select id, name from staff where system_user = :user and active", {"user": user})
    return Actor(row[0], row[1]) if row else Actor(None, user)
