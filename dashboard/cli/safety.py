"""`backup`, `restore` and `check`, and what the dashboard does of them by itself."""

import os
import subprocess
import sys
import threading
from argparse import Namespace
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.cli.output import complain, say, say_json
from dashboard.clock import Clock
from dashboard.person import let_in, who_is_here
from dashboard.settings import Settings
from dashboard.surroundings import clean_environment
from db.audit import Actor
from db.errors import RecordError, shown
from db.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.backup_take import Taken
    from db.backups import Facts
    from db.checks import Finding

SIGNS = {"fine": "✓", "look": "▲", "wrong": "✗"}
DAMAGED = 66
QUIET_SECONDS = 5.0
"""How long after the dashboard opened its own backup begins: the first picture and the first keys come first."""


def backup(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Take a backup, or try the newest one."""
    from db.backup_take import take, take_if_due

    now_utc = (clock or Clock()).now_utc()
    if arguments.keys_on_stdin:
        from db.keys import take_over

        take_over(sys.stdin.buffer.read(1 << 12))
    folder, name = _target(arguments.target)
    if arguments.drill:
        return _drill(arguments, where, now_utc, folder)
    if arguments.if_due:
        taken = take_if_due(where.record, now_utc, folder)
    else:
        told = None if folder is None else _teller(where.record, now_utc)
        taken = take(where.record, now_utc, folder, name=name, told=told)
    if taken is None:
        if arguments.json:
            say_json({"backup": None, "removed": [], "warnings": []}, indent=2)
        else:
            say("The last backup is young enough; none was taken.")
        return 0
    _tell_taken(arguments, taken)
    return 0


def _target(named: str | None) -> tuple[Path | None, str]:
    """The folder and, where a file is meant, its name; nothing of it is looked at but whether it is a folder."""
    if named is None:
        return None, ""
    path = Path(named).expanduser().absolute()
    if named.endswith(os.sep) or path.is_dir():
        return path, ""
    return path.parent, path.name


def _teller(record: Path, now_utc: int) -> Any:
    """Says in the audit log that a copy of everything left its usual place; without that entry it gets no name."""
    from care.rights import right_for
    from db.access import standing
    from db.reader import open_reader
    from db.writing import Writer

    def told(facts: "Facts") -> None:
        with open_reader(record) as reader:
            actor = who_is_here(reader)
            if reader.only_looks:
                # A disk that has failed is when a copy is wanted most.
                standing(reader, actor, now_utc).require(right_for("copied", "clinic") or "")
                complain(f"acudesk: this copy is not in the audit log: {reader.only_looks}.")
                return
        with Writer(record) as writer, writer.unit(actor, now_utc) as unit:
            unit.audit("copied", "clinic", 1, entries=facts.entries)

    return told


def _tell_taken(arguments: Namespace, taken: "Taken") -> None:
    if arguments.json:
        removed = [str(path) for path in taken.removed]
        say_json(
            {"backup": _plain(taken.path, taken.facts), "removed": removed, "warnings": list(taken.warnings)}, indent=2
        )
        return
    gone = f" {_many(len(taken.removed), 'older one')} went." if taken.removed else ""
    say(f"The backup is {shown(taken.path)}: {_counted(taken.facts)}, verified.{gone}")
    for warning in taken.warnings:
        complain(f"acudesk: {warning}")


def _drill(arguments: Namespace, where: Settings, now_utc: int, folder: Path | None) -> int:
    from db.backup_drill import drill

    done = drill(where.record, now_utc, folder or where.places.backups)
    if done.files_lacking:
        lost = _many(done.files_lacking, "attached file")
        complain(f"acudesk: note: {lost} had been lost before this backup; `acudesk check` says what to do.")
    if arguments.json:
        say_json({"backup": _plain(done.path, done.facts), "since": done.since}, indent=2)
        return 0
    since = "" if done.since is None else f" The record has gone on from it by {_many(done.since, 'audit entry')}."
    say(f"{shown(done.path.name)} came back whole: {_counted(done.facts)}, the same audit head.{since}")
    return 0


def _plain(path: Path, facts: "Facts") -> dict[str, Any]:
    return {
        "path": str(path), "at": datetime.fromtimestamp(facts.at_utc, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "entries": facts.entries, "head": facts.head, "rows": facts.rows, "files": facts.files, "size": facts.size,
        "sha256": facts.sha256,
    }  # fmt: skip


def _counted(facts: "Facts") -> str:
    files = f", {_many(facts.files, 'attached file')}" if facts.files else ""
    return f"{_many(sum(facts.rows.values()), 'row')}, {_many(facts.entries, 'audit entry')}{files}"


def _many(count: int, what: str) -> str:
    plural = what.removesuffix("y") + "ies" if what.endswith("y") else f"{what}s"
    return f"{count:,} {what if count == 1 else plural}"


def restore(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Bring a backup back into the record, or beside it."""
    from db import keys
    from db.backup_restore import restore as bring_back
    from db.backup_restore import restore_beside

    now_utc = (clock or Clock()).now_utc()
    source = Path(arguments.backup).expanduser()
    if arguments.beside is not None:
        place = Path(arguments.beside).expanduser().absolute()
        facts = restore_beside(source, place, now_utc)
        say(
            f"A record of its own is at {shown(place)} ({_counted(facts)}); open it with `acudesk --db {shown(place)}`."
        )
        return 0
    done = bring_back(source, where.record, _Restorer(clock or Clock()), now_utc)
    left = f" {_many(done.left_out, 'newer audit entry')} and what they tell of are not in it." if done.left_out else ""
    kept = f" What was there before is kept as {shown(done.kept)}." if done.kept else ""
    asked = f" {done.nobody_asked}" if done.nobody_asked else ""
    access = " Who may come in, and by what, is as it was before, not as the backup had it." * bool(done.access_kept)
    say(f"The record is restored: {_counted(done.facts)}.{left}{kept}{asked}{access}")
    if done.new_audit_key:
        say(
            f"Its audit log goes on with a new key, {done.new_audit_key}: the one it had is not on this machine. Keep "
            f"{shown(keys.folder())} with your other keys."
        )
    if done.files_lacking:
        complain(f"acudesk: {_many(done.files_lacking, 'attached file')} could not be brought: the backup lacks them.")
    return 0


class _Restorer:
    """Says who restores, to the record that is there and to the one that is brought back.

    At a terminal an account that is nobody's is asked for a person and a PIN, once, as the dashboard asks.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.said: Actor | None = None

    def __call__(self, reader: Reader) -> Actor:
        """Who it is. Raises `NotAllowed` for who did not say."""
        from dashboard.cli.start import on_a_terminal

        if self.said is not None:
            # A number of the other record may be somebody else in this one.
            known = reader.row(
                "select 1 from staff where id = :id and name = :name",
                {"id": self.said.staff_id, "name": self.said.name},
            )
            return self.said if known else Actor(None, self.said.name)
        if not on_a_terminal():
            return who_is_here(reader)
        clean_environment()
        signed_in = let_in(reader, self.clock, None)
        here = who_is_here(reader, signed_in)
        if signed_in is not None:
            self.said = here
        return here


def check(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Print each finding as it is known; 66 when one of them is wrong."""
    from db.checks import check as look_over

    found = look_over(where.record, (clock or Clock()).now_utc(), quick=arguments.quick)
    return tell_findings(found, as_json=arguments.json, verdict="whole")


def tell_findings(found: "Iterable[Finding]", *, as_json: bool, verdict: str) -> int:
    """Print each finding as it is known, or all at the end as JSON under a `verdict`; 66 when one of them is wrong."""
    from db.checks import WRONG

    findings = []
    for one in found:
        findings.append(one)
        if not as_json:
            say(f"{SIGNS[one.state]} {one.name}: {one.said}" + (f" {one.todo}" if one.todo else ""))
    good = not any(one.state == WRONG for one in findings)
    if as_json:
        say_json({verdict: good, "findings": [one._asdict() for one in findings]}, indent=2)
    return 0 if good else DAMAGED


class DailyBackup:
    """The backup that is taken by itself while the dashboard is open, by a program of its own that delays nobody."""

    def __init__(self, record: Path, clock: Clock) -> None:
        self._record, self._clock = record, clock
        self._timer = threading.Timer(QUIET_SECONDS, self._begin)
        self._timer.daemon = True
        self.failed = ""

    def start(self) -> None:
        """Begin in a little while, if one is due by then."""
        self._timer.start()

    def end(self) -> None:
        """Do not begin any more; one that was begun goes on without the dashboard."""
        self._timer.cancel()

    def _begin(self) -> None:
        from db.backups import due, usual_folder
        from db.opening import may_write

        if not may_write(self._record) or not due(usual_folder(self._record), self._clock.now_utc(), self._record.name):
            return
        from db.keys import handover

        command = [sys.executable, "-P", "-m", "dashboard", "--db", str(self._record), "backup", "--if-due"]
        # A passphrase was typed here, and there nobody can be asked for it.
        told = handover().decode()
        command += ["--keys-on-stdin"] * bool(told)
        try:
            ended = subprocess.run(
                command, input=told, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                start_new_session=True, check=False, text=True, errors="replace",
            )  # fmt: skip
            self.failed = ended.stderr.strip() if ended.returncode else ""
        except OSError as error:
            self.failed = f"acudesk: no backup could be begun ({error.strerror}). Run `acudesk backup`."


def leave_anchor(record: Path) -> None:
    """Write down, outside the record, what its audit log had come to when the dashboard was left."""
    from db.anchor import anchor_path, compare, read_anchor, write_anchor
    from db.opening import may_write
    from db.reader import open_reader

    if not may_write(record):
        # Whoever may not write here must not leave a folder that those who may then cannot.
        return

    path = anchor_path(record)
    # A record that was opened can also be left: what is wrong with the anchor is for `check` to say.
    with suppress(OSError, RecordError), open_reader(record) as reader:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not write_anchor(reader, path) and (before := read_anchor(path)) is not None:
            complain(f"acudesk: {compare(reader, before)} Run `acudesk check`.")
