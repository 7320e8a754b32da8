"""The options of referrals, of those they go to, and of the clinic's letters."""

import argparse

from care.referral import KINDS, STATES, URGENCIES
from dashboard.cli import typed
from dashboard.cli.desk_arguments import Add, group, json_option

REFERRALS = ("referral", "provider", "clinic")
"""Every command about referrals, in the order of the help."""

VERBS = {
    "sent": "sent",
    "accepted": "accepted",
    "scheduled": "scheduled",
    "no-show": "no_show",
    "attended": "attended",
    "report": "report_received",
    "close": "closed",
    "cancel": "cancelled",
    "declined-by-patient": "declined_by_patient",
    "declined-by-provider": "declined_by_provider",
    "again": "draft",
}
"""The steps of a referral by the word for each, and the state it leads to."""

SENT_BY = ("fax", "post", "hand", "e-mail")

_VERB_HELP = {
    "sent": "it went to the provider",
    "accepted": "the provider takes the patient",
    "scheduled": "the provider's visit has a day",
    "no-show": "the patient did not come to the provider",
    "attended": "the patient was at the provider",
    "report": "the report is here, to be read",
    "close": "the report was read, and the patient told",
    "cancel": "it is not needed any more",
    "declined-by-patient": "the patient does not want it",
    "declined-by-provider": "the provider does not take the patient",
    "again": "make a declined one a draft again, for another provider",
}
_PROVIDER = "a provider, by number or name"


def add_referrals(add: Add) -> None:
    """Referrals, providers, and what stands at the head of a letter."""
    _referral(add)
    _provider(add)
    clinic = group(add("clinic", "what stands at the head of the clinic's letters"))
    json_option(clinic("show", "name, address, numbers, paper, and who signs"), "the clinic")
    made = clinic("set", "change some of it; an empty text takes it off")
    made.add_argument("--name", metavar="NAME", help="the clinic's name")
    _reached(made)
    made.add_argument("--paper", choices=("a4", "letter"), help="the paper of its letters")
    made.add_argument("--desk-reads-notes", choices=("yes", "no"), help="whether the front desk reads what is clinical")
    json_option(made, "the clinic")


def _referral(add: Add) -> None:
    referral = group(add("referral", "start referrals and lead them through their loop"))
    start = referral("start", "start the referral that is proposed, as a draft")
    start.add_argument(
        "patient", metavar="PATIENT", help="a patient's number, id in the imported file, or a name that only one has"
    )
    start.add_argument("--course", metavar="ID", help="for which course (the open one)")
    start.add_argument("--kind", choices=KINDS, help="the kind of care (the one that is proposed)")
    start.add_argument("--to", metavar="PROVIDER", help=f"{_PROVIDER} (the one of that kind sent to most)")
    start.add_argument("--urgent", action="store_true", help="it is urgent")
    start.add_argument("--question", metavar="TEXT", help="what is asked (proposed with the course's numbers)")
    start.add_argument("--by", type=typed.day, metavar="DATE", help="by when a report is asked for")
    json_option(start, "the referral")
    show = _one(referral("show", "print a referral with everything on its way"))
    show.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="another day than today")
    json_option(show, "the referral")
    step = _one(referral("step", "lead a referral to the next state"))
    step.add_argument("state", choices=STATES, metavar="STATE", help=", ".join(STATES))
    _step(step, *STATES)
    for verb, state in VERBS.items():
        _step(_one(referral(verb, _VERB_HELP[verb])), state)
    _notes(referral)
    letter = _one(referral("letter", "print a referral's letter, or keep a copy of it as it is sent"))
    letter.add_argument("--told", metavar="TEXT", help="what the patient was told of the referral, for the letter")
    letter.add_argument("--by", metavar="WHO", help="who of the staff signs (who treats in the course)")
    letter.add_argument("--pdf", metavar="FILE", help="write it into this new file as PDF instead of printing it")
    letter.add_argument("--cover", action="store_true", help="with --pdf: a page for the fax before it")
    letter.add_argument("--paper", choices=("a4", "letter"), help="with --pdf: another paper than the clinic's")
    which = letter.add_mutually_exclusive_group()
    which.add_argument("--send", choices=SENT_BY, help="it goes out this way: a copy is kept, and a draft is sent")
    which.add_argument("--kept", action="store_true", help="the newest one that went out, as it was")
    json_option(letter, "the letter and its referral")
    attach = _one(referral("attach", "keep a copy of a file with a referral, such as a scanned report"))
    attach.add_argument("file", metavar="FILE", help="PDF, PNG, JPEG, TIFF or plain text of at most 20 MB")
    attach.add_argument("--title", metavar="TEXT", default="", help="what it is called (its own name)")
    json_option(attach, "the referral")
    file = referral("file", "say where a kept file lies, after a look that it is whole, or write a copy of it")
    file.add_argument("number", type=int, metavar="FILE", help="its number, as `referral show` has it")
    file.add_argument("--to", metavar="NEW", help="write a copy there, which must not be there yet; not encrypted")
    _one(referral("fhir", "print a referral as a FHIR R4 Bundle, in JSON"))


def _notes(referral: Add) -> None:
    """What changes a referral without leading it on."""
    change = _one(referral("change", "change what a referral says"))
    change.add_argument("--kind", choices=KINDS, help="of a draft: another kind of care")
    change.add_argument("--to", metavar="PROVIDER", help=f"of a draft: {_PROVIDER}")
    change.add_argument("--urgency", choices=URGENCIES, help="another urgency")
    change.add_argument("--question", metavar="TEXT", help="what is asked")
    change.add_argument("--by", type=typed.day, metavar="DATE", help="by when a report is asked for")
    _facts(change, *STATES)
    change.add_argument("--reason", metavar="TEXT", default="", help="why")
    json_option(change, "the referral")
    review = _one(referral("review", "the report was read"))
    review.add_argument("--on", type=typed.day, metavar="DATE", help="another day than today")
    review.add_argument("--told", metavar="TEXT", default="", help="what the patient was told")
    json_option(review, "the referral")
    for name, help, what in (
        ("call", "note a call: whom, and what they said", "what was said"),
        ("note", "write something down on a referral's way", "what to know"),
    ):
        written = _one(referral(name, help))
        written.add_argument("--note", metavar="TEXT", required=True, help=what)
        json_option(written, "the referral")
    snooze = _one(referral("snooze", "put a referral off until a day; the day it is due stays"))
    snooze.add_argument("--until", type=typed.day, metavar="DATE", required=True, help="until when")
    snooze.add_argument("--reason", metavar="TEXT", required=True, help="why")
    json_option(snooze, "the referral")
    json_option(_one(referral("unsnooze", "take a referral up again that was put off")), "the referral")
    back = _one(referral("back", "put a referral back to a state it was in, as a correction"))
    back.add_argument("state", choices=STATES, metavar="STATE", help=", ".join(STATES))
    back.add_argument("--reason", metavar="TEXT", required=True, help="why")
    json_option(back, "the referral")


def _provider(add: Add) -> None:
    provider = group(add("provider", "whom the clinic refers to, and how it has gone with them"))
    listed = provider("list", "everybody, with counts and median days to the visit and to the report")
    listed.add_argument("--kind", choices=KINDS, help="only those of one kind of care")
    json_option(listed, "the providers")
    made = provider("add", "add somebody to refer to")
    made.add_argument("name", metavar="NAME", help="their name")
    made.add_argument("--kind", choices=KINDS, required=True, help="the kind of care")
    change = provider("change", "change some of it; an empty text takes it off")
    change.add_argument("id", metavar="PROVIDER", help=_PROVIDER)
    change.add_argument("--name", metavar="NAME", help="another name")
    change.add_argument("--kind", choices=KINDS, help="another kind of care")
    for one in (made, change):
        _reached(one)
        one.add_argument("--note", metavar="TEXT", help="what to know")
    for name, help in (
        ("retire", "nobody is sent to them any more; what is under way goes on"),
        ("back", "somebody who was retired can be referred to again"),
    ):
        provider(name, help).add_argument("id", metavar="PROVIDER", help=_PROVIDER)
    merge = provider("merge", "make two entries of one provider one")
    merge.add_argument("keep", metavar="KEEP", help="the one that stays, by number or name")
    merge.add_argument("other", metavar="OTHER", help="the one that is the same")
    for command in provider.made[1:]:
        json_option(command, "the provider")


def _one(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    to.add_argument("id", metavar="REFERRAL", help="its number, or its id in the imported file")
    return to


def _step(to: argparse.ArgumentParser, *states: str) -> None:
    """The options of a step that may lead to one of these states; the record says which step takes which."""
    to.add_argument("--on", type=typed.day, metavar="DATE", help="the day it happened (today)")
    needed = states == ("cancelled",)
    to.add_argument("--note", metavar="TEXT", default="", required=needed, help="why" if needed else "what to know")
    if {"sent", "draft"} & {*states}:
        to.add_argument("--to", metavar="PROVIDER", help=_PROVIDER)
    if "sent" in states:
        to.add_argument("--by", type=typed.day, metavar="DATE", help="by when a report is asked for")
    _facts(to, *states)
    json_option(to, "the referral")


def _facts(to: argparse.ArgumentParser, *states: str) -> None:
    if "scheduled" in states:
        needed = states == ("scheduled",)
        to.add_argument(
            "--appointment", type=typed.day, metavar="DATE", required=needed, help="the day of the provider's visit"
        )
    if "report_received" in states:
        to.add_argument("--from", dest="report_from", metavar="NAME", help="who wrote the report")
        to.add_argument("--summary", metavar="TEXT", help="what the report says; - reads standard input")
    if "closed" in states:
        to.add_argument("--told", metavar="TEXT", help="what the patient was told")


def _reached(to: argparse.ArgumentParser) -> None:
    to.add_argument("--phone", metavar="NUMBER", help="telephone number")
    to.add_argument("--fax", metavar="NUMBER", help="fax number")
    to.add_argument("--email", metavar="ADDRESS", help="e-mail address")
    to.add_argument("--address", metavar="TEXT", help="postal address, its lines parted by commas")
