"""The word, the symbol and the ink of every state: the one table all screens draw from."""

from datetime import date

from care.day_words import short_date

APPOINTMENT = {
    "booked": ("○", "booked", "dim"),
    "confirmed": ("◎", "confirmed", "dim"),
    "arrived": ("◔", "waiting", "info"),
    "in_room": ("●", "in room", "good"),
    "completed": ("✓", "done", "dim"),
    "cancelled": ("–", "cancelled", "faint"),
    "late_cancelled": ("–", "late cancel", "faint"),
    "no_show": ("✗", "no-show", "warn"),
    "left_unseen": ("◇", "left unseen", "warn"),
}

COURSE_INK = {
    "red_flag": "bad",
    "not_started": "info",
    "resolved": "good",
    "worsening": "bad",
    "overdue": "bad",
    "insufficient_data": "dim",
    "early_response": "good",
    "too_early": "info",
    "stalled": "warn",
    "slow": "warn",
    "on_track": "good",
}

CONDITION = {"neck_pain": "Neck pain", "low_back_pain": "Low back pain", "shoulder_pain": "Shoulder pain"}
KIND_SHORT = {
    "chiropractic": "chiropractic", "physical_therapy": "physical th.", "massage": "massage",
    "orthopaedic": "orthopaedic",
}  # fmt: skip
KIND_TINY = {"chiropractic": "chiro", "physical_therapy": "PT", "massage": "mass.", "orthopaedic": "ortho"}
CAUSE = {"device": "phone and computer", "bags": "heavy bags", "viral": "viral infection", "sport": "sports injury"}


def condition(code: str) -> str:
    """A condition's code as words."""
    return CONDITION.get(code, code.replace("_", " ").capitalize())


def words(code: str) -> str:
    """Any code as words."""
    return code.replace("_", " ")


def causes(codes: tuple[str, ...]) -> str:
    """Contributing causes as a list in words."""
    return ", ".join(CAUSE.get(code, words(code)) for code in codes)


def short_day(on: date, today: date) -> str:
    """A day as it is said at the counter: `today`, `tomorrow`, `Thu 26 Nov`, with the year when it is another."""
    away = (on - today).days
    if away in (-1, 0, 1):
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[away]
    return short_date(on) + ("" if on.year == today.year else f" {on.year}")


def ago(on: date, today: date) -> str:
    """How long since a day: `today`, `4 days ago`, `3 weeks ago`."""
    days = (today - on).days
    if days <= 1:
        return "today" if days == 0 else "yesterday" if days == 1 else short_day(on, today)
    if days < 21:
        return f"{days} days ago"
    return f"{days // 7} weeks ago" if days < 120 else f"{days // 30} months ago"


def number(value: float | None) -> str:
    """A score without a needless `.0`; an unknown one is `?`."""
    if value is None:
        return "?"
    return f"{value:g}" if value == int(value) else f"{value:.1f}"


def signed(value: float) -> str:
    """A change with its sign, the minus a real one."""
    return ("+" if value > 0 else "−" if value < 0 else "±") + number(abs(value))
