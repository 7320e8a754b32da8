"""Everything a person can do, once: the key bar, the bindings, the help and the palette are all read from here."""

from typing import NamedTuple

EVERYWHERE = "everywhere"


class Action(NamedTuple):
    """One thing to do. `id` is stable (keymaps name it) and is the screen's or the app's `action_<id>`.

    `keys` are Textual's key names, `shown` how they are printed, `where` the screen it belongs to, `hint` whether the
    key bar offers it there.
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    where: str = EVERYWHERE
    hint: bool = True


ACTIONS: tuple[Action, ...] = (
    Action("day_before", "left_square_bracket", "[", "day before", "Show the day before", "today", hint=False),
    Action("day_after", "right_square_bracket", "]", "day after", "Show the day after", "today", hint=False),
    Action("this_day", "t", "t", "today", "Come back to today", "today", hint=False),
    Action("why", "w", "w", "why", "Say why the advice is what it is, with its numbers", "today"),
    Action("settle", "p", "p", "bookings", "Settle online bookings that need a patient", "today"),
    Action("why", "w", "w", "why", "Say why the advice is what it is, with its numbers", "caseload"),
    Action("sort", "s", "s", "sort", "Sort by attention, name, next visit or visits done", "caseload"),
    Action("filter", "slash,f", "/", "filter", "Show only the rows that hold what you type", "caseload"),
    Action("why", "w", "w", "why", "Say what this referral waits for", "referrals", hint=False),
    Action("filter", "slash,f", "/", "filter", "Show only the rows that hold what you type", "referrals"),
    Action("show_today", "1", "1", "Today", "Today's schedule"),
    Action("show_caseload", "2", "2", "Caseload", "Every open course, who needs a person first"),
    Action("show_referrals", "3", "3", "Referrals", "Referrals that wait for somebody"),
    Action("hide_names", "n", "n", "names", "Show initials instead of names, and back", hint=False),
    Action("next_theme", "c", "c", "colours", "Dark, light, high contrast", hint=False),
    Action("command_palette", "ctrl+p", "ctrl+p", "commands", "Every command by name", hint=False),
    Action("back", "escape", "esc", "back", "One step back; never leaves the program", hint=False),
    Action("quit", "ctrl+q", "ctrl+q", "quit", "Leave acudesk"),
    Action("help", "question_mark", "?", "help", "Every key"),
)


def actions_of(where: str) -> tuple[Action, ...]:
    """The actions of one screen, its own first."""
    own = [one for one in ACTIONS if one.where == where != EVERYWHERE]
    return (*own, *(one for one in ACTIONS if one.where == EVERYWHERE))
