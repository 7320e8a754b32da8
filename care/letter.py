"""A referral letter: what it holds, in headed parts of plain text, and the copy that is kept of what was sent.

A letter holds both parties and how to reach them, urgency, the question, history, examination with the negatives of
the red-flag screen, scores by visit, treatment, response with its rule, medicines, allergies and cautions, what the
patient was told, and by when a report is asked for. What is not on record is said to be so; nothing is made up, and
nothing is left for the reader to wonder about.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from care.day_words import full_date
from care.text import tidy

PARTS = (
    "patient", "question", "history", "exam", "scores", "treatment", "response", "safety", "told", "report",
)  # fmt: skip
"""The parts of a letter, in order."""

HEADINGS = {
    "patient": "Patient",
    "question": "What we ask",
    "history": "History",
    "exam": "Examination",
    "scores": "Scores by visit",
    "treatment": "Treatment here",
    "response": "Response so far",
    "safety": "Medicines, allergies, cautions",
    "told": "What the patient was told",
    "report": "Report",
}

KIND_WORDS = {
    "chiropractic": "chiropractic care",
    "physical_therapy": "physical therapy",
    "massage": "massage therapy",
    "orthopaedic": "orthopaedic assessment",
}

FORMAT = 1
"""The version of a kept letter's JSON."""


class Party(NamedTuple):
    """One side of a letter and how to reach it: the clinic with who signs (`person`), or the provider."""

    name: str
    person: str = ""
    credentials: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""


class Subject(NamedTuple):
    """Whom a letter is about."""

    name: str
    born: date | None = None
    phone: str = ""
    address: str = ""


class ScoreRow(NamedTuple):
    """The scores of one visit: pain 0-10, function in percent, activities 0-10 (PSFS). None was not taken."""

    number: int
    on: date
    nprs: float | None = None
    function: float | None = None
    psfs: float | None = None


class LetterFacts(NamedTuple):
    """Everything a letter says, as it is on record; texts are empty and days None where nothing is.

    `exam` are the findings as label and words, the red-flag screen with its negatives among them. `goal` is pain,
    0-10. `response` is the response and its rule in words. `function_name` is the questionnaire behind `function`.
    """

    sender: Party
    receiver: Party
    patient: Subject
    on: date
    kind: str
    urgency: str
    question: str = ""
    history: str = ""
    onset: date | None = None
    duration: str = ""
    severity: str = ""
    causes: str = ""
    exam: tuple[tuple[str, str], ...] = ()
    visits: tuple[ScoreRow, ...] = ()
    goal: float | None = None
    treatment: str = ""
    response: str = ""
    medicines: str = ""
    allergies: str = ""
    cautions: str = ""
    told: str = ""
    respond_by: date | None = None
    function_name: str = "NDI"


class Part(NamedTuple):
    """One headed part. `text` is plain, a line break parts paragraphs; somebody may have changed it."""

    key: str
    heading: str
    text: str


class Letter(NamedTuple):
    """A letter as it is drawn and kept: who, whom, when, the parts in order, and the scores for table and trend."""

    sender: Party
    receiver: Party
    patient: Subject
    on: date
    kind: str
    urgency: str
    respond_by: date | None
    parts: tuple[Part, ...]
    visits: tuple[ScoreRow, ...] = ()
    goal: float | None = None
    function_name: str = "NDI"

    @property
    def title(self) -> str:
        """`Referral for physical therapy`, with its urgency when that is not routine."""
        start = "Urgent referral" if self.urgency == "urgent" else "Referral"
        return f"{start} for {KIND_WORDS.get(self.kind, tidy(self.kind.replace('_', ' ')))}"


class LetterError(ValueError):
    """A kept letter that cannot be read."""


def paragraphs(text: str) -> tuple[str, ...]:
    """A text from outside as clean paragraphs: without control codes, empty lines, or spaces in a row."""
    return tuple(line for line in map(tidy, text.splitlines()) if line)


def letter(facts: LetterFacts) -> Letter:
    """The letter these facts make, each part a text that may be changed before it is sent."""
    texts: Mapping[str, tuple[str, ...]] = {
        "patient": _patient(facts.patient),
        "question": paragraphs(facts.question) or ("No question is on record.",),
        "history": _history(facts),
        "exam": _exam(facts),
        "scores": _scores(facts),
        "treatment": paragraphs(facts.treatment) or ("No treatment is on record.",),
        "response": paragraphs(facts.response) or ("The response to treatment is not on record.",),
        "safety": (
            said("Medicines", facts.medicines, "No medicines are on record."),
            said("Allergies", facts.allergies, "No allergies are on record."),
            said("Cautions", facts.cautions, "No cautions are on record."),
        ),
        "told": paragraphs(facts.told) or ("What the patient was told is not on record.",),
        "report": (
            f"Please send us your report by {full_date(facts.respond_by)}."
            if facts.respond_by
            else "Please send us your report; no day is set for it.",
            "If you cannot see the patient in time, please let us know, so that we can find somebody else.",
        ),
    }
    return Letter(
        sender=_clean_party(facts.sender),
        receiver=_clean_party(facts.receiver),
        patient=facts.patient._replace(
            name=tidy(facts.patient.name), phone=tidy(facts.patient.phone), address=tidy(facts.patient.address)
        ),
        on=facts.on,
        kind=facts.kind,
        urgency=facts.urgency,
        respond_by=facts.respond_by,
        parts=tuple(Part(key, HEADINGS[key], "\n".join(texts[key])) for key in PARTS),
        visits=facts.visits,
        goal=facts.goal,
        function_name=tidy(facts.function_name),
    )


def with_text(letter: Letter, key: str, text: str) -> Letter:
    """The letter with one part's text changed; an emptied part is left out of the drawing. Raises KeyError."""
    if key not in HEADINGS:
        raise KeyError(key)
    changed = "\n".join(paragraphs(text))
    return letter._replace(parts=tuple(one._replace(text=changed) if one.key == key else one for one in letter.parts))


def letter_json(letter: Letter) -> str:
    """The letter as canonical JSON: the same letter is the same text, whose digest shows whether it was changed."""
    held = {"format": FORMAT, "letter": _plain(letter)}
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a letter's canonical JSON, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def parse_letter(text: str) -> Letter:
    """The letter of its JSON, the inverse of `letter_json`. Raises LetterError."""
    try:
        kept = json.loads(text, parse_constant=_no_number)
        if kept["format"] != FORMAT:
            raise LetterError(f"This letter is of format {kept['format']!r}; format {FORMAT} can be read.")
        held = kept["letter"]
        return Letter(
            sender=_party(held["sender"]),
            receiver=_party(held["receiver"]),
            patient=Subject(
                _text(held["patient"], "name"), _day(held["patient"]["born"]), _text(held["patient"], "phone"),
                _text(held["patient"], "address"),
            ),
            on=date.fromisoformat(held["on"]),
            kind=_text(held, "kind"),
            urgency=_text(held, "urgency"),
            respond_by=_day(held["respond_by"]),
            parts=tuple(Part(_text(one, "key"), _text(one, "heading"), _text(one, "text")) for one in held["parts"]),
            visits=tuple(
                ScoreRow(int(one["number"]), date.fromisoformat(one["on"]), *_given(one)) for one in held["visits"]
            ),
            goal=_number(held["goal"]),
            function_name=_text(held, "function_name"),
        )  # fmt: skip
    except LetterError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise LetterError("This letter cannot be read; what was kept of it is not whole.") from error


def _patient(patient: Subject) -> tuple[str, ...]:
    return (
        said("Name", patient.name, "No name is on record."),
        f"Born: {full_date(patient.born)}." if patient.born else "No date of birth is on record.",
        said("Phone", patient.phone, "No phone number is on record."),
        said("Address", patient.address, "No address is on record."),
    )


def _history(facts: LetterFacts) -> tuple[str, ...]:
    return (
        *(paragraphs(facts.history) or ("How it began is not on record.",)),
        f"Onset: {full_date(facts.onset)}." if facts.onset else "The day of onset is not on record.",
        said("Duration", facts.duration, "The duration is not on record."),
        said("Severity", facts.severity, "The severity is not on record."),
        said("Contributing causes", facts.causes, "No contributing causes are on record."),
    )


def _exam(facts: LetterFacts) -> tuple[str, ...]:
    pairs = [(tidy(label), tidy(finding)) for label, finding in facts.exam]
    found = tuple(said(label, finding, f"{label}: not on record.") for label, finding in pairs)
    return found or ("No examination is on record, and no answers to the red-flag screen.",)


def _scores(facts: LetterFacts) -> tuple[str, ...]:
    if not facts.visits:
        return ("No visit is on record.",)
    name = tidy(facts.function_name)
    return (f"Pain 0-10 and {name} in percent: lower is better. PSFS 0-10: higher is better. A dash: not taken.",)


def said(label: str, value: str, missing: str = "") -> str:
    """`Label: value.` in clean text, or the sentence that says it is missing."""
    value = tidy(value)
    if not value:
        return missing
    return f"{label}: {value}" + ("" if value.endswith((".", "!", "?", "。")) else ".")


def _clean_party(party: Party) -> Party:
    return Party(*map(tidy, party))


def _plain(value: object) -> object:
    """A value as JSON knows it: names and fields as an object, days as ISO text, whole numbers without `.0`."""
    if hasattr(value, "_asdict"):
        return {name: _plain(one) for name, one in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return int(value)
    return value


def _party(held: Mapping[str, object]) -> Party:
    return Party(*(_text(held, name) for name in Party._fields))


def _text(held: Mapping[str, object], name: str) -> str:
    value = held[name]
    if not isinstance(value, str):
        raise LetterError(f"This letter cannot be read; its {name} is no text.")
    return value


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _no_number(name: str) -> float:
    raise LetterError(f"This letter cannot be read; {name} is no number.")


def _number(value: object) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise LetterError("This letter cannot be read; one of its scores is no number.")
    return value


def _given(held: Mapping[str, object]) -> tuple[float | None, ...]:
    return tuple(_number(held[name]) for name in ("nprs", "function", "psfs"))
