"""The one door of the screens to the record: a thread that reads, and one that writes."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from dashboard.reading import check_rules
from db.access import note_denied, standing
from db.audit import Actor
from db.clinic import clinic
from db.errors import LogRemoved, NoRecord, NotAllowed, shown
from db.opening import file_at
from db.reader import Reader, open_reader

if TYPE_CHECKING:
    from db.writing import Writer

P = ParamSpec("P")
T = TypeVar("T")


class Record:
    """An open record with its reading thread. Answers are values; a failed read raises `db.errors.RecordError`."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path, self.read_only = path, read_only
        self.reader = open_reader(path)
        self.clinic = clinic(self.reader)
        check_rules(self.clinic.timezone, path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="record")
        self._writing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writing")
        self._writer: Writer | None = None
        self._seen = self.reader.data_version()
        self._file = file_at(path)
        self._beside = {one: which for one in _beside(path) if (which := file_at(one)) and not self.reader.only_looks}
        self.looking = self._looking()
        """That this record can only be read, why, and as of when; empty where it can be written."""
        self._restores = self.reader.restores()
        self.restored = ""
        """That a backup was restored into it since it was opened, in a sentence; empty where none was."""
        self._stood: int | None = None
        self.now_utc: Callable[[], int] | None = None
        """The clock by which somebody's rights end; None while the record serves nobody."""

    async def ask(self, question: Callable[Concatenate[Reader, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading function in the thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._answer, partial(question, self.reader, *args, **kwargs))

    def _answer(self, question: Callable[[], T]) -> T:
        try:
            self._check_place()
        except LogRemoved:
            # It is open here still, and nowhere else: into the file with it, before this program ends in any way.
            self.reader.write_back()
            raise
        self._stand_anew()
        return question()

    def _stand_anew(self) -> None:
        """A role is what the record says now: who has lost one reads no more by it, whatever is open."""
        held = self.reader.standing
        if held is None or self.now_utc is None:
            return
        version, now_utc = self.reader.data_version(), self.now_utc()
        if version == self._stood and (held.emergency_until is None or now_utc < held.emergency_until):
            return
        found = standing(self.reader, held.actor, now_utc)
        if found != held:
            self.reader.stand(found)
        self._stood = version

    @property
    def in_place(self) -> bool:
        """Whether the file at its path is still the one that was opened."""
        return file_at(self.path) == self._file

    def _check_place(self) -> None:
        """An open file that was removed or replaced goes on being read and written, and nobody would ever see it."""
        if not self.in_place:
            raise NoRecord(
                f"{shown(self.path)} was moved, removed or replaced while it was open. What is shown is from before, "
                "and nothing more is written. Put it back, or leave and open it again."
            )
        for path, which in self._beside.items():
            if file_at(path) != which:
                raise LogRemoved(
                    f"{shown(path)} was removed or replaced while it was in use. What was saved before is in the "
                    "record; nothing more is written. Leave, open it again, and run `acudesk check`."
                )

    async def changed(self) -> bool:
        """Whether another session has written since the last time this was asked."""
        version = await self.ask(Reader.data_version)
        changed, self._seen = version != self._seen, version
        if changed and await self.ask(Reader.restores) != self._restores:
            self.restored = (
                f"{shown(self.path.name)} was restored from a backup while it was open here. What is shown is what "
                "came back; nothing is written from here. Leave, and open it again."
            )
        if self.looking and (now := await self.ask(lambda _: self._looking())) != self.looking:
            self.looking, changed = now, True
        return changed

    def _looking(self) -> str:
        # Not brought in for a record that is as it should be.
        if not self.reader.only_looks:
            return ""
        from dashboard.only_looks import looking

        return looking(self.reader)

    async def write(self, what: str, actor: Actor, now_utc: int, *args: Any, **kwargs: Any) -> Any:
        """Run a function of `db.writes` by its name (`appointments.arrive`) in one transaction of its own.

        One at a time and never cancelled: a write that was begun is also known to have ended. The name is looked up
        in the writing thread, where importing the write path delays nobody.
        """
        loop = asyncio.get_running_loop()
        work = partial(self._in_unit, what, actor, now_utc, args, kwargs)
        return await asyncio.shield(loop.run_in_executor(self._writing, work))

    async def tell_denied(self, actor: Actor, now_utc: int, refused: NotAllowed) -> None:
        """Tell the audit log that somebody was refused something to read."""
        if refused.right and not refused.noted and not self.looking:
            refused.noted = True
            work = partial(self._note_denied, actor, now_utc, refused)
            await asyncio.get_running_loop().run_in_executor(self._writing, work)

    def _note_denied(self, actor: Actor, now_utc: int, refused: NotAllowed) -> None:
        self._check_place()
        note_denied(self.path, actor, now_utc, refused.right, refused.patient_id)

    def warm(self) -> None:
        """Bring in the write path before it is needed."""
        self._writing.submit(self._open_writer)

    def _open_writer(self) -> "Writer":
        if self._writer is None:
            from db.writing import Writer

            self._writer = Writer(self.path, read_only=self.read_only)
        return self._writer

    def _in_unit(self, what: str, actor: Actor, now_utc: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._check_place()
        subject, _, name = what.partition(".")
        work = getattr(import_module(f"db.writes.{subject}"), name)
        with self._open_writer().unit(actor, now_utc) as unit:
            return work(unit, *args, **kwargs)

    def close(self) -> None:
        """End the threads, a write that was begun first, and the connections."""
        self._writing.shutdown(wait=True)
        if self._writer is not None:
            self._writer.close()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.reader.close()


def _beside(path: Path) -> tuple[Path, ...]:
    """The log that SQLite keeps beside a record while it is open, and its index."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
