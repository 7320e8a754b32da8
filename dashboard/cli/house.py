"""`init` and `where`: the record set up, and where everything is."""

from argparse import Namespace

from dashboard.cli.output import say
from dashboard.clock import Clock
from dashboard.settings import Settings
from db.create import init as create
from db.errors import shown


def init(arguments: Namespace, where: Settings) -> int:
    """Create the record of a clinic and say what comes next."""
    create(where.record, arguments.name, arguments.timezone, arguments.owner, now_utc=Clock().now_utc())
    chosen = f" --db {shown(where.record)}" if where.record_from == "--db" else ""
    say(f"The record is set up at {shown(where.record)}.")
    say(f"Next: `acudesk{chosen} import FILE...` takes in what you have; `acudesk{chosen}` opens the dashboard.")
    return 0


def show_places(settings: Settings) -> int:
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
        ("log", places.logs / "acudesk.log", ""),
    ):
        say(f"{name:<9} {shown(path)}" + (f" ({note})" if note else ""))
    return 0
