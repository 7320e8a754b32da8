"""Whom the clinic refers to, from the command line: listed, added, changed, retired, made one."""

from argparse import Namespace
from typing import Any

from care.explain import number as spoken
from care.provider import ProviderRow
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import say, say_json
from dashboard.clock import Clock
from dashboard.reports.referral import provider_json
from dashboard.reports.words import columns
from dashboard.settings import Settings
from db.ids import provider_of
from db.providers import providers
from widgets.words import words

_FIELDS = ("name", "kind", "phone", "fax", "email", "address", "note")
_COLUMNS = (5, 21, 16, 5, 6, 7, 6, 6)


def provider(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Run one of the commands of `provider`."""
    with counter(where, clock) as here:
        return {"list": _list, "add": _add, "change": _change, "merge": _merge}.get(arguments.what, _use)(
            arguments, here
        )


def _list(arguments: Namespace, here: Counter) -> int:
    """Everybody, those in use first; the retired ones under their own heading."""
    found = providers(here.reader, kind=arguments.kind or "")
    if arguments.json:
        say_json({"providers": [_json(one) for one in found]}, indent=2)
        return 0
    if not found:
        say("Nobody is known to refer to yet. `acudesk provider add NAME --kind KIND` adds somebody.")
        return 0
    _say("", "name", "kind", "sent", "closed", "pending", "visit", "report")
    for at, one in enumerate(found):
        if not one.active and (at == 0 or found[at - 1].active):
            say("Retired")
        _say(
            str(one.id), one.name, words(one.kind), str(one.sent), str(one.closed), str(one.pending),
            _days(one.days_to_visit), _days(one.days_to_report),
        )  # fmt: skip
    say()
    say("visit, report: median days to the visit, and from it to the report.")
    return 0


def _add(arguments: Namespace, here: Counter) -> int:
    more = {name: value for name in _FIELDS[2:] if (value := getattr(arguments, name)) is not None}
    done = here.write("providers.add", arguments.name, arguments.kind, **more)
    return _told(arguments, here, done.provider_id, f"{done.said} It is number {done.provider_id}.")


def _change(arguments: Namespace, here: Counter) -> int:
    key, version = _seen(here, arguments.id)
    fields = {name: value for name in _FIELDS if (value := getattr(arguments, name)) is not None}
    return _told(arguments, here, key, here.write("providers.change", key, version, **fields).said)


def _use(arguments: Namespace, here: Counter) -> int:
    """Retired, or taken back."""
    key, version = _seen(here, arguments.id)
    name = "retire" if arguments.what == "retire" else "take_back"
    return _told(arguments, here, key, here.write(f"providers.{name}", key, version).said)


def _merge(arguments: Namespace, here: Counter) -> int:
    keep, other = _seen(here, arguments.keep), _seen(here, arguments.other)
    return _told(arguments, here, keep[0], here.write("providers.merge", *keep, *other).said)


def _seen(here: Counter, given: str) -> tuple[int, int]:
    """(number, version now) of the provider that is meant."""
    key = provider_of(here.reader, given)
    row = here.reader.row("select version from provider where id = :id", {"id": key})
    return key, 1 if row is None else int(row[0])


def _told(arguments: Namespace, here: Counter, key: int, said: str) -> int:
    held = next((_json(one) for one in providers(here.reader) if one.id == key), None) if arguments.json else None
    return answer(arguments, said, provider=held)


def _json(one: ProviderRow) -> dict[str, Any]:
    """A provider as documented in docs/commands.md."""
    return {
        **provider_json(one),
        "also": list(one.also),
        "sent": one.sent,
        "closed": one.closed,
        "pending": one.pending,
        "days_to_visit": one.days_to_visit,
        "days_to_report": one.days_to_report,
        "last_used": one.last_used.isoformat() if one.last_used else None,
    }


def _say(*cells: str) -> None:
    say(columns(*zip(cells, _COLUMNS, strict=True)))


def _days(days: float | None) -> str:
    return "–" if days is None else spoken(days)
