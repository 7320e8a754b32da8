"""What is clinical is not there for a reading connection of somebody who may not read it, whatever is asked.

Each table that holds such columns is covered by a temporary view of its name in which they are empty, so that every
query goes on giving what else there is; an authorizer refuses the columns to a query that would go round the view.
The scores stay readable: how a course stands follows from them. What shows them asks `Reader.may` first.
"""

from typing import Any

from sqlcipher3 import dbapi2

_TEXT, _OBJECT, _LIST, _NONE = "''", "'{}'", "'[]'", "null"

CLINICAL: dict[str, dict[str, str]] = {
    "advice_decision": {"reason": _TEXT},
    # What a red flag was and is says which banner stands on every screen.
    "correction": {
        "was": "case when field = 'red_flag' then was else '' end",
        "now": "case when field = 'red_flag' then now else '' end",
        "reason": _TEXT,
    },
    "course": {"causes": _TEXT, "expected_reason": _TEXT, "closing_note": _TEXT},
    "draft": {"payload": "case when staff_id is {me} then payload else '{}' end"},
    "evaluation": {"findings": _OBJECT},
    "patient": {"medicines": _TEXT, "allergies": _TEXT},
    "red_flag_action": {"what": _TEXT},
    # What a step back clears, and what was told before, is written into its event.
    "referral_event": {
        "note": "case when kind = 'correction' or (kind = 'step' and state = 'closed') then '' else note end"
    },
    "referral": {"question": _TEXT, "report_summary": _TEXT, "told_patient": _TEXT},
    "referral_letter": {"text": _OBJECT},
    "undo_step": {"payload": _LIST},
    "visit": {
        "points": _TEXT, "techniques": _TEXT, "note": _TEXT, "sides": _TEXT, "minutes": _NONE, "response": _TEXT,
        "adverse": _TEXT, "advice_given": _TEXT, "acknowledged": _TEXT, "details": _OBJECT,
    },
}  # fmt: skip
"""By table: the columns that are kept back, and what a reader finds in their place."""

_ALLOWED, _DENIED, _ATTACH, _READ = 0, dbapi2.SQLITE_DENY, 24, dbapi2.SQLITE_READ


def keep_back(connection: Any, staff_id: int) -> None:
    """From now on this connection of somebody on staff gives nothing that is clinical. It must be read-only already."""
    give_back(connection)
    connection.execute("pragma query_only = 0")
    try:
        connection.execute("pragma temp_store = memory")
        for table, hidden in CLINICAL.items():
            names = [row[1] for row in connection.execute(f"pragma main.table_info({table})")]
            shown = (
                f'{hidden[name].replace("{me}", str(int(staff_id)))} as "{name}"' if name in hidden else f'"{name}"'
                for name in names
            )
            connection.execute(f"create temp view {table} as select {', '.join(shown)} from main.{table}")
    finally:
        connection.execute("pragma query_only = 1")
    connection.set_authorizer(_authorize)


def give_back(connection: Any) -> None:
    """Everything is there again."""
    connection.set_authorizer(None)
    there = [name for (name,) in connection.execute("select name from temp.sqlite_schema where type = 'view'")]
    if there:
        connection.execute("pragma query_only = 0")
        try:
            for name in there:
                connection.execute(f"drop view temp.{name}")
        finally:
            connection.execute("pragma query_only = 1")


def _authorize(action: int, first: str | None, second: str | None, database: str | None, inside: str | None) -> int:
    """SQLite asks this once for each column of each statement it prepares."""
    if action == _ATTACH:
        return int(_DENIED)
    if action == _READ and database == "main" and inside != first and second in CLINICAL.get(first or "", ()):
        return int(_DENIED)
    return _ALLOWED
