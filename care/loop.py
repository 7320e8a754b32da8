"""The loop of a referral as people walk it: which steps may follow a state, what each needs, and all of it in words.

The states and what follows them are the clinical page's (section 8). Beside the page, a patient may refuse from the
sending on: people say so on the phone, long before an appointment that they could miss.
"""

from typing import NamedTuple

from care.referral import NEXT_STATES, STATES, Referral

REFUSED_FROM = ("sent", "accepted", "scheduled")
"""States from which the patient's refusal follows here, beside the page's no-show."""

LABEL: dict[str, str] = {
    "draft": "to send",
    "sent": "sent",
    "accepted": "accepted",
    "scheduled": "visit booked",
    "no_show": "did not come",
    "attended": "seen",
    "report_received": "report to read",
    "closed": "closed",
    "declined_by_patient": "refused by the patient",
    "declined_by_provider": "declined",
    "cancelled": "cancelled",
}
"""Each state in a word or two, as it stands in a list."""

_WAITING: dict[str, str] = {
    "draft": "sending",
    "sent": "the provider's answer",
    "accepted": "a day for the visit",
    "scheduled": "the visit",
    "no_show": "a new day",
    "attended": "the report",
    "report_received": "reading the report",
    "declined_by_provider": "another provider",
}

_STEP: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "draft": ("find another", "Make it a draft again, for another provider", (), "d"),
    "sent": ("send", "It is on its way to the provider", ("provider", "question"), "s"),
    "accepted": ("accept", "The provider takes the patient", (), "a"),
    "scheduled": ("book", "The provider's visit has a day", ("appointment_on",), "b"),
    "no_show": ("no-show", "The patient did not come to the provider", (), "m"),
    "attended": ("attend", "The patient was at the provider", (), "v"),
    "report_received": ("report", "The report is here", (), "r"),
    "closed": ("close", "The report was read, and the patient told", ("reviewed", "told_patient"), "c"),
    "declined_by_patient": ("refuse", "The patient does not want it", (), "p"),
    "declined_by_provider": ("decline", "The provider does not take the patient", (), "o"),
    "cancelled": ("cancel", "It is not needed any more", ("note",), "x"),
}


class LoopStep(NamedTuple):
    """One step that may follow: the state it leads to, its verb for a key, what it says, and what it needs.

    `needs` are names out of provider, question, appointment_on, reviewed, told_patient, note. `key` is a letter no
    other step from the same state has.
    """

    state: str
    verb: str
    words: str
    needs: tuple[str, ...] = ()
    key: str = ""


def follows(state: str) -> tuple[str, ...]:
    """The states that may follow one, the usual way first; none from an ended or unknown one."""
    page = NEXT_STATES.get(state, ())
    if state not in REFUSED_FROM:
        return page
    # To cancel is the last thing anybody means.
    return (*(one for one in page if one != "cancelled"), "declined_by_patient", "cancelled")


def steps_for(state: str) -> tuple[LoopStep, ...]:
    """The steps that may follow a state, the usual way first; none from an ended or unknown one."""
    found = []
    for led_to in follows(state):
        verb, words, needs, key = _STEP[led_to]
        found.append(LoopStep(led_to, verb, words, needs, key))
    return tuple(found)


def waiting_for(of: Referral | str) -> str:
    """What a referral, or a state, waits for, in words; empty when it waits for nothing.

    A report that was read waits for the patient to be told, one with a visit for that day.
    """
    if isinstance(of, str):
        return _WAITING.get(of, "")
    if of.status == "report_received" and of.reviewed_on is not None:
        return "telling the patient"
    if of.status == "scheduled" and of.appointment_on is not None:
        return f"the visit on {of.appointment_on.isoformat()}"
    return _WAITING.get(of.status, "")


def earlier(state: str, way: tuple[str, ...]) -> tuple[str, ...]:
    """The states of a way that a correction may put a referral back to from `state`, the nearest first.

    `way` are the states it has taken, in order, as `care.referral.steps` names them.
    """
    before = dict.fromkeys(one for one in way if one != state and one in STATES)
    return tuple(reversed(before))
