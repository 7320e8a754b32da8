"""`protocols`: the conditions and thresholds in force, their sources, and what the clinic changed."""

import difflib
from argparse import Namespace

from care.protocol import Protocol
from care.text import fold
from dashboard.cli.output import say, say_json
from dashboard.reports.protocols import InForce, as_json, as_plain
from dashboard.settings import Settings
from db.errors import NotFound, shown
from db.protocol_file import load_protocol


def protocols(arguments: Namespace, where: Settings) -> int:
    """Print every condition, or the one named by its code or its label. The record is not looked at."""
    protocol = load_protocol(where.protocol)
    file = shown(where.protocol) if where.protocol is not None else None
    of = InForce(protocol, load_protocol(None), file)
    codes = (_named(arguments.condition, protocol),) if arguments.condition else protocol.conditions()
    if arguments.json:
        say_json(as_json(of, codes), indent=2)
    else:
        for line in as_plain(of, codes):
            say(line)
    return 0


def _named(asked: str, protocol: Protocol) -> str:
    """The code of a condition that is named by its code or its label, in any case."""
    known = {fold(name): code for code in protocol.conditions() for name in (protocol.label(code), code)}
    if (found := known.get(fold(asked))) is not None:
        return found
    near = difflib.get_close_matches(fold(asked), known, n=1)
    meant = f"Did you mean {known[near[0]]}? " if near else ""
    raise NotFound(
        f"The protocol has no condition “{asked[:60]}”. {meant}It has {', '.join(protocol.conditions())}; "
        "`acudesk protocols` lists them, and docs/protocol.md says how to add one."
    )
