"""`audit show` and `audit verify`: who saw or changed what, and whether the log of it is whole."""

from argparse import Namespace
from datetime import date, timedelta

from care.text import counted
from dashboard.cli.care import patient_meant
from dashboard.cli.counter import Counter, counter
from dashboard.cli.output import complain, say, say_json
from dashboard.cli.seen import note_seen
from dashboard.clock import Clock
from dashboard.reports.audit import as_json, as_lines
from dashboard.settings import Settings, UsageError
from db import keys
from db.anchor import Anchor, anchor_path
from db.audit_keys import Kept, kept, settled
from db.audit_read import EDITED, MOVED, OLDER, REHASHED, REMOVED, UNKEYED, Verdict, entries, examine, whose
from db.errors import shown
from db.localtime import next_valid, to_utc

DAMAGED = 66
_LAST_ID_DIGITS = 18
_MOST = 1_000_000

_BY_HAND = "Keep this file as it is, compare it with the backups, and ask who had access to it."
_TODO = {
    **dict.fromkeys((EDITED, REMOVED, MOVED, REHASHED, UNKEYED, "unguarded", "other_history"), _BY_HAND),
    OLDER: "Keep this file, and restore the newest backup: `acudesk restore`.",
    "other_record": "Is this file where another clinic's record belongs? Keep both, and look at the newest backup.",
    "anchor_unreadable": "What the record should hold cannot be told until then.",
}
"""What to do about each kind of damage."""


def audit(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Run one of the three."""
    match arguments.what:
        case "verify":
            return verify(arguments, where)
        case "key":
            return key(arguments, where, clock)
        case _:
            return show(arguments, where, clock)


def key(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Begin a key for the log, or say which one it has."""
    with counter(where, clock) as here:
        now = kept(here.reader)
        settled(here.reader)
        if now is not None and not arguments.new:
            return _say_key(now)
        from db.writes.audit_keys import begin_key

        number = here.run(begin_key, None if now is None else now.name)
        settled(here.reader)
        made = kept(here.reader)
    place = shown(keys.place_for(keys.AUDIT, made.name if made else ""))
    say(f"From entry {number} on the audit log is kept with a key. Its file is {place}.")
    say("Copy it to where you keep a copy of your other keys: without it nothing can be written on another machine.")
    return 0


def _say_key(now: Kept) -> int:
    if now.here:
        say(f"✓ From entry {now.first_entry} on the audit log is kept with the key {now.name}, which is here.")
        return 0
    place = shown(keys.place_for(keys.AUDIT, now.name))
    say(
        f"✗ From entry {now.first_entry} on the audit log is kept with the key {now.name}, which is not at {place}. "
        "Nothing can be written. Bring that file, or let the owner begin a new one: `acudesk audit key --new`."
    )
    return DAMAGED


def show(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Print the entries that are asked for, oldest first."""
    since, until, last = arguments.since, arguments.until, arguments.last
    if not 1 <= last <= _MOST:
        raise UsageError(f"audit show: --last takes a number from 1 to {_MOST}. Nothing was shown")
    if since is not None and until is not None and until < since:
        raise UsageError(f"audit show: --to {until} is before --from {since}. Nothing was shown")
    with counter(where, clock) as here:
        zone = here.clinic.timezone
        patient = None if arguments.patient is None else _patient(here, arguments.patient)
        found, older = entries(
            here.reader, last, patient,
            None if arguments.by is None else whose(here.reader, arguments.by),
            None if since is None else _begins(since, zone),
            None if until is None else _begins(until + timedelta(1), zone),
        )  # fmt: skip
        note_seen(here, "log", patient)
    if arguments.json:
        say_json(as_json(found, zone, older=older), indent=2)
        return 0
    for line in as_lines(found, zone):
        say(line)
    if not found:
        say("There is no such entry.")
    if older:
        complain(f"acudesk: note: there are older entries; `--last {min(last * 10, _MOST)}` shows more of them.")
    return 0


def _patient(here: Counter, given: str) -> int:
    """The patient that is meant; by number also one who is not shown any more, whose registering was undone."""
    text = given.strip()
    if text.isascii() and text.isdecimal() and len(text) <= _LAST_ID_DIGITS:
        row = here.reader.row("select coalesce(merged_into, id) from patient where id = :id", {"id": int(text)})
        if row is not None:
            return int(row[0])
    return patient_meant(here, given)


def _begins(on: date, zone: str) -> int:
    """The first second of a day at the clinic; some days begin later than midnight."""
    return to_utc(*next_valid(on, 0, zone), zone)


def verify(arguments: Namespace, where: Settings) -> int:
    """Say whether the log is whole; 66 when it is not, with the kind of damage and the first bad entry."""
    found = examine(where.record)
    whole = not (found.damage or found.unverified or found.key_missing)
    if arguments.json:
        told = [{**one._asdict(), "todo": _TODO[one.kind]} for one in found.damage]
        say_json(
            {
                "whole": whole, "entries": found.entries, "head": found.head,
                "damage": told, "anchor": _anchor_json(found.anchor), "keyed_from": found.keyed_from,
                "unverified": [one._asdict() for one in found.unverified], "key_missing": found.key_missing or None,
            },
            indent=2,
        )  # fmt: skip
    elif found.damage:
        for one in found.damage:
            say(f"✗ {one.kind.replace('_', ' ')}: {one.said} {_TODO[one.kind]}")
    else:
        _say_whole(found, where)
        _say_keyed(found)
    return 0 if whole else DAMAGED


def _say_keyed(found: Verdict) -> None:
    for one in found.unverified:
        which = f"entry {one.first}" if one.first == one.last else f"entries {one.first} to {one.last}"
        say(f"▲ The key {one.key} is not on this machine: {which} cannot be verified. Bring its file and ask again.")
    if found.key_missing and not found.unverified:
        say(f"▲ The key {found.key_missing} of the next entry is not on this machine: nothing can be written.")
    if found.keyed_from is None:
        say("▲ The log is not keyed: who can write to the file can write it anew. `acudesk audit key` begins a key.")
    elif not found.unverified and not found.key_missing:
        say(f"✓ From entry {found.keyed_from} on each was hashed with the key of this machine.")


def _anchor_json(anchor: Anchor | None) -> dict[str, object] | None:
    return None if anchor is None else {"entries": anchor.entries, "head": anchor.head}


def _say_whole(found: Verdict, where: Settings) -> None:
    say(f"✓ All {counted(found.entries, 'entry follows', 'entries follow')} one another; nothing is missing between.")
    if found.anchor is None:
        say(
            f"▲ There is no anchor at {shown(anchor_path(where.record))}: a lost end could not be told. `acudesk "
            "backup` writes one."
        )
        return
    since = counted(found.entries - found.anchor.entries, "entry", "entries")
    say(f"✓ The log holds all {found.anchor.entries} entries of the anchor, and {since} since.")
