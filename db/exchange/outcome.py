"""What an import or an export came to: what changed, what is odd, and every row that was refused."""

from dataclasses import dataclass, field

from care.text import clean, counted, tidy
from db.errors import Refused

SHOWN = 50
"""How many bad rows are kept in words; the rest are only counted, so that a wholly wrong file stays readable."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """One reason why a file was not taken. `line` counts from 1, the header included; 0 when no line is to blame."""

    file: str
    line: int
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file} line {self.line}" if self.line else self.file
        what = f"{self.field} “{self.value}”" if self.field and self.value else self.field
        return f"{where}, {what}: {self.reason}" if what else f"{where}: {self.reason}"


def shown(value: object, limit: int = 40) -> str:
    """A value from a file as it may stand in a message: cleaned and shortened."""
    text = tidy(str(value)[: limit * 4])
    return text if len(text) <= limit else text[: limit - 1] + "…"


class ImportRefused(Refused):
    """Nothing was imported. `rows` holds the first `SHOWN` bad rows, `total` counts them all."""

    def __init__(self, rows: tuple[BadRow, ...], total: int) -> None:
        self.rows = rows
        self.total = total
        count = counted(total, "thing", "things")
        super().__init__(
            f"Nothing was imported: {count} in the files cannot be taken. The record is as it was. "
            f"First: {rows[0] if rows else ''}"
        )

    def lines(self) -> list[str]:
        """Every bad row in words, and how many more there are."""
        more = self.total - len(self.rows)
        return [str(row) for row in self.rows] + ([f"… and {more} more"] if more > 0 else [])


class Problems:
    """Collects what is wrong and what is odd while files are read, so that one import names all of it at once."""

    def __init__(self) -> None:
        self.total = 0
        self._rows: list[BadRow] = []
        self._warnings: list[str] = []
        self._unlisted = 0

    def bad(self, file: str, line: int, field: str, value: object, reason: str) -> None:
        """Note one thing that cannot be taken."""
        self.total += 1
        if len(self._rows) < SHOWN:
            # A reason may name a part of the value.
            self._rows.append(BadRow(clean(file), line, clean(field), shown(value), clean(reason)))

    def take(self, other: "Problems") -> None:
        """Everything that was noted elsewhere."""
        self._rows += other._rows[: SHOWN - len(self._rows)]
        self.total += other.total
        for text in other._warnings:
            self.odd(text)
        self._unlisted += other._unlisted

    def odd(self, text: str) -> None:
        """Note one thing that was taken although it looks odd."""
        if len(self._warnings) < SHOWN * 4:
            self._warnings.append(clean(text))
        else:
            self._unlisted += 1

    def warnings(self) -> tuple[str, ...]:
        """What looked odd, in words, and how many more such things there were."""
        more = (f"… and {self._unlisted} more",) if self._unlisted else ()
        return (*self._warnings, *more)

    def stop_if_any(self) -> None:
        """Raise `ImportRefused` with everything noted as wrong so far."""
        if self.total:
            raise ImportRefused(tuple(self._rows), self.total)


@dataclass(slots=True)
class Counts:
    """How many rows of one table were added, changed, or already there as they are."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, other: "Counts") -> None:
        """Take another count into this one."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged


@dataclass(slots=True)
class Summary:
    """What an import or export did, by table; `dry_run` when it was only tried.

    `proposals` counts the online bookings of this import whose patient a person has to settle.
    """

    tables: dict[str, Counts] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    proposals: int = 0
    dry_run: bool = False
    files: tuple[str, ...] = ()
    exported: bool = False

    def table(self, name: str) -> Counts:
        """The counts of one table, made when first asked for."""
        return self.tables.setdefault(name, Counts())

    def total(self) -> Counts:
        """The counts of all tables together."""
        whole = Counts()
        for counts in self.tables.values():
            whole.add(counts)
        return whole

    @property
    def changed_anything(self) -> bool:
        """Whether the record is (or, tried only, would be) another one than before."""
        whole = self.total()
        return bool(whole.added or whole.changed)

    def lines(self) -> list[str]:
        """The summary for a person, one line a table, then what looked odd."""
        if self.exported:
            text = [f"{name}: {counts.added} written" for name, counts in self.tables.items()]
        else:
            text = [
                f"{name}: {counts.added} added, {counts.changed} changed, {counts.unchanged} unchanged"
                for name, counts in self.tables.items()
            ]
        if self.proposals:
            count = counted(self.proposals, "booking needs", "bookings need")
            text.append(f"{count} a patient: settle them on Today.")
        if self.dry_run:
            text.append("This was a dry run: nothing was written.")
        elif not self.exported and not self.changed_anything:
            text.append("Everything was there already; nothing changed.")
        return text + [f"note: {warning}" for warning in self.warnings]
