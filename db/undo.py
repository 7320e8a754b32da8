"""What a person could take back next: somebody of the staff by their number, anybody else by name."""

from care.text import tidy
from db.reader import Reader


def newest(reader: Reader, staff_id: int | None, actor: str) -> str | None:
    """The label of the newest step of one person that is not taken back yet; None when there is none."""
    row = reader.row(
        "select label from undo_step where undone_utc is null and staff_id is :staff "
        "and (:staff is not null or actor = :actor) order by id desc limit 1",
        {"actor": tidy(actor), "staff": staff_id},
    )
    return None if row is None else str(row[0])
