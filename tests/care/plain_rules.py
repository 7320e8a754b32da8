"""The rules a second time, slow and plain, to hold the program against.

Written from the clinical page alone: a record is a list of visits, each a dictionary; the record as it stood after
an earlier visit is a shorter list; numbers are fractions. It shares no code with the program.
"""

from fractions import Fraction
from statistics import median
from typing import Any

Visits = list[dict[str, Any]]

RANGES = {
    ("mild", "acute"): (5, 6), ("mild", "subacute"): (5, 8), ("mild", "chronic"): (6, 10),
    ("moderate", "acute"): (5, 8), ("moderate", "subacute"): (6, 10), ("moderate", "chronic"): (8, 12),
    ("severe", "acute"): (6, 10), ("severe", "subacute"): (8, 12), ("severe", "chronic"): (10, 12),
}  # fmt: skip


def visits_of(case: Any) -> Visits:
    taken = [{} for _ in range(case.visits_done)]
    for name in ("nprs", "ndi", "psfs", "rom", "groc"):
        for visit, score in getattr(case, name):
            taken[visit - 1][name] = Fraction(str(score))
    return taken


def pain(visits: Visits) -> tuple[Fraction | None, list[tuple[int, Fraction]]]:
    """The baseline, and the scores after its visit with their visit numbers."""
    for index in (0, 1):
        if len(visits) > index and "nprs" in visits[index]:
            after = [(n, one["nprs"]) for n, one in enumerate(visits, 1) if n > index + 1 and "nprs" in one]
            return visits[index]["nprs"], after
    return None, []


def now(after: list[tuple[int, Fraction]]) -> Fraction | None:
    return median([score for _, score in after][-3:]) if after else None


def function(visits: Visits, name: str) -> tuple[Fraction | None, Fraction | None]:
    numbers = [n for n, one in enumerate(visits, 1) if name in one]
    if not numbers:
        return None, None
    earliest, newest = numbers[0], numbers[-1]
    baseline = visits[earliest - 1][name] if earliest in (1, 2) else None
    another = baseline is None or newest != earliest
    current = visits[newest - 1][name] if another and newest >= len(visits) - 4 else None
    return baseline, current


def changes(visits: Visits, radiating: bool) -> dict[str, bool]:
    b, after = pain(visits)
    s = now(after)
    found = dict.fromkeys(("worse", "mcid", "function_mcid", "partial"), False)

    def mark(name: str, holds: bool) -> None:
        found[name] = found[name] or holds

    if b is not None and s is not None:
        if b >= 3:
            mark("mcid", b - s >= (Fraction("2.2") if radiating else 2) and b - s >= Fraction(30, 100) * b)
            mark("partial", b - s >= 1 and b - s >= Fraction(15, 100) * b)
        if len(after) >= 2:
            mark("worse", s - b >= 2 and after[-1][1] - b >= 2)
            grocs = [one["groc"] for one in visits if "groc" in one]
            mark("worse", bool(grocs) and grocs[-1] <= -3)
    first, last = function(visits, "ndi")
    if first is not None and last is not None:
        mark("function_mcid", first - last >= 15 or (first - last >= 10 and first - last >= first / 2 and first >= 10))
        mark("partial", first - last >= 10)
        mark("worse", last - first >= 15)
    first, last = function(visits, "psfs")
    if first is not None and last is not None:
        mark("function_mcid", last - first >= 2)
        mark("partial", last - first >= 1)
        mark("worse", first - last >= 2)
    first, last = function(visits, "rom")
    if first is not None and last is not None:
        mark("partial", last - first >= 10)
    mark("mcid", found["function_mcid"])
    return found


def response(visits: Visits, radiating: bool) -> str:
    found = changes(visits, radiating)
    if found["worse"]:
        return "partial" if found["mcid"] else "worse"
    if found["mcid"]:
        return "mcid"
    return "partial" if found["partial"] else "none"


def judge(case: Any) -> dict[str, Any]:
    """Everything the program derives, under the names of the case file's answer and of the page."""
    visits, v, flags = visits_of(case), case.visits_done, set()
    severity, duration = case.severity, case.duration
    if severity is None:
        first = visits[0] if visits else {}
        grades = []
        if "nprs" in first:
            grades.append(0 if first["nprs"] < 4 else 1 if first["nprs"] < 7 else 2)
        if "ndi" in first:
            grades.append(0 if first["ndi"] < 30 else 1 if first["ndi"] < 50 else 2)
        severity = ("mild", "moderate", "severe")[max(grades)] if grades else "moderate"
        if not grades:
            flags.add("severity_assumed")
    if duration is None:
        duration = "subacute"
        flags.add("duration_assumed")
    lo, hi = case.expected or RANGES[severity, duration]
    early = min(lo, 6 if duration == "chronic" else 4)
    b, after = pain(visits)
    s = now(after)
    if b is not None and "nprs" not in visits[0]:
        flags.add("baseline_proxy")
    goal = Fraction(str(case.goal)) if case.goal is not None else None
    if goal is None and b is not None:
        goal = min(Fraction(2), max(Fraction(0), b - 1))
    answer = response(visits, case.radiating)
    found = changes(visits, case.radiating)
    if found["worse"] and found["mcid"]:
        flags.add("discordant")
    ndi, psfs = function(visits, "ndi"), function(visits, "psfs")

    resolved = False
    values = [score for _, score in after]
    for index in range(1, len(values)):
        two = values[index - 1 : index + 1]
        if max(two) <= goal:
            resolved = True
        if min(two) >= goal + 2:
            resolved = False
    if resolved and ndi[0] is None and psfs[0] is None:
        flags.add("function_unmeasured")
    elif resolved and ndi[1] is None and psfs[1] is None:
        flags.add("confirm_function")
        resolved = False
    elif resolved:
        resolved = ndi[1] <= 20 if ndi[1] is not None else psfs[1] >= 8

    progress = None
    if b is not None and b >= 3 and s is not None and b > goal:
        progress = (b - s) / (b - goal)
    elif None not in ndi and ndi[0] > 20:
        progress = (ndi[0] - ndi[1]) / (ndi[0] - 20)
    pace = Fraction(0)
    if hi != early:
        pace = Fraction(3, 4) * min(Fraction(1), max(Fraction(0), Fraction(v - early, hi - early)))
    plateau = len(values) >= 6 and s > goal and median(values[-6:-3]) - s < 1 and not found["function_mcid"]
    fresh = bool(after) and after[-1][0] >= v - 2
    no_data = (b is None or not fresh) and None in ndi and None in psfs
    confirmed = answer in ("none", "worse") and v > 1 and response(visits[:-1], case.radiating) == answer

    def status() -> tuple[str, str]:
        if case.red_flag != "none":
            return "red_flag", ""
        if v == 0:
            return "not_started", ""
        if resolved:
            return "resolved", ""
        if answer == "worse":
            return "worsening", ""
        if v > hi:
            return "overdue", ""
        if v >= 3 and no_data:
            return "insufficient_data", ""
        if v < early:
            return ("early_response" if answer == "mcid" else "too_early"), ""
        if answer == "none":
            return "stalled", "no_response"
        if plateau:
            return "slow", "plateau"
        if answer == "partial":
            return "slow", "partial_response"
        if progress is not None and progress < pace:
            return "slow", "behind_pace"
        return "on_track", ""

    name, reason = status()
    rule = _rule(case, name, answer, v, lo, hi, early, no_data, confirmed)
    return {
        "status": name, "reasons": (reason,) if reason else (), "response": answer, "rule": rule,
        "expected": (lo, hi), "early_checkpoint": early, "visits_done": v, "baseline": b, "current": s, "goal": goal,
        "progress": progress, "pace": pace, "flags": flags, "severity": severity, "duration": duration,
    }  # fmt: skip


def _rule(
    case: Any, name: str, answer: str, v: int, lo: int, hi: int, early: int, no_data: bool, confirmed: bool
) -> str:
    c, o = case.complementary, case.orthopaedic
    if name == "red_flag":
        return "D01" if case.red_flag == "emergency" else "D02"
    if name == "not_started":
        return "D03"
    if case.neuro == "motor" and o == "none":
        return "D04"
    if name == "resolved":
        return "D05"
    if name == "worsening":
        if o != "none":
            return "D06" if o == "open" else "D07"
        return "D08" if v < early or not confirmed else "D09"
    if name == "insufficient_data":
        return "D10" if v >= hi else "D11"
    if name in ("too_early", "early_response"):
        return "D12"
    if name == "on_track" and v < hi:
        return "D13"
    if case.neuro == "sensory" and o == "none" and v >= lo and answer != "mcid":
        return "D14"
    if v >= hi:
        if no_data:
            return "D15"
        if answer == "mcid" and v < hi + 4:
            return "D16"
        if o != "none":
            return "D17" if o == "open" else "D18"
        if v >= hi + 4 and answer != "mcid":
            return "D19"
        return {"none": "D20", "open": "D21", "done": "D22", "declined": "D22"}[c]
    if v < lo or name == "slow":
        return "D23"
    if not confirmed:
        return "D24"
    if c != "done":
        return {"none": "D25", "open": "D26", "declined": "D27"}[c]
    return {"none": "D28", "open": "D29", "done": "D30"}[o]
