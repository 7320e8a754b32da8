"""The options of the practitioner's commands: visits, scores, courses, the chart, the advice."""

import argparse

from care.text import codes
from dashboard.cli import typed
from dashboard.cli.desk_arguments import Add, group, json_option

CARE = ("visit", "score", "course", "chart", "advice", "drafts")
"""Every command of care, in the order of the help."""

_PATIENT = "a patient's number, id in the imported file, or a name that only one has"
_COURSE = "another course than the newest open one"


def add_care(add: Add) -> None:
    """Visits and scores, courses, chart, advice, drafts."""
    _visit(add)
    _score(add)
    _course(add)
    chart = _with_course(add("chart", "print a patient's chart on one page"))
    form = chart.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="as text of at most 80 columns (the default)")
    form.add_argument("--json", action="store_true", help="as JSON")
    advice = add("advice", "say what the rules advise, why, and what would change it; or dismiss it")
    advice.add_argument("wish", nargs="?", choices=("dismiss",), metavar="dismiss", help="put it aside, with a reason")
    _with_course(advice)
    advice.add_argument("--reason", metavar="TEXT", help="dismiss: why")
    json_option(advice, "the course, its assessment and what would change it")
    json_option(add("drafts", "list what you have half written"), "the drafts")


def _visit(add: Add) -> None:
    visit = group(add("visit", "record, correct and take off visits"))
    made = _with_course(visit("add", "record a visit, and complete the patient's appointment of that day with it"))
    made.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="another day than today")
    _time(made, "when; of several appointments that day the one at this time")
    _scores(made)
    _treatment(made)
    made.add_argument("--as-last", action="store_true", help="points and techniques of the last treatment")
    made.add_argument("--practitioner", metavar="WHO", help="who treated, by id or name (whose appointment it was)")
    json_option(made, "the visit and what follows from it")
    mend = _with_course(visit("correct", "put a recorded visit right; what stood there stays readable"))
    _number(mend)
    mend.add_argument("--reason", metavar="TEXT", default="", help="why; needed where a value is replaced")
    _scores(mend)
    _treatment(mend)
    json_option(mend, "the visit and what follows from it")
    off = _with_course(visit("void", "take a visit off a chart it does not belong to"))
    _number(off)
    off.add_argument("--reason", metavar="TEXT", required=True, help="why")
    json_option(off, "what follows from it")


def _score(add: Add) -> None:
    score = group(add("score", "fill in the scores of a recorded visit"))
    made = _with_course(score("add", "add scores to today's visit, or to the one that is named"))
    which = made.add_mutually_exclusive_group()
    which.add_argument("--visit", type=int, metavar="N", help="the visit with this number")
    which.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="the visit of this day")
    _time(made, "of two visits on one day the one at this time")
    _scores(made)
    made.add_argument("--reason", metavar="TEXT", default="", help="why a score that stands there is replaced")
    json_option(made, "the visit and what follows from it")


def _course(add: Add) -> None:
    course = group(add("course", "open, change, close and reopen courses of care"))
    opened = course("open", "open a course of care")
    opened.add_argument("patient", metavar="PATIENT", help=_PATIENT)
    opened.add_argument(
        "--condition", type=typed.code, metavar="CODE", default="neck_pain", help="the complaint (neck_pain)"
    )
    opened.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="opened on another day than today")
    _fields(opened)
    opened.add_argument("--reason", metavar="TEXT", default="", help="why another range")
    change = _with_course(course("change", "change what was set for a course; what stood there stays readable"))
    change.add_argument("--reason", metavar="TEXT", default="", help="why; needed for another severity or range")
    _fields(change)
    close = _with_course(course("close", "close a course and release its appointments still to come"))
    close.add_argument(
        "--outcome",
        type=typed.code,
        metavar="OUTCOME",
        required=True,
        help="resolved, discharged, referred_out, lapsed",
    )
    close.add_argument("--date", type=typed.day, metavar="YYYY-MM-DD", help="closed on another day than today")
    close.add_argument("--note", metavar="TEXT", default="", help="how it ended")
    close.add_argument("--keep-appointments", action="store_true", help="what is booked stays booked")
    again = _with_course(course("reopen", "take the course that was closed last up again, within 30 days"))
    again.add_argument("--note", metavar="TEXT", required=True, help="why")
    _with_course(course("show", "how a course stands, in a few lines"))
    for command in course.made:
        json_option(command, "the course and its assessment")


def _with_course(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    to.add_argument("patient", metavar="PATIENT", help=_PATIENT)
    to.add_argument("--course", metavar="ID", help=_COURSE)
    return to


def _number(to: argparse.ArgumentParser) -> None:
    to.add_argument("number", type=int, metavar="NUMBER", help="which visit of the course, as the chart counts them")
    _time(to, "of two visits on one day the one at this time")


def _time(to: argparse.ArgumentParser, help: str) -> None:
    to.add_argument("--time", type=typed.time_before_midnight, metavar="HH:MM", help=help)


def _scores(to: argparse.ArgumentParser) -> None:
    to.add_argument("--pain", metavar="0-10", help="pain now; or now, best and worst of the last day: 7,5,9")
    function = to.add_mutually_exclusive_group()
    function.add_argument("--function", metavar="PERCENT", help="the questionnaire of the complaint, in percent")
    function.add_argument("--ndi", metavar="PERCENT", help="the same where it is the Neck Disability Index")
    function.add_argument("--answers", type=typed.answers, metavar="3,2,-,0", help="its answers in order, - for none")
    to.add_argument("--psfs", metavar="TEXT", help="'reading 4, driving 6, lifting 3', ratings in order, or the mean")
    to.add_argument("--motion", metavar="TEXT", help="degrees: 'rl 60 rr 45', or every direction in order")
    to.add_argument("--groc", metavar="N", help="change as the patient rates it, -7 to 7")


def _treatment(to: argparse.ArgumentParser) -> None:
    to.add_argument("--points", metavar="TEXT", help="'gb20 gb21l si3'; behind --as-last also '-gb21' to leave one out")
    to.add_argument("--techniques", type=codes, metavar="gua_sha,cupping", help="gua_sha, cupping, manual, electro")
    to.add_argument("--minutes", metavar="N", help="how long the needles stayed")
    to.add_argument("--response", metavar="TEXT", help="to the treatment")
    to.add_argument("--adverse", metavar="TEXT", help="an adverse event: what, and how it ended")
    to.add_argument("--advice", dest="advice_given", metavar="TEXT", help="what the patient was advised")
    to.add_argument("--note", metavar="TEXT", help="anything else; - reads it from standard input")
    to.add_argument("--seen-cautions", action="store_true", help="you have seen what is to be minded, and treat so")


def _fields(to: argparse.ArgumentParser) -> None:
    to.add_argument("--onset", dest="of_onset", metavar="WHEN", help="2026-10-01, or how long ago: '3 weeks'")
    to.add_argument(
        "--severity", dest="of_severity", type=typed.code, metavar="WORD", help="mild, moderate, severe (as measured)"
    )
    to.add_argument(
        "--class",
        dest="of_class",
        type=typed.code,
        metavar="WORD",
        help="mobility, coordination, headache, radiating, muscular",
    )
    to.add_argument("--causes", dest="of_causes", type=codes, metavar="work,posture", help="the primary one first")
    to.add_argument("--goal", dest="of_goal", metavar="0-10", help="the goal for pain")
    to.add_argument(
        "--range", dest="of_range", metavar="8-12", help="expected visits, with a reason; rule: by the rules"
    )
    to.add_argument("--practitioner", dest="of_practitioner", metavar="WHO", help="whose course it is, by id or name")
