"""Who works here, from the command line: names, roles, system users."""

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from care.rights import ROLE_LABELS
from dashboard.cli.counter import Counter, answer, counter
from dashboard.cli.output import say, say_json
from dashboard.cli.passphrase import new_pin
from dashboard.clock import Clock
from dashboard.reports.words import columns
from dashboard.settings import Settings
from db.staff import Member, member, members


def staff(arguments: Namespace, where: Settings, clock: Clock | None = None) -> int:
    """Run one of the commands of `staff`; `staff credentials` is with the head of a letter."""
    with counter(where, clock) as here:
        return _RUN[arguments.what](arguments, here)


def member_json(one: Member) -> dict[str, Any]:
    """Somebody on staff as documented in docs/commands.md."""
    return {
        "id": one.id, "source_id": one.source_id, "name": one.name, "role": one.role, "active": one.active,
        "system_user": one.system_user, "pin": one.has_pin,
    }  # fmt: skip


def _list(arguments: Namespace, here: Counter) -> int:
    people = members(here.reader, everybody=arguments.all)
    if arguments.json:
        say_json({"staff": [member_json(one) for one in people]}, indent=2)
        return 0
    for one in people:
        signs = [f"system user {one.system_user}"] if one.system_user else []
        signs += ["PIN"] if one.has_pin else []
        there = ", ".join(signs) if one.active else "works here no more"
        role = ROLE_LABELS.get(one.role, one.role)
        say(columns((str(one.id), 6), (one.source_id or "", 10), (one.name, 26), (role, 14), (there, 24)))
    if not people:
        say("Nobody is on staff yet. `acudesk staff add NAME --role owner` names the first.")
    elif not any(one.active and (one.system_user or one.has_pin) for one in people):
        say("Nobody can sign in yet, so whoever opens this record may do everything; docs/roles.md says how to change")
        say("that: `acudesk staff user WHO SYSTEM_USER`, the owner first.")
    return 0


def _add(arguments: Namespace, here: Counter) -> int:
    number = here.write("staff.add", arguments.name, arguments.role, arguments.user or "")
    made = member(here.reader, number)
    said = f"{made.name} is on staff as {ROLE_LABELS[made.role]}, number {number}."
    return answer(arguments, said, staff=member_json(made))


def _change(arguments: Namespace, here: Counter) -> int:
    return _set(arguments, here, name=arguments.name, role=arguments.role)


def _user(arguments: Namespace, here: Counter) -> int:
    return _set(arguments, here, system_user=arguments.user)


def _retire(arguments: Namespace, here: Counter) -> int:
    return _set(arguments, here, active=False)


def _back(arguments: Namespace, here: Counter) -> int:
    return _set(arguments, here, active=True)


def _set(arguments: Namespace, here: Counter, **fields: Any) -> int:
    one = member_meant(here, arguments.who)
    done = here.write("staff.change", one.id, one.version, **fields)
    return answer(arguments, done.said, staff=member_json(member(here.reader, one.id)))


def member_meant(here: Counter, given: str) -> Member:
    """Whom of the staff an id or a name means, working here or not; raises `NotFound` naming those there are."""
    from care.text import fold, tidy
    from db.errors import NotFound

    people = members(here.reader, everybody=True)
    asked = set(fold(given).split())
    exact = [one for one in people if given in (str(one.id), one.source_id)]
    called = exact or [one for one in people if asked and asked <= set(fold(one.name).split())]
    if len(called) == 1:
        return called[0]
    names = ", ".join(f"{one.id} {one.name}" for one in (called or people))
    which = "more than one" if called else "nobody on staff"
    raise NotFound(f"There is {which} called “{tidy(given)[:60]}”: {names}. Nothing was changed. Give a number.")


def _pin(arguments: Namespace, here: Counter) -> int:
    """Typed twice without being shown; the shell's list and the history never hold it."""
    one = member_meant(here, arguments.who)
    pin = None if arguments.none else new_pin(one.name)
    said = here.write("pins.set_pin", one.id, pin)
    return answer(arguments, said, staff=member_json(member(here.reader, one.id)))


def _emergency(arguments: Namespace, here: Counter) -> int:
    said = here.write("emergency.begin", arguments.reason)
    return answer(arguments, said, emergency={"reason": arguments.reason, "minutes": 60})


_RUN: dict[str, Callable[[Namespace, Counter], int]] = {
    "list": _list, "add": _add, "change": _change, "user": _user, "retire": _retire, "back": _back,
    "pin": _pin, "emergency": _emergency,
}  # fmt: skip
