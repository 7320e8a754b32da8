"""An assessment in words, with the numbers behind it and the rule that gave the advice."""

from collections.abc import Callable

from care.advice import AdviceRow
from care.derived import Derived, Pair, median
from care.status import StatusRow

_RESPONSE = {
    "mcid": "Meaningful change",
    "partial": "Some change, short of meaningful",
    "none": "No meaningful change",
    "worse": "Worse than at baseline",
}


def number(value: float) -> str:
    """A score as a person writes it: `6`, `5.5`, `6.33`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def explain(d: Derived, status: StatusRow, advice: AdviceRow) -> str:
    """Where the course stands, on which scores, and why the rule advises what it does: one line of plain text."""
    finding = _FINDINGS.get(advice.rule)
    why = finding(d, status) if finding else advice.why
    parts = (_visits(d), _pain(d), _function(d), why, f"Rule {advice.rule}.")
    return " ".join(part for part in parts if part)


def _visits(d: Derived) -> str:
    span = f"{d.lo}-{d.hi}" if d.lo != d.hi else f"{d.lo}"
    assumed = [word for flag, word in (("severity_assumed", "severity"), ("duration_assumed", "onset"))
               if flag in d.flags]  # fmt: skip
    note = f" ({' and '.join(assumed)} assumed)" if assumed else ""
    return f"Visit {d.v} of {span}{note}." if d.v else f"No visit yet, {span} expected{note}."


def _pain(d: Derived) -> str:
    if d.v == 0:
        return ""
    pain = d.pain
    if pain.baseline is None:
        return "Pain has no baseline."
    start = f"Pain {number(pain.baseline)} at baseline" + (" (visit 2)" if pain.baseline_visit == 2 else "")
    if pain.current is None or pain.newest_visit is None:
        return start + ("." if pain.baseline_visit == d.v else ", not scored since.")
    last = [number(score) for score in pain.later[-3:]]
    basis = {1: "one score since", 2: "mean of the last two", 3: "median of the last three"}[len(last)]
    scores = f": {', '.join(last)}" if len(last) > 1 else ""
    when = "now" if pain.fresh else f"when last scored at visit {pain.newest_visit}"
    return f"{start}, {number(pain.current)} {when} ({basis}{scores})."


def _function(d: Derived) -> str:
    parts = [
        f"{name} {number(pair.baseline)}{unit} at visit {pair.baseline_visit}, "
        f"{number(pair.current)}{unit} at visit {pair.current_visit}."
        for name, unit, pair in _measured(d)
        if pair.baseline is not None and pair.current is not None
    ]
    if d.discordant:
        parts.append("The measures disagree.")
    if "confirm_function" in d.flags:
        parts.append("Pain is at its goal; function needs a new score.")
    return " ".join(parts)


def _measured(d: Derived) -> tuple[tuple[str, str, Pair], ...]:
    return ((d.function.short, " %", d.ndi), ("PSFS", "", d.psfs), ("Motion", " degrees", d.rom))


def _response(d: Derived) -> str:
    """The response in words; for none and worse with the visits it was seen at."""
    if d.no_data and d.response == "none":
        return _no_scores(d)
    words = _RESPONSE[d.response]
    if d.response in ("none", "worse") and d.v > 1:
        seen = f"at visits {d.v - 1} and {d.v}" if d.confirmed else f"at visit {d.v} for the first time"
        return f"{words} {seen}"
    return words


def _no_scores(d: Derived) -> str:
    return "No scores to judge by" if d.pain.current is None else "No recent scores to judge by"


def _without_data(d: Derived, _: StatusRow) -> str:
    end = f"; the range is used up at visit {d.hi}" if d.v >= d.hi else ""
    return f"{_no_scores(d)}{end}."


def _resolved(d: Derived, _: StatusRow) -> str:
    text = f"Pain at its goal of {number(d.goal or 0)} or below at two scores running"
    if not d.function_known:
        return f"{text}; function has no baseline to compare with."
    if d.ndi.current is not None:
        return f"{text}, {d.function.short} at {number(d.function.goal_at_most)} % or below."
    return f"{text}, PSFS at {number(d.protocol.psfs.goal_at_least)} or above."


def _too_soon(d: Derived, status: StatusRow) -> str:
    if status.status == "early_response":
        return f"Meaningful change before the early checkpoint at visit {d.early}."
    return f"Before the early checkpoint at visit {d.early}; improvement is given time."


def _re_evaluate(d: Derived, _: StatusRow) -> str:
    early = f", before the early checkpoint at visit {d.early}" if d.v < d.early else ""
    return f"{_response(d)}{early}."


def _way(d: Derived) -> str:
    if d.progress is None:
        return ""
    return f"{100 * d.progress:.0f} % of the way to the goal, {100 * d.pace:.0f} % expected by now"


def _on_track(d: Derived, _: StatusRow) -> str:
    way = _way(d)
    return f"Meaningful change{f': {way}' if way else ''}."


def _modify(d: Derived, status: StatusRow) -> str:
    if status.reason == "plateau":
        before = number(median(d.pain.later[-6:-3]))
        return f"No further change: {before} in the three scores before (median), {number(d.pain.current or 0)} now."
    if status.reason == "behind_pace":
        return f"Behind the pace: {_way(d)}."
    early = f", and the range starts at visit {d.lo}" if d.v < d.lo else ""
    return f"{_response(d)}{early}."


def _then(text: str) -> Callable[[Derived, StatusRow], str]:
    def words(d: Derived, _: StatusRow) -> str:
        complementary = "was declined" if d.case.complementary == "declined" else "is done"
        return f"{_response(d)}{text.format(lo=d.lo, hi=d.hi, hard=d.hard, complementary=complementary)}."

    return words


_SEEN = "; the orthopaedic physician has seen the patient"
_ASKED = "; the orthopaedic referral is open"
_END = "; the range is used up at visit {hi}"

_FINDINGS: dict[str, Callable[[Derived, StatusRow], str]] = {
    "D05": _resolved,
    "D06": _then(_ASKED),
    "D07": _then(_SEEN),
    "D08": _re_evaluate,
    "D09": _then(""),
    "D10": _without_data,
    "D11": _without_data,
    "D12": _too_soon,
    "D13": _on_track,
    "D14": _then("; a sensory finding, and the range began at visit {lo}"),
    "D15": _without_data,
    "D16": _then(_END + ", and visit {hard} is the last to extend to"),
    "D17": _then(_END + _ASKED),
    "D18": _then(_END + _SEEN),
    "D19": _then("; visit {hard} is well past the range"),
    "D20": _then(_END + "; complementary care has not been tried"),
    "D21": _then(_END + "; the complementary referral is open"),
    "D22": _then(_END + "; complementary care {complementary}"),
    "D23": _modify,
    "D24": _then(""),
    "D25": _then(""),
    "D26": _then("; the complementary referral is open"),
    "D27": _then("; the patient declined complementary care"),
    "D28": _then("; complementary care is done"),
    "D29": _then("; complementary care is done" + _ASKED),
    "D30": _then("; complementary care is done" + _SEEN),
}
"""What each rule saw, with its numbers. A rule that rests on no score is explained by its own line in the table."""
