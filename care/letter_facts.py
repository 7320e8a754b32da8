"""What a letter says of a course, taken from its chart: history, scores, treatment and response in words."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from care.advice import RESPONSE_LABELS, WHY
from care.assessment import Assessment
from care.chart import Chart, VisitRecord
from care.course import Course
from care.day_words import full_date
from care.letter import LetterFacts, Party, ScoreRow, Subject, said
from care.patient import Patient, full_name
from care.text import counted

CAUSE_WORDS = {
    "work": "work habits",
    "sleep": "sleeping position",
    "posture": "posture",
    "sport": "sports injury",
    "driving": "driving",
    "whiplash": "whiplash",
    "bags": "heavy bags",
    "device": "phone and computer use",
    "stress": "stress",
    "viral": "viral infection",
    "other": "another cause",
}

TECHNIQUE_WORDS = {
    "gua_sha": "gua sha",
    "cupping": "cupping",
    "manual": "manual therapy",
    "electro": "electrical stimulation",
}


def facts_of(
    chart: Chart,
    assessment: Assessment,
    *,
    sender: Party,
    receiver: Party,
    kind: str,
    urgency: str,
    question: str,
    on: date,
    respond_by: date | None = None,
    exam: Iterable[tuple[str, str]] = (),
    history: str = "",
    told: str = "",
    function_name: str = "NDI",
) -> LetterFacts:
    """The facts of a letter about a chart's course, written on a day: what is on record by its end, and what is given.

    `sender` is the clinic with who signs, `exam` the newest evaluation as label and words (`care.evaluation.summary`),
    `history` how it began, `told` what the patient was told of the referral, `function_name` what the condition's
    questionnaire is called for short. Raises ValueError for a chart without a course.
    """
    course = chart.course
    if course is None:
        raise ValueError("a letter is about a course, and this chart has none")
    visits = tuple(visit for visit in chart.visits if visit.on <= on)
    return LetterFacts(
        sender=sender,
        receiver=receiver,
        patient=Subject(letter_name(chart.patient), chart.patient.born, chart.patient.phone, chart.address),
        on=on,
        kind=kind,
        urgency=urgency,
        question=question,
        history=history,
        onset=course.onset_date,
        duration=_duration(course, visits, assessment),
        severity=assessment.severity + (", assumed: not scored at visit 1" if _assumed(assessment, "severity") else ""),
        causes=", ".join(CAUSE_WORDS.get(cause, cause.replace("_", " ")) for cause in course.causes),
        exam=tuple(exam),
        visits=score_rows(visits),
        goal=assessment.goal,
        treatment="\n".join(treatment_words(visits)),
        response="\n".join(response_words(assessment)),
        medicines=chart.medicines,
        allergies=chart.allergies,
        cautions=", ".join(caution.replace("_", " ") for caution in chart.patient.cautions),
        told=told,
        respond_by=respond_by,
        function_name=function_name,
    )


def letter_name(patient: Patient) -> str:
    """The name as another practice has it on file; what the patient likes to be called stands behind it."""
    name = full_name(patient.family_name, patient.given_name)
    return f"{name} (called {patient.preferred_name})" if patient.preferred_name else name


def score_rows(visits: Iterable[VisitRecord]) -> tuple[ScoreRow, ...]:
    """One row a visit number, of each measure the first score recorded that day."""
    rows: dict[int, ScoreRow] = {}
    for visit in visits:
        entry, row = visit.entry, rows.get(visit.number, ScoreRow(visit.number, visit.on))
        rows[visit.number] = row._replace(
            nprs=_first(row.nprs, entry.nprs),
            function=_first(row.function, entry.ndi_percent),
            psfs=_first(row.psfs, entry.psfs),
        )
    return tuple(rows.values())


def treatment_words(visits: tuple[VisitRecord, ...]) -> tuple[str, ...]:
    """What was done: how often and how long, points and techniques by their number of visits, and what went wrong."""
    if not visits:
        return ()
    numbers = {visit.number for visit in visits}
    first, last = visits[0].on, visits[-1].on
    when = f"on {full_date(first)}" if first == last else f"from {full_date(first)} to {full_date(last)}"
    lines = [f"{counted(len(numbers), 'visit', 'visits')} {when}."]
    if minutes := sorted({visit.entry.minutes for visit in visits if visit.entry.minutes is not None}):
        span = f"{minutes[0]}" if len(minutes) == 1 else f"{minutes[0]}-{minutes[-1]}"
        lines.append(f"Each took {span} minutes.")
    points = _used((visit.number, needle.point) for visit in visits for needle in visit.entry.needles)
    techniques = _used(
        (visit.number, TECHNIQUE_WORDS.get(one, one.replace("_", " "))) for visit in visits
        for one in visit.entry.techniques
    )  # fmt: skip
    lines.append(f"Points, and at how many visits: {points}." if points else "No points are on record.")
    lines.append(f"Beside the needles: {techniques}." if techniques else "No other techniques are on record.")
    adverse = [f"visit {visit.number}: {visit.entry.adverse}" for visit in visits if visit.entry.adverse]
    lines.append(said("Adverse events", "; ".join(adverse)) if adverse else "No adverse event is on record.")
    advice = next((visit for visit in reversed(visits) if visit.entry.advice_given), None)
    if advice is not None:
        lines.append(said(f"Advice given at visit {advice.number}", advice.entry.advice_given))
    return tuple(lines)


def response_words(assessment: Assessment) -> tuple[str, ...]:
    """The response, the numbers behind it, and the rule of the clinic's protocol that led to the advice."""
    numbers = assessment.explanation.removesuffix(f"Rule {assessment.rule}.").strip()
    label = RESPONSE_LABELS.get(assessment.response, assessment.response)
    return (
        f"Response: {label}. {numbers}",
        f"By rule {assessment.rule} of this clinic's protocol: {WHY[assessment.rule]}",
    )


def _duration(course: Course, visits: tuple[VisitRecord, ...], assessment: Assessment) -> str:
    if _assumed(assessment, "duration") or course.onset_date is None:
        return f"{assessment.duration}, assumed: the day of onset is not known"
    start = visits[0].on if visits else course.opened_on
    days = max(0, (start - course.onset_date).days)
    length = counted(days, "day", "days") if days < 14 else f"{days // 7} weeks"
    return f"{assessment.duration}, {length} before the first visit"


def _assumed(assessment: Assessment, what: str) -> bool:
    return f"{what}_assumed" in assessment.flags


def _used(pairs: Iterable[tuple[int, str]]) -> str:
    """What was used, most often first, with the number of visits: `GB20 (8), SI3 (5)`."""
    counts = Counter(name for _, name in dict.fromkeys(pairs))
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return ", ".join(f"{name} ({count})" for name, count in ordered)


def _first(known: float | None, given: float | None) -> float | None:
    return given if known is None else known
