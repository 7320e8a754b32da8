"""Which row an id given from outside means: our own number, or the id in the file a row was imported from."""

from care.text import fold, tidy
from db.errors import NotFound, Refused
from db.reader import Reader

_TABLES = {
    "patient": ("patient", "and not voided"),
    "staff": ("staff", "and active"),
    "course": ("course", "and not voided"),
    "appointment": ("appointment", "and not voided"),
    "referral": ("referral", "and not voided"),
}
_LONGEST = 18
"""Digits of a number that fits into a row's own."""


def number_of(reader: Reader, kind: str, given: str) -> int:
    """The number of the `patient`, `staff`, `course`, `appointment` or `referral` an id means; raises `NotFound`.

    Where an integer is both a number of ours and an id of a file, ours wins.
    """
    table, kept = _TABLES[kind]
    text = tidy(given)
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST:
        row = reader.row(f"select id from {table} where id = :id {kept}", {"id": int(text)})
        if row is not None:
            return int(row[0])
    row = reader.row(f"select id from {table} where source_id = :id {kept}", {"id": text})
    if row is None:
        who = "nobody on staff" if kind == "staff" else f"no {kind}"
        raise NotFound(
            f"There is {who} with the id “{text[:60]}”. Nothing was changed. Give the number acudesk shows, or the id "
            "in the imported file."
        )
    return int(row[0])


def patient_of(reader: Reader, given: str) -> int:
    """The patient an id means now: of a record that was merged into another, that other one."""
    number = number_of(reader, "patient", given)
    row = reader.row("select coalesce(merged_into, id) from patient where id = :id", {"id": number})
    return number if row is None else int(row[0])


def provider_of(reader: Reader, given: str) -> int:
    """The provider a number or a name means, however it is spelled: of one merged into another, that other one.

    Raises `NotFound`, and `Refused` for a name that several have.
    """
    rows = reader.rows("select coalesce(merged_into, id), id, name from provider order by id limit 10000")
    text = tidy(given)
    meant = {key for key, number, _ in rows if str(number) == text}
    meant = meant or {key for key, _, name in rows if fold(name) == fold(text)}
    if len(meant) == 1:
        return int(meant.pop())
    if meant:
        numbers = ", ".join(map(str, sorted(meant)))
        raise Refused(f"“{text[:60]}” may be provider {numbers}. Nothing was changed. Give the number of one.")
    raise NotFound(
        f"There is no provider “{text[:60]}”. Nothing was changed. `acudesk provider list` has them all, and "
        "`acudesk provider add` adds one."
    )
