"""The options of the front desk's commands. The steps of an appointment are taken from the one table of actions."""

import argparse
from collections.abc import Callable

from care.patient import CAUTIONS
from care.staff import ROLES
from care.text import codes
from dashboard.actions import ACTIONS, Action
from dashboard.cli import typed

Add = Callable[[str, str], argparse.ArgumentParser]

ARRANGED = ("book", "move", "walk-in", "visit add", "chart", "referral start")
"""Commands of Today that need more than the number of an appointment."""

STEPS: dict[str, Action] = {
    one.command: one for one in ACTIONS if one.where == "today" and one.command and one.command not in ARRANGED
}
"""The steps of an appointment by command: key, help screen, palette and command line cannot disagree on them."""

DESK = ("book", *STEPS, "move", "walk-in", "undo")
"""Every command of `dashboard.cli.desk`."""

_BORN = "birth date: 1969-11-04, 4.11.1969 or 11/04/1969 (month first)"


def add_desk(add: Add) -> None:
    """An appointment's steps, booking, moving, walking in, taking back."""
    _book(add)
    for name, action in STEPS.items():
        step = add(name, action.help[0].lower() + action.help[1:])
        step.add_argument("id", metavar="APPOINTMENT", help="its number, or its id in the imported file")
        if name == "start":
            step.add_argument("--room", metavar="ROOM", help="another room than the booked one")
        if name == "cancel":
            step.add_argument("--by", choices=("patient", "clinic"), default="patient", help="who cancels (patient)")
            step.add_argument("--reason", metavar="TEXT", help="why")
        json_option(step, "the appointment")
    move = add("move", "put an appointment at another time, practitioner or room")
    move.add_argument("id", metavar="APPOINTMENT", help="its number, or its id in the imported file")
    _at(move, required=False)
    move.add_argument("--minutes", type=int, metavar="N", help="another length")
    move.add_argument("--practitioner", metavar="WHO", help="another practitioner")
    move.add_argument("--room", metavar="ROOM", help="another room")
    _squeeze(move)
    walk_in = add("walk-in", _help("walk_in"))
    walk_in.add_argument("--patient", metavar="WHO", required=True, help="who is here, by id or name")
    walk_in.add_argument("--practitioner", metavar="WHO", help="with whom (who works and has fewest patients now)")
    walk_in.add_argument("--minutes", type=int, metavar="N", help="how long (30)")
    json_option(walk_in, "the appointment")
    json_option(add("undo", _help("undo")), "what was taken back")


def add_people(add: Add) -> None:
    """Patients, staff and rooms."""
    patient = group(add("patient", "register, change, find and merge patients"))
    made = patient("add", "register a patient; who may be the same already is told on stderr")
    change = patient("change", "change what is known of a patient, such as medicines and allergies; '' empties it")
    change.add_argument("patient", metavar="PATIENT", help="the patient, by number or name")
    for one in (made, change):
        _person(one)
        json_option(one, "the patient")
    find = patient("find", "find patients: parts of the name, phone, birth date, id")
    find.add_argument("text", metavar="TEXT", nargs="+", help="what is known")
    find.add_argument("--limit", type=int, metavar="N", default=20, help="how many at most (20)")
    json_option(find, "the patients")
    merge = patient("merge", "make two records of one person one")
    merge.add_argument("keep", metavar="KEEP", help="the patient everything belongs to from now on")
    merge.add_argument("other", metavar="OTHER", help="the patient who is the same person")
    json_option(merge, "the kept patient")
    staff = group(add("staff", "the people who work here: roles, and by what they sign in"))
    listed = staff("list", "who works here, with their ids, roles, and by what they sign in")
    listed.add_argument("--all", action="store_true", help="those who work here no more, too")
    json_option(listed, "the staff")
    _staff(staff)
    signs = staff("credentials", "set what stands behind somebody's name in a letter")
    signs.add_argument("who", metavar="WHO", help="who, by id or name")
    signs.add_argument("text", metavar="TEXT", help="such as L.Ac.; an empty text takes it off")
    json_option(signs, "who signs, and as what")
    room = group(add("room", "the treatment rooms"))
    json_option(room("list", "the rooms in use"), "the rooms")
    new = room("add", "add a room")
    new.add_argument("name", metavar="NAME", help="what it is called, such as R1")
    json_option(new, "the rooms")


def _staff(staff: "Group") -> None:
    """Roles and system users: the owner's."""
    new = staff("add", "put somebody on staff")
    new.add_argument("name", metavar="NAME", help="who")
    new.add_argument("--role", choices=ROLES, required=True, help="what they may do; docs/roles.md says what that is")
    new.add_argument("--user", metavar="SYSTEM_USER", help="the account of this machine they work with")
    change = staff("change", "change a name or a role")
    change.add_argument("who", metavar="WHO", help="who, by id or name")
    change.add_argument("--name", metavar="NAME", help="the new name")
    change.add_argument("--role", choices=ROLES, help="the new role")
    user = staff("user", "set the account of this machine by which somebody is known")
    user.add_argument("who", metavar="WHO", help="who, by id or name")
    user.add_argument("user", metavar="SYSTEM_USER", help="the account's name; '' takes it away")
    retire = staff("retire", "somebody works here no more and can sign in no more")
    retire.add_argument("who", metavar="WHO", help="who, by id or name")
    back = staff("back", "somebody works here again")
    back.add_argument("who", metavar="WHO", help="who, by id or name")
    pin = staff("pin", "set the PIN by which somebody signs in and opens a locked screen; it is asked for")
    pin.add_argument("who", metavar="WHO", help="who, by id or name")
    pin.add_argument("--none", action="store_true", help="take the PIN away")
    emergency = staff("emergency", "read what is clinical for an hour, for a reason that the owner is told")
    emergency.add_argument("--reason", metavar="TEXT", required=True, help="why")
    for one in (new, change, user, retire, back, pin, emergency):
        json_option(one, "who it is")


def _person(to: argparse.ArgumentParser) -> None:
    """What is known of a patient. What is not named is not there at all, so that a change leaves it as it is."""
    for name, metavar, help in (
        ("--family", "NAME", "family name"),
        ("--given", "NAME", "given name"),
        ("--preferred", "NAME", "what they are called"),
        ("--phone", "NUMBER", "telephone number"),
        ("--email", "ADDRESS", "e-mail address"),
        ("--address", "TEXT", "postal address, its lines parted by commas"),
        ("--medicines", "TEXT", "medicines, as a letter says them"),
        ("--allergies", "TEXT", "allergies, as a letter says them"),
        ("--note", "TEXT", "what to know; - reads standard input"),
    ):
        to.add_argument(name, metavar=metavar, default=argparse.SUPPRESS, help=help)
    to.add_argument("--born", type=typed.born, metavar="DATE", default=argparse.SUPPRESS, help=_BORN)
    to.add_argument(
        "--cautions", type=codes, metavar="WORDS", default=argparse.SUPPRESS,
        help=f"what a treatment has to mind, with commas: {', '.join(CAUTIONS)}",
    )  # fmt: skip


def add_calls(add: Add) -> None:
    """Who to call, and the waiting list."""
    calls = add("calls", _help("show_calls"))
    calls.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="another day than today")
    json_option(calls, "the calls")
    waiting = group(add("waiting", "the waiting list"))
    json_option(waiting("list", "who waits for a place, the longest waiting first"), "the entries")
    entry = waiting("add", "put a patient on the waiting list")
    entry.add_argument("--patient", metavar="WHO", required=True, help="who waits, by id or name")
    entry.add_argument("--practitioner", metavar="WHO", help="with whom (anybody)")
    entry.add_argument("--course", metavar="ID", help="for which course")
    entry.add_argument("--earliest", type=typed.day, metavar="YYYY-MM-DD", help="the first day (today)")
    entry.add_argument("--latest", type=typed.day, metavar="YYYY-MM-DD", help="the last day")
    entry.add_argument("--days", type=typed.weekdays, metavar="mon,thu", help="only these weekdays")
    entry.add_argument("--after", type=typed.time_of_day, metavar="HH:MM", help="not before this time of day")
    entry.add_argument("--until", type=typed.time_of_day, metavar="HH:MM", help="over by this time of day")
    entry.add_argument("--minutes", type=int, metavar="N", default=30, help="how long (30)")
    entry.add_argument("--note", metavar="TEXT", default="", help="what to know")
    json_option(entry, "the entry")
    gone = waiting("withdraw", "take somebody off the waiting list")
    gone.add_argument("id", metavar="ENTRY", type=int, help="the entry's number")
    json_option(gone, "the entry")


def add_hours(add: Add) -> None:
    """Opening hours, closed days, working hours and absences."""
    hours = group(add("hours", _help("hours")))
    show = hours("show", "what is in force, for a year from a day on")
    show.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="another day than today")
    made = hours("set", "set the opening hours of every weekday, or of one")
    _weekday(made, required=False)
    made.add_argument("--opens", type=typed.time_of_day, metavar="HH:MM", help="the first minute of the day")
    made.add_argument("--closes", type=typed.time_of_day, metavar="HH:MM", help="the end of the day")
    made.add_argument("--lunch", type=typed.span, metavar="FROM-TO", help="nobody is treated then: 12:00-13:00")
    made.add_argument("--closed", action="store_true", help="closed on that weekday")
    made.add_argument("--usual", action="store_true", help="that weekday follows the usual hours again")
    work = hours("work", "set the hours somebody works on a weekday")
    work.add_argument("staff", metavar="WHO", help="who, by id or name")
    _weekday(work, required=True)
    work.add_argument("--span", type=typed.span, action="append", metavar="FROM-TO", help="from when to when")
    work.add_argument("--off", action="store_true", help="does not work on that weekday")
    work.add_argument("--usual", action="store_true", help="works while the clinic is open again")
    away = hours("away", "note that somebody is away on whole days")
    away.add_argument("staff", metavar="WHO", help="who, by id or name")
    away.add_argument("first", type=typed.day, metavar="FIRST", help="the first day")
    away.add_argument("--to", type=typed.day, metavar="YYYY-MM-DD", help="the last day (the first)")
    away.add_argument("--reason", metavar="TEXT", default="", help="why")
    back = hours("back", "take an absence back")
    back.add_argument("id", type=int, metavar="ABSENCE", help="its number")
    close = hours("close", "close the clinic on a day")
    close.add_argument("on", type=typed.day, metavar="DATE", help="which day")
    close.add_argument("--reason", metavar="TEXT", required=True, help="why; it is shown on that day")
    hours("reopen", "open the clinic on a day that was closed").add_argument(
        "on", type=typed.day, metavar="DATE", help="which day"
    )
    hours("at-once", "set how many patients a practitioner may have at once").add_argument(
        "limit", type=int, metavar="N", help="how many"
    )
    for command in hours.made:
        json_option(command, "the hours in force")


def _book(add: Add) -> None:
    book = add("book", "book a patient at a place")
    book.add_argument("--patient", metavar="WHO", required=True, help="who, by id or name")
    book.add_argument("--practitioner", metavar="WHO", required=True, help="with whom, by id or name")
    book.add_argument("--room", metavar="ROOM", help="where (given when the treatment starts)")
    _at(book, required=True)
    book.add_argument("--minutes", type=int, metavar="N", default=30, help="how long (30)")
    book.add_argument("--course", metavar="ID", help="for which course (the one open, if it is the only one)")
    _squeeze(book)


class Group:
    """The commands of a command."""

    def __init__(self, parent: argparse.ArgumentParser) -> None:
        self._commands = parent.add_subparsers(
            dest="what", metavar="COMMAND", title="commands", required=True, parser_class=type(parent)
        )
        self.made: list[argparse.ArgumentParser] = []

    def __call__(self, name: str, help: str) -> argparse.ArgumentParser:
        described = help[0].upper() + help[1:] + "."
        one: argparse.ArgumentParser = self._commands.add_parser(
            name, help=help, description=described, allow_abbrev=False
        )
        for option in ("--db", "--protocol"):
            one.add_argument(option, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        self.made.append(one)
        return one


def group(parent: argparse.ArgumentParser) -> Group:
    """The commands that a command has of its own."""
    return Group(parent)


def _help(action_id: str) -> str:
    found = next(one.help for one in ACTIONS if one.id == action_id)
    return found[0].lower() + found[1:]


def _at(to: argparse.ArgumentParser, *, required: bool) -> None:
    to.add_argument(
        "--at", type=typed.moment, metavar="'YYYY-MM-DD HH:MM'", required=required, help="when, by the clinic's clock"
    )
    to.add_argument("--fold", type=int, choices=(0, 1), help="of two equal times in autumn: 0 the first, 1 the second")


def _squeeze(to: argparse.ArgumentParser) -> None:
    to.add_argument("--squeeze", action="store_true", help="on purpose outside the hours, or beside too many others")
    json_option(to, "the appointment")


def _weekday(to: argparse.ArgumentParser, *, required: bool) -> None:
    to.add_argument("--day", type=typed.weekday, metavar="WEEKDAY", required=required, help="mon, tue ... sun")


def json_option(to: argparse.ArgumentParser, what: str) -> None:
    """`--json`, and what it answers with."""
    to.add_argument("--json", action="store_true", help=f"answer with {what} as JSON")
