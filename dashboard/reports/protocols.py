"""The conditions and thresholds in force, what each rests on, and what the clinic changed of them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from care.conditions import FALLBACK_CONDITION, NDI_SOURCE, NECK_KEYS, NO_CODE, FunctionRules
from care.course import DURATIONS, SEVERITIES
from care.limits import CHOICE
from care.text import clean, counted
from care.thresholds import DEFAULT_SOURCE, Protocol
from care.width import cell_width, cut, fit
from dashboard.reports.words import WIDTH

NO_EVIDENCE = "clinic's choice, not evidence"
_HINT = "`acudesk protocols CONDITION` shows one condition whole."


class InForce(NamedTuple):
    """The protocol in force, the shipped one beside it, and the clinic's file, if there is one."""

    protocol: Protocol
    shipped: Protocol
    file: str | None


class Told(NamedTuple):
    """One value in force. `file` is the clinic's where it set the value; `default` None where nothing is shipped."""

    key: str
    value: object
    source: str
    file: str | None = None
    default: object = None
    default_source: str = ""
    note: str = ""
    """Why it stands here although the condition does not bring it."""

    @property
    def name(self) -> str:
        """The last part of its key."""
        return self.key.rpartition(".")[2]

    def as_json(self) -> dict[str, Any]:
        """As documented in docs/commands.md."""
        return {
            "key": self.key,
            "value": self.value,
            "source": self.source or None,
            "evidence": self.source not in ("", NO_EVIDENCE),
            "file": self.file,
            "default": self.default,
            "default_source": self.default_source or None,
            "note": self.note or None,
        }


def told(of: InForce) -> dict[str, Told]:
    """Every value in force by its key."""
    defaults = {row.key: row.value for row in of.shipped.in_force()}
    return {row.key: _told(of, row.key, row.value, defaults.get(row.key)) for row in of.protocol.in_force()}


def _told(of: InForce, key: str, value: object, default: object) -> Told:
    basis, before = of.protocol.bases[key], of.shipped.bases.get(key, "")
    own = of.protocol.sources[key] != DEFAULT_SOURCE
    if own and value != default and basis == before:
        # What a shipped number rests on says nothing for another one in its place.
        basis = CHOICE
    return Told(key, value, _words(basis), of.file if own else None, default, _words(before))


def _words(basis: str) -> str:
    return NO_EVIDENCE if basis == CHOICE else basis


class Condition(NamedTuple):
    """One condition with its values: the function questionnaire's thresholds, the nine ranges, the normal motion."""

    code: str
    label: str
    added: bool
    questionnaire: str
    """What the questionnaire is taken from; "" where there is none."""
    function: dict[str, Told]
    visits: dict[str, dict[str, Told]]
    motion: dict[str, Told]

    def rows(self) -> list[Told]:
        """All its values."""
        return [*self.function.values(), *(row for one in self.visits.values() for row in one.values()),
                *self.motion.values()]  # fmt: skip


def condition(of: InForce, code: str, rows: dict[str, Told]) -> Condition:
    """A condition as it is in force; what it does not bring stands under neck pain's key, and says so."""
    rules, prefix = of.protocol.of_condition(code), f"conditions.{code}."
    source = NDI_SOURCE if code == FALLBACK_CONDITION else ""
    if (named := rows.get(f"{prefix}function.code")) and named.source != NO_EVIDENCE:
        source = named.source
    return Condition(
        code=code,
        label=rules.label,
        added=code not in of.shipped.table,
        questionnaire=source,
        function={
            name: rows.get(f"{prefix}function.{name}") or _of_neck(rows[neck], code, getattr(rules.function, name))
            for name, neck in NECK_KEYS.items()
        },
        visits={
            duration: {severity: rows[f"{prefix}{duration}.{severity}"] for severity in SEVERITIES}
            for duration in DURATIONS
        },
        motion={
            way: rows.get(f"{prefix}motion.{way}") or _of_neck(rows[f"rom.{_side_free(way)}"], code, degrees)
            for way, degrees in rules.motion.items()
        },
    )


def _of_neck(row: Told, code: str, value: object) -> Told:
    """What a condition does not bring. Neck pain's number has its evidence from necks."""
    if code == FALLBACK_CONDITION:
        return row
    note = "neck pain's" if value == row.value else f"neck pain's {_value(row.value)} would be too much"
    return Told(row.key, value, NO_EVIDENCE, note=note)


def _side_free(way: str) -> str:
    return way.removesuffix("_left").removesuffix("_right")


def as_json(of: InForce, codes: Iterable[str]) -> dict[str, Any]:
    """The report as documented in docs/commands.md: every key always there, null where unknown."""
    rows = told(of)
    return {
        "file": of.file,
        "conditions": [_condition(of, condition(of, code, rows)) for code in codes],
        "thresholds": [row.as_json() for row in rows.values() if not row.key.startswith("conditions.")],
        "changed": [row.as_json() for row in rows.values() if row.file],
        "citations": dict(of.protocol.citations),
    }


def _condition(of: InForce, one: Condition) -> dict[str, Any]:
    function = of.protocol.function_of(one.code)
    return {
        "code": one.code,
        "label": one.label,
        "added": one.added,
        "function": {
            "code": function.code,
            "name": function.name,
            "source": one.questionnaire or None,
            "items": list(function.items),
            "item_max": function.item_max,
            "scale": function.scale,
            "values": _each(one.function),
        },
        "visits": {duration: _each(cells) for duration, cells in one.visits.items()},
        "motion": _each(one.motion),
    }


def _each(rows: dict[str, Told]) -> dict[str, Any]:
    return {name: row.as_json() for name, row in rows.items()}


def as_plain(of: InForce, codes: tuple[str, ...]) -> list[str]:
    """The report as lines: one condition whole, or every condition in short and then what holds for all of them."""
    rows = told(of)
    shown = [condition(of, code, rows) for code in codes]
    if len(shown) == 1:
        named = shown[0].rows()
        lines = [*_head(of, rows), "", *_short(of, shown[0], rows), *_long(of, shown[0])]
    else:
        named = list(rows.values())
        lines = [*_head(of, rows), *(line for one in shown for line in ("", *_short(of, one, rows))), *_common(rows)]
    sources = {row.source for row in named} | {one.questionnaire for one in shown}
    lines += _citations(of, sources | {row.default_source for row in named if row.file})
    return lines if len(shown) == 1 else [*lines, "", _HINT]


def _head(of: InForce, rows: dict[str, Told]) -> list[str]:
    changed = sum(row.file is not None for row in rows.values())
    if of.file is None:
        return ["The shipped protocol; this clinic has no file of its own."]
    values = counted(changed, "value is", "values are")
    return [f"The shipped protocol; {values} from this clinic's own file", *_folded("  ", of.file)]


def _short(of: InForce, one: Condition, rows: dict[str, Told]) -> list[str]:
    """Label, questionnaire, ranges, and what the clinic changed of the condition."""
    added = ", added by this clinic" if one.added else ""
    lines = [*_folded("", f"{one.label} ({one.code}){added}")]
    lines += _folded("  function  ", _asked(of.protocol.function_of(one.code), one.questionnaire))
    lines.append("  visits    " + "".join(f"{severity:<12}" for severity in SEVERITIES).rstrip())
    for duration, cells in one.visits.items():
        ranges = "".join(f"{_value(cell.value) + ('*' if cell.file else ''):<12}" for cell in cells.values())
        sources = dict.fromkeys(cell.source for cell in cells.values())
        lines += _folded(f"  {duration:<10}{ranges}", ", ".join(sources))
    for row in () if one.added else rows.values():
        if row.file and row.key.startswith(f"conditions.{one.code}."):
            where = row.key.split(".", 2)[2].replace(".", " ")
            lines += _folded("  * ", f"{where} {_value(row.value)}: {_own(row)}")
    return lines


def _asked(function: FunctionRules, source: str) -> str:
    if function.code == NO_CODE:
        return "no questionnaire: a percentage is typed, judged by neck pain's thresholds"
    how = f"{len(function.items)} questions, 0 to {function.item_max}" if function.items else "typed as a percentage"
    return f"{function.name} ({function.short}), {how}" + (f"; {source}" if source else "")


def _long(of: InForce, one: Condition) -> Iterator[str]:
    """The thresholds of function, the normal motion and the questions."""
    function = of.protocol.function_of(one.code)
    yield from ("", f"{function.short} in percent, higher is worse")
    for name, row in one.function.items():
        if function.items or name != "missing_at_most":
            yield from _row(name, row)
    yield from ("", "Normal motion in degrees")
    for name, row in one.motion.items():
        yield from _row(name, row)
    if function.items:
        yield ""
        yield from _folded("", f"Questions, {function.scale}" if function.scale else "Questions")
        for at, item in enumerate(function.items, 1):
            yield from _folded(f"  {at:>2} ", item)


def _common(rows: dict[str, Told]) -> Iterator[str]:
    """What holds for every condition, by the sections of the file."""
    section = ""
    for row in rows.values():
        if row.key.startswith("conditions."):
            continue
        under = row.key.rpartition(".")[0]
        if under != section:
            section = under
            yield from ("", f"[{section}]")
        yield from _row(row.name, row)


def _row(name: str, row: Told) -> list[str]:
    words = (f"{row.note}; " if row.note else "") + (_own(row) if row.file else row.source)
    return _folded(f"  {fit(name, 24)} {fit(_value(row.value), 8, right=True)}  ", words)


def _own(row: Told) -> str:
    """What stands beside a value of the clinic: its source, and the shipped value with what that rests on."""
    if row.default is None:
        return f"this clinic's own; {row.source}" if row.source else "this clinic's own"
    if row.default == row.value:
        return "this clinic's own, as shipped" + (f"; {row.source}" if row.source else "")
    evidence = "" if row.source in ("", NO_EVIDENCE) else f", {row.source}"
    before = f", {row.default_source}" if row.default_source else ""
    return f"this clinic's own{evidence}; shipped: {_value(row.default)}{before}"


def _citations(of: InForce, named: set[str]) -> list[str]:
    known = [(short, full) for short, full in of.protocol.citations.items() if short in named]
    if not known:
        return []
    return ["", "Sources", *(line for short, full in known for line in _folded(f"  {short}: ", full, hang=4))]


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "-".join(map(str, value)) if isinstance(value[0], int) else f"{len(value)} questions"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _folded(head: str, text: str, *, hang: int | None = None) -> list[str]:
    """A head and a text in lines of at most 80 cells; where it goes on it stands under its beginning."""
    indent = " " * (cell_width(head) if hang is None else hang)
    lines, line = [], clean(head)
    for word in clean(text).split(" "):
        start = line if line.endswith(" ") or not line else f"{line} "
        if cell_width(start + word) <= WIDTH:
            line = start + word
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = indent + word
        while cell_width(line) > WIDTH:
            taken = cut(line, WIDTH + 1)[:-1]
            lines.append(taken)
            line = indent + line[len(taken) :]
    return [*lines, line.rstrip()]
