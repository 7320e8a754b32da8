"""Who sits here: the member of staff this system user is, or the system user's own name."""

import getpass

from care.text import tidy
from db.audit import Actor
from db.errors import NotAllowed
from db.reader import Reader


def who_is_here(reader: Reader, staff_id: int | None = None) -> Actor:
    """The actor that audit entries and undo steps of this session carry.

    `staff_id` is who signed in, over ssh for instance, and wins over the system user. Raises `NotAllowed` where nobody
    who works here has that number: a session of somebody must never become one of somebody else.
    """
    if staff_id is not None:
        row = reader.row("select id, name from staff where id = :id and active", {"id": staff_id})
        if row is None:
            raise NotAllowed("Nobody who works here has that number any more. Nothing was opened. Ask the owner.")
        return Actor(row[0], row[1])
    try:
        user = tidy(getpass.getuser())[:64] or "unknown"
    except (OSError, KeyError):
        user = "unknown"
    row = reader.row("select id, name from staff where system_user = :user and active", {"user": user})
    return Actor(row[0], row[1]) if row else Actor(None, user)
