"""`init`, `where`, `clinic` and `staff credentials`: the record set up, where everything is, the head of a letter."""

from argparse import Namespace
from typing import Any

from dashboard.cli.care import staff_meant
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import say
from dashboard.clock import Clock
from dashboard.person import system_user
from dashboard.settings import Settings, UsageError
from db import keys
from db.clinic import letterhead, signer, signers
from db.create import init as create
from db.errors import shown

_HEAD = ("name", "phone", "fax", "email", "address", "paper")
"""What stands at the head of a letter, in the order in which it is shown."""


def init(arguments: Namespace, where: Settings) -> int:
    """Create the record of a clinic, encrypted if that is asked for, and say what comes next."""
    if arguments.encrypt:
        return _init_encrypted(arguments, where)
    if arguments.passphrase or arguments.sheet is not None:
        raise UsageError("init: --passphrase and --sheet go with --encrypt. Nothing was created")
    user = _owner_user(arguments)
    create(
        where.record, arguments.name, arguments.timezone, arguments.owner, user, now_utc=Clock().now_utc(), keyed=True
    )
    _say_next(where, user)
    return 0


def _init_encrypted(arguments: Namespace, where: Settings) -> int:
    from dashboard.cli.vault import give_sheet, made_key, sheet_is_free

    now_utc = Clock().now_utc()
    sheet_is_free(arguments)
    with made_key(arguments, where.record) as key:
        create(
            where.record, arguments.name, arguments.timezone, arguments.owner, _owner_user(arguments),
            now_utc=now_utc, key=key, keyed=True,
        )  # fmt: skip
    _say_next(where, _owner_user(arguments))
    give_sheet(arguments, key, where.record, now_utc)
    return 0


def _owner_user(arguments: Namespace) -> str:
    """The account of this machine that its owner is known by, where an owner is named."""
    return system_user() if arguments.owner.strip() else ""


def _say_next(where: Settings, user: str) -> None:
    chosen = f" --db {shown(where.record)}" if where.record_from == "--db" else ""
    say(f"The record is set up at {shown(where.record)}.")
    if user:
        say(f"Its owner signs in as the system user {user}; `acudesk{chosen} staff` puts others on staff.")
    else:
        say("It has no owner yet, and whoever opens it may do everything; docs/roles.md says how to change that.")
    say(f"Next: `acudesk{chosen} import FILE...` takes in what you have; `acudesk{chosen}` opens the dashboard.")


def show_places(_: Namespace, settings: Settings) -> int:
    """Each place on a line: what it is, its path, and what stands there."""
    places = settings.places
    source = {"default": "the usual place"}.get(settings.record_from, f"from {settings.record_from}")
    there = "there" if places.record.exists() else "not there yet"
    own = "the clinic's own" if places.protocol.exists() else "not there: the shipped thresholds are in force"
    for name, path, note in (
        ("record", places.record, f"{source}, {there}"),
        ("config", places.config, "" if places.config.exists() else "not there"),
        ("protocol", places.protocol, own),
        ("backups", places.backups, "" if places.backups.exists() else "none yet"),
        ("keys", keys.folder(), "" if keys.folder().exists() else "none yet"),
        ("log", places.logs / "acudesk.log", ""),
    ):
        say(f"{name:<9} {shown(path)}" + (f" ({note})" if note else ""))
    return 0


def clinic(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """`clinic show` and `clinic set`: what stands at the head of a letter."""
    with counter(where, clock) as here:
        if arguments.what == "set":
            given = {name: value for name in _HEAD if (value := getattr(arguments, name)) is not None}
            lent = arguments.desk_reads_notes
            if not given and lent is None:
                raise UsageError("clinic set: name what is to be changed, such as --phone. Nothing was changed")
            done = here.write("house.set_clinic", letterhead(here.reader).version, lent, **given)
            return answer(arguments, done.said, clinic=_head_json(here) if arguments.json else None)
        head = _head_json(here)
    if arguments.json:
        return answer(arguments, "", clinic=head)
    for name in _HEAD:
        by_land = " (of its land)" if name == "paper" and head["land"] else ""
        say(f"{name:<9} {head[name] or 'not on record'}{by_land}")
    for one in head["signers"]:
        say(f"{'signs':<9} " + ", ".join(text for text in (one["name"], one["credentials"]) if text))
    return 0


def credentials(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """`staff credentials`: what stands behind somebody's name in a letter."""
    with counter(where, clock) as here:
        key = staff_meant(here, arguments.who)
        one = signer(here.reader, key)
        done = here.write("house.set_credentials", key, one.version if one else 1, arguments.text)
        made = signer(here.reader, key)
    told = None if made is None else {"id": made.id, "name": made.name, "credentials": made.credentials or None}
    return answer(arguments, done.said, staff=told)


def _head_json(here: Counter) -> dict[str, Any]:
    """The head of a letter as documented in docs/commands.md. `land`: the paper is that of the clinic's land."""
    # What draws a page knows the papers of the lands; nothing else here needs it.
    from dashboard.letters.lines import paper_for

    head = letterhead(here.reader)
    texts = {name: getattr(head, name) or None for name in _HEAD}
    return {
        **texts,
        "paper": paper_for(head.paper, head.timezone),
        "land": not head.paper,
        "timezone": head.timezone,
        "signers": [
            {"id": one.id, "name": one.name, "credentials": one.credentials or None} for one in signers(here.reader)
        ],
    }
