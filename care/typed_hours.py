"""Opening hours, working hours and absences as people type them."""

import re
from datetime import date

from care.appointment import clock
from care.dates import NotADate, typed_date
from care.hours import Opening, Span

_SPAN = re.compile(r"(\d{1,2})[:.]?(\d{2})?\s*(?:-|–|to)\s*(\d{1,2})[:.]?(\d{2})?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}/\d{1,2}/\d{4}")


class NotHours(ValueError):
    """A text that names no hours; the message says how they are written."""


def typed_opening(text: str) -> Opening | None:
    """`08:00-18:00`, `08:00-18:00 lunch 12:00-13:00`, `closed`; None for an empty text: as usual."""
    text = text.strip().casefold()
    if not text:
        return None
    if text == "closed":
        return Opening(None)
    hours, _, lunch = text.partition("lunch")
    spans = _spans(hours)
    if len(spans) != 1 or ("lunch" in text and len(_spans(lunch)) != 1):
        raise NotHours(f"{text!r} is not understood; write 08:00-18:00, 08:00-18:00 lunch 12:00-13:00, or closed")
    return Opening(spans[0], _spans(lunch)[0] if lunch else None)


def typed_working(text: str) -> tuple[Span, ...] | None:
    """`08:00-12:00, 14:00-18:00`, `off` for a day off (no spans); None for an empty text: as the clinic."""
    text = text.strip().casefold()
    if not text:
        return None
    if text == "off":
        return ()
    spans = tuple(span for part in text.split(",") for span in _spans(part))
    if not spans:
        raise NotHours(f"{text!r} is not understood; write 08:00-12:00, 14:00-18:00, or off")
    return spans


def typed_days(text: str) -> tuple[date, date, str]:
    """`2026-12-24 Christmas Eve` or `2026-12-24 to 2027-01-02 holiday`: first and last day, and the reason."""
    found = _DATE.findall(text)[:2]
    if not found or not text.strip().startswith(found[0]):
        raise NotHours(
            f"{text.strip()!r} begins with no date; write 2026-12-24 reason, or 2026-12-24 to 2027-01-02 reason"
        )
    try:
        days = [day for one in found if (day := typed_date(one)) is not None]
    except NotADate as error:
        raise NotHours(str(error)) from None
    rest = text
    for one in found:
        rest = rest.replace(one, "", 1)
    return days[0], days[-1], re.sub(r"^\s*(?:to|-|–)?\s*", "", rest).strip()


def opening_words(opening: Opening) -> str:
    """Hours as they can be typed again."""
    if opening.hours is None:
        return "closed"
    lunch = f" lunch {span_words(opening.lunch)}" if opening.lunch else ""
    return span_words(opening.hours) + lunch


def span_words(span: Span) -> str:
    """`08:00-18:00`."""
    return f"{clock(span.start)}-{clock(span.end)}"


def _spans(text: str) -> list[Span]:
    spans = []
    for match in _SPAN.finditer(text):
        first, second, third, fourth = (int(part or 0) for part in match.groups())
        if first > 24 or third > 24 or second > 59 or fourth > 59:
            raise NotHours(f"{match[0]!r} is no time of a day")
        spans.append(Span(first * 60 + second, third * 60 + fourth))
    if _SPAN.sub("", text).strip(" ,"):
        return []
    return spans
