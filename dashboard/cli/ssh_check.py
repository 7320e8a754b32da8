"""`ssh check`: what was found of this machine's door, worst not hidden among the fine."""

from argparse import Namespace

from dashboard.cli.output import say, say_json
from dashboard.cli.safety import SIGNS
from dashboard.settings import Settings
from dashboard.ssh.check import WRONG, look_over
from dashboard.ssh.door import read_door
from db.errors import REFUSED


def check(arguments: Namespace, where: Settings) -> int:
    """Print every finding; `REFUSED` where something is wrong."""
    found = look_over(read_door(), where.record, where.protocol, arguments.config)
    if arguments.json:
        say_json({"findings": [one._asdict() for one in found]}, indent=2)
    else:
        for one in found:
            say(f"{SIGNS[one.state]} {one.said}")
    return REFUSED if any(one.state == WRONG for one in found) else 0
