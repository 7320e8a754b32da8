"""Everything a person can do, once: the key bar, the bindings, the help and the palette are all read from here."""

from typing import NamedTuple

from care.rights import LOOKING

EVERYWHERE = "everywhere"


class Action(NamedTuple):
    """One thing to do. `id` is stable (keymaps name it) and is the screen's or the app's `action_<id>`.

    `keys` are Textual's key names, `shown` how they are printed, `where` the screen it belongs to, `hint` whether the
    key bar offers it there. `command` is what does the same from the command line, empty where nothing does. `right` is
    the one of `care.rights` it needs: who has not got it is told so at the key, and the key bar leaves it out.
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    where: str = EVERYWHERE
    hint: bool = True
    command: str = ""
    right: str = "see"

    @property
    def writes(self) -> bool:
        """Whether it leads to a write: a session that only looks does not go that way."""
        return self.right not in LOOKING


# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("arrive", "a", "a", "arrive", "The patient in hand is here", "today", command="arrive", right="schedule"),
    Action("start", "s", "s", "start", "Into a room; a free one is offered when the booked one is taken",
           "today", command="start", right="schedule"),
    Action("complete", "d", "d", "done", "The treatment is over; the visit counts", "today", command="complete",
           right="schedule"),
    Action("book_next", "b", "b", "book", "Book the next visit: a place is proposed", "today", command="book",
           right="schedule"),
    Action("confirm", "f", "f", "confirm", "The patient said they will come", "today", hint=False, command="confirm",
           right="schedule"),
    Action("no_show", "x", "x", "no-show", "The patient did not come", "today", hint=False, command="no-show",
           right="schedule"),
    Action("cancel", "c", "c", "cancel", "Cancel: who and why; less than a day before counts as late",
           "today", hint=False, command="cancel", right="schedule"),
    Action("leave_unseen", "l", "l", "left", "The patient left before being seen",
           "today", hint=False, command="leave-unseen", right="schedule"),
    Action("put_back", "backspace", "bksp", "put back", "One state back, recorded as a correction",
           "today", hint=False, command="put-back", right="schedule"),
    Action("book_series", "B", "B", "series", "Book the rest of the course, weekly or twice weekly",
           "today", hint=False, right="schedule"),
    Action("move", "m", "m", "move", "Pick the appointment up, put it down in the week",
           "today", hint=False, command="move", right="schedule"),
    Action("walk_in", "i", "i", "walk-in", "Somebody is here without an appointment: put them in now",
           "today", hint=False, command="walk-in", right="schedule"),
    Action("visit", "v", "v", "visit", "Record the visit: pain, and the treatment like the last one",
           "today", command="visit add", right="clinical"),
    Action("chart", "enter", "enter", "chart", "The chart of the patient in hand", "today", command="chart"),
    Action("refer", "r", "r", "refer", "Start the referral that is proposed", "today", hint=False,
           command="referral start", right="refer"),
    Action("side_by_side", "V", "V", "side by side", "The day, a column for each practitioner", "today", hint=False),
    Action("week", "g", "g", "week", "The week of this practitioner, free and taken", "today", hint=False),
    Action("day_before", "left_square_bracket", "[", "day before", "Show the day before", "today", hint=False),
    Action("day_after", "right_square_bracket", "]", "day after", "Show the day after", "today", hint=False),
    Action("this_day", "t", "t", "today", "Come back to today", "today", hint=False),
    Action("only", "o", "o", "only", "Only this practitioner's patients, then the next one's, then all",
           "today", hint=False),
    Action("settle", "p", "p", "bookings", "Settle online bookings that need a patient", "today", hint=False,
           right="schedule"),
    Action("why", "w", "w", "why", "Say why the advice is what it is, with its numbers", "today", right="see_clinical"),
    Action("chart", "enter", "enter", "chart", "The chart of the patient in hand", "caseload", command="chart"),
    Action("why", "w", "w", "why", "Say why the advice is what it is, with its numbers", "caseload",
           right="see_clinical"),
    Action("refer", "r", "r", "refer", "Start the referral that is proposed", "caseload", hint=False,
           command="referral start", right="refer"),
    Action("book_next", "b", "b", "book", "Book the next visit of this course", "caseload", right="schedule"),
    Action("sort", "s", "s", "sort", "Sort by attention, name, next visit or visits done", "caseload"),
    Action("filter", "f", "f", "filter", "Show only the rows that hold what you type", "caseload"),
    Action("open", "enter", "enter", "open", "The referral in full; the keys of its next steps stand below",
           "referrals", command="referral show"),
    Action("call", "t", "t", "call", "Note a call: what was said", "referrals", command="referral call",
           right="logistics"),
    Action("letter", "l", "l", "letter", "The letter: read, change, send, keep as PDF", "referrals",
           command="referral letter", right="letters"),
    Action("snooze", "z", "z", "put off", "Put it off until a day, or take it up again", "referrals", hint=False,
           command="referral snooze", right="logistics"),
    Action("edit", "e", "e", "change", "Change question, urgency, or by when a report is asked for", "referrals",
           hint=False, right="refer"),
    Action("review", "y", "y", "read", "The report was read", "referrals", hint=False, command="referral review",
           right="refer"),
    Action("put_back", "backspace", "bksp", "put back", "Back to a state before, kept as a correction", "referrals",
           hint=False, command="referral back", right="logistics"),
    Action("chart", "g", "g", "chart", "The patient's chart", "referrals", hint=False, command="chart"),
    Action("filter", "f", "f", "filter", "Show only the rows that hold what you type", "referrals"),
    Action("call", "t", "t", "call", "Note a call: what was said", "referral", command="referral call",
           right="logistics"),
    Action("letter", "l", "l", "letter", "The letter: read, change, send, keep as PDF", "referral",
           command="referral letter", right="letters"),
    Action("attach", "plus", "+", "file", "Keep a file with it: the report, a picture", "referral",
           command="referral attach", right="logistics"),
    Action("snooze", "z", "z", "put off", "Put it off until a day, or take it up again", "referral", hint=False,
           command="referral snooze", right="logistics"),
    Action("edit", "e", "e", "change", "Change question, urgency, or by when a report is asked for", "referral",
           hint=False, right="refer"),
    Action("review", "y", "y", "read", "The report was read", "referral", hint=False, command="referral review",
           right="refer"),
    Action("put_back", "backspace", "bksp", "put back", "Back to a state before, kept as a correction", "referral",
           hint=False, command="referral back", right="logistics"),
    Action("chart", "g", "g", "chart", "The patient's chart", "referral", command="chart"),
    Action("book_next", "b", "b", "book", "Book for the one in hand, or settle the booking", "calls", right="schedule"),
    Action("filter", "f", "f", "filter", "Show only the rows that hold what you type", "calls"),
    Action("visit", "v", "v", "visit", "Record a visit in this course", "chart", command="visit add", right="clinical"),
    Action("mend", "m", "m", "put right", "Put the visit in hand right; what it was stays readable", "chart",
           right="clinical"),
    Action("evaluate", "e", "e", "evaluation", "Take down the orthopaedic evaluation, or go on with today's", "chart",
           right="clinical"),
    Action("why", "w", "w", "why", "Say why the advice is what it is, take it or dismiss it", "chart",
           right="see_clinical"),
    Action("refer", "r", "r", "refer", "Start the referral that is proposed", "chart", command="referral start",
           right="refer"),
    Action("book_next", "b", "b", "book", "Book the next visit of this course", "chart", command="book",
           right="schedule"),
    Action("next_page", "tab,right", "tab", "next page", "The next page of the chart, where one does not hold it",
           "chart", hint=False),
    Action("page_before", "left,shift+tab", "←", "page before", "The page before", "chart", hint=False),
    Action("trend", "t", "t", "trend", "The trend of the next measure: pain, function, PSFS, motion", "chart",
           hint=False, right="see_clinical"),
    Action("trend_by", "d", "d", "by date", "The trend by date, or by visit", "chart", hint=False,
           right="see_clinical"),
    Action("course_after", "right_square_bracket", "]", "next course", "The patient's next older course", "chart",
           hint=False),
    Action("course_before", "left_square_bracket", "[", "course before", "The newer course", "chart", hint=False),
    Action("open_course", "o", "o", "open course", "Open another course of care for this patient", "chart",
           hint=False, command="course open", right="clinical"),
    Action("change_course", "c", "c", "change course", "Change onset, severity, class, causes, goal or range", "chart",
           hint=False, right="clinical"),
    Action("close_course", "x", "x", "close course", "Close this course, or open a closed one again", "chart",
           hint=False, command="course close", right="clinical"),
    Action("red_flag", "R", "R", "red flag", "Record what was done about a red flag", "chart", hint=False,
           right="clinical"),
    Action("person", "p", "p", "person", "The person: phone, waiting list, change, merge", "chart", hint=False),
    Action("summary", "y", "y", "summary", "One page to print or copy", "chart", hint=False, command="chart",
           right="see_clinical"),
    Action("who_saw", "W", "W", "who saw it", "Who saw and changed this chart: the audit log of this patient", "chart",
           hint=False, command="audit show", right="see_audit"),
    Action("behind", "enter", "enter", "courses", "The courses behind the figure in hand", "outcomes",
           right="see_outcomes"),
    Action("period", "p", "p", "period", "Another period", "outcomes", command="outcomes", right="see_outcomes"),
    Action("filter", "f", "f", "filter", "Only some courses: by severity, duration, class, practitioner, condition",
           "outcomes", command="outcomes", right="see_outcomes"),
    Action("by", "b", "b", "compare", "Groups of courses beside each other", "outcomes", command="outcomes",
           right="see_outcomes"),
    Action("ranges", "r", "r", "own ranges", "Expected visits proposed from your own closed courses", "outcomes",
           command="outcomes", right="see_outcomes"),
    Action("next_page", "tab", "tab", "next page", "The next page: curves of severity and duration side by side",
           "outcomes", hint=False, right="see_outcomes"),
    Action("page_before", "shift+tab", "⇧tab", "page before", "The page before", "outcomes", hint=False,
           right="see_outcomes"),
    Action("chart", "enter", "enter", "chart", "The chart of the patient in hand", "outcome_courses", command="chart"),
    Action("filter", "f", "f", "filter", "Show only the rows that hold what you type", "outcome_courses",
           right="see_outcomes"),
    Action("next_patient", "N", "N", "next", "The chart of the next patient not yet seen", hint=False),
    Action("add", "plus", "+", "add", "Add somebody to refer to", "providers", command="provider add",
           right="providers"),
    Action("edit", "e", "e", "change", "Change the one in hand; enter does the same", "providers",
           command="provider change", right="providers"),
    Action("retire", "x", "x", "retire", "Retire the one in hand, or take them into use again", "providers",
           command="provider retire", right="providers"),
    Action("merge", "m", "m", "merge", "Two entries are the same: make them one", "providers",
           command="provider merge", right="providers"),
    Action("providers", "L", "L", "providers", "Those the clinic refers to: add, change, retire, merge",
           hint=False, command="provider list"),
    Action("chart", "enter", "enter", "chart", "The chart of the patient of the entry in hand", "audit",
           right="see_audit"),
    Action("patient", "p", "p", "patient", "Only this patient's entries; again everybody's", "audit",
           command="audit show", right="see_audit"),
    Action("person", "w", "w", "person", "Only what this person did; again everybody", "audit", command="audit show",
           right="see_audit"),
    Action("standing_out", "x", "x", "stands out", "Only what was refused, failed, or done in an emergency", "audit",
           right="see_audit"),
    Action("day", "d", "d", "day", "To a day", "audit", command="audit show", right="see_audit"),
    Action("day_before", "left_square_bracket", "[", "day before", "To the day before", "audit", hint=False,
           right="see_audit"),
    Action("day_after", "right_square_bracket", "]", "day after", "To the day after", "audit", hint=False,
           right="see_audit"),
    Action("newest", "t", "t", "newest", "Back to the newest entry", "audit", hint=False, right="see_audit"),
    Action("verify", "v", "v", "verify", "Follow the whole log once more: is it whole?", "audit", hint=False,
           command="audit verify", right="see_audit"),
    Action("audit", "A", "A", "audit log", "The audit log: who saw and did what, and whether it is whole", hint=False,
           command="audit show", right="see_audit"),
    Action("drafts", "D", "D", "half written", "What is half written, to take up again", hint=False, right="clinical"),
    Action("undo", "u", "u", "undo", "Take back what you did last, step by step, also after a restart", command="undo",
           right="undo"),
    Action("find", "slash", "/", "find", "Find a patient: parts of the name, phone, birth date, id",
           command="patient find"),
    Action("show_today", "1", "1", "Today", "Today's schedule", hint=False, command="today"),
    Action("show_caseload", "2", "2", "Caseload", "Every open course, who needs a person first",
           hint=False, command="caseload"),
    Action("show_referrals", "3", "3", "Referrals", "Referrals that wait for somebody",
           hint=False, command="referrals"),
    Action("show_outcomes", "4", "4", "Outcomes", "How the courses of a period went", hint=False, command="outcomes",
           right="see_outcomes"),
    Action("show_calls", "5", "5", "To call", "Who to call, most pressing first", hint=False, command="calls"),
    Action("hours", "H", "H", "hours", "Opening hours, closed days, absences", hint=False, command="hours"),
    Action("switch_person", "S", "S", "switch person", "Another person at this screen, by PIN", hint=False,
           right="session"),
    Action("lock", "Z", "Z", "lock", "Lock the screen now; the PIN opens it", hint=False, right="session"),
    Action("emergency", "exclamation_mark", "!", "emergency", "Read what is kept from your role for an hour",
           hint=False, command="staff emergency", right="emergency"),
    Action("who_here", "W", "W", "who is in", "Who is in now: from where, since when", hint=False,
           command="sessions"),
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


def action_named(where: str, name: str) -> Action | None:
    """The action a key of that screen means by an id: its own before that of everywhere."""
    return next((one for one in actions_of(where) if one.id == name), None)
