"""Everything a person can do, once: the key bar, the bindings, the help and the palette are all read from here."""

from typing import NamedTuple

EVERYWHERE = "everywhere"


class Action(NamedTuple):
    """One thing to do. `id` is stable (keymaps name it) and is the screen's or the app's `action_<id>`.

    `keys` are Textual's key names, `shown` how they are printed, `where` the screen it belongs to, `hint` whether the
    key bar offers it there. `command` is what does the same from the command line, empty where nothing does.
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    where: str = EVERYWHERE
    hint: bool = True
    command: str = ""


# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("arrive", "a", "a", "arrive", "The patient in hand is here", "today", command="arrive"),
    Action("start", "s", "s", "start", "Into a room; a free one is offered when the booked one is taken",
           "today", command="start"),
    Action("complete", "d", "d", "done", "The treatment is over; the visit counts", "today", command="complete"),
    Action("book_next", "b", "b", "book", "Book the next visit: a place is proposed", "today", command="book"),
    Action("confirm", "f", "f", "confirm", "The patient said they will come", "today", hint=False, command="confirm"),
    Action("no_show", "x", "x", "no-show", "The patient did not come", "today", hint=False, command="no-show"),
    Action("cancel", "c", "c", "cancel", "Cancel: who and why; less than a day before counts as late",
           "today", hint=False, command="cancel"),
    Action("leave_unseen", "l", "l", "left", "The patient left before being seen",
           "today", hint=False, command="leave-unseen"),
    Action("put_back", "backspace", "bksp", "put back", "One state back, recorded as a correction",
           "today", hint=False, command="put-back"),
    Action("book_series", "B", "B", "series", "Book the rest of the course, weekly or twice weekly",
           "today", hint=False),
    Action("move", "m", "m", "move", "Pick the appointment up, put it down in the week",
           "today", hint=False, command="move"),
    Action("walk_in", "i", "i", "walk-in", "Somebody is here without an appointment: put them in now",
           "today", hint=False, command="walk-in"),
    Action("side_by_side", "v", "v", "side by side", "The day, a column for each practitioner", "today", hint=False),
    Action("week", "g", "g", "week", "The week of this practitioner, free and taken", "today", hint=False),
    Action("day_before", "left_square_bracket", "[", "day before", "Show the day before", "today", hint=False),
    Action("day_after", "right_square_bracket", "]", "day after", "Show the day after", "today", hint=False),
    Action("this_day", "t", "t", "today", "Come back to today", "today", hint=False),
    Action("only", "o", "o", "only", "Only this practitioner's patients, then the next one's, then all",
           "today", hint=False),
    Action("settle", "p", "p", "bookings", "Settle online bookings that need a patient", "today", hint=False),
    Action("why", "w", "w", "why", "Say why the advice is what it is, with its numbers", "today"),
    Action("why", "w", "w", "why", "Say why the advice is what it is, with its numbers", "caseload"),
    Action("book_next", "b", "b", "book", "Book the next visit of this course", "caseload"),
    Action("sort", "s", "s", "sort", "Sort by attention, name, next visit or visits done", "caseload"),
    Action("filter", "f", "f", "filter", "Show only the rows that hold what you type", "caseload"),
    Action("why", "w", "w", "why", "Say what this referral waits for", "referrals", hint=False),
    Action("filter", "f", "f", "filter", "Show only the rows that hold what you type", "referrals"),
    Action("book_next", "b", "b", "book", "Book for the one in hand, or settle the booking", "calls"),
    Action("filter", "f", "f", "filter", "Show only the rows that hold what you type", "calls"),
    Action("undo", "u", "u", "undo", "Take back what you did last, step by step, also after a restart", command="undo"),
    Action("find", "slash", "/", "find", "Find a patient: parts of the name, phone, birth date, id",
           command="patient find"),
    Action("show_today", "1", "1", "Today", "Today's schedule", hint=False, command="today"),
    Action("show_caseload", "2", "2", "Caseload", "Every open course, who needs a person first",
           hint=False, command="caseload"),
    Action("show_referrals", "3", "3", "Referrals", "Referrals that wait for somebody",
           hint=False, command="referrals"),
    Action("show_calls", "5", "5", "To call", "Who to call, most pressing first", hint=False, command="calls"),
    Action("hours", "H", "H", "hours", "Opening hours, closed days, absences", hint=False, command="hours"),
    Action("hide_names", "n", "n", "names", "Show initials instead of names, and back", hint=False),
    Action("next_theme", "ctrl+t", "ctrl+t", "colours", "Dark, light, high contrast", hint=False),
    Action("redraw", "ctrl+l", "ctrl+l", "redraw", "Draw everything anew", hint=False),
    Action("command_palette", "ctrl+p", "ctrl+p", "commands", "Every command by name", hint=False),
    Action("suspend", "ctrl+z", "ctrl+z", "shell", "Back to the shell; fg returns", hint=False),
    Action("back", "escape", "esc", "back", "One step back; never leaves the program", hint=False),
    Action("quit", "ctrl+q", "ctrl+q", "quit", "Leave acudesk", hint=False),
    Action("help", "question_mark", "?", "help", "Every key"),
)
# fmt: on


def actions_of(where: str) -> tuple[Action, ...]:
    """The actions of one screen, its own first."""
    own = [one for one in ACTIONS if one.where == where != EVERYWHERE]
    return (*own, *(one for one in ACTIONS if one.where == EVERYWHERE))
