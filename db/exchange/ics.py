"""An iCalendar file taken apart into its events, with the line each stands on, before any of it is believed.

The limits come first: what makes a calendar library loop, recurse or fill the memory is refused here with its line.
"""

import re
from dataclasses import dataclass, field

from db.exchange.outcome import Problems, shown
from db.exchange.sheets import decode

MAX_BYTES = 5 * 1024 * 1024
MAX_EVENTS = 10_000
MAX_LINE = 64 * 1024
MAX_DEPTH = 6
_LINE = re.compile(
    r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.ASCII | re.DOTALL
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)', re.ASCII)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """One line of an event: its parameters by upper-case name, and its value as it is written."""

    line: int
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value of a text property, unescaped."""
        return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value)


@dataclass(slots=True)
class RawEvent:
    """One VEVENT as it is written, with the line its BEGIN is on."""

    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)

    def one(self, name: str) -> Property | None:
        """The first property of a name."""
        found = self.properties.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """The text of the first property of a name, empty without one."""
        found = self.one(name)
        return found.text.strip() if found else ""


@dataclass(slots=True)
class RawCalendar:
    """The events of a file, its own time zones as text by TZID, and the METHOD it was sent with."""

    file: str
    events: list[RawEvent] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    method: str = ""


def read_calendar(file: str, data: bytes, problems: Problems) -> RawCalendar | None:
    """The events of an iCalendar file, or None with every reason noted."""
    text = decode(file, data, problems, MAX_BYTES)
    if text is None:
        return None
    before = problems.total
    scan = _Scan(file, problems)
    lines = _unfolded(file, text, problems)
    if problems.total > before:
        return None
    for line, content in lines:
        if not scan.take(line, content):
            break
    else:
        scan.end()
    return scan.calendar if problems.total == before else None


def _unfolded(file: str, text: str, problems: Problems) -> list[tuple[int, str]]:
    """(line it starts on, logical line): a line that begins with a space or a tab goes on from the one before."""
    found: list[tuple[int, list[str]]] = []
    length = 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line.startswith((" ", "\t")) and found:
            found[-1][1].append(line[1:])
            length += len(line)
        elif line.strip():
            found.append((number, [line]))
            length = len(line)
        if length > MAX_LINE:
            problems.bad(file, found[-1][0], "", "", f"a line of more than {MAX_LINE:,} characters")
            return []
    return [(number, "".join(parts)) for number, parts in found]


class _Scan:
    """Follows BEGIN and END through a file and keeps what belongs to an event of a calendar."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.calendar = RawCalendar(file)
        self._problems = problems
        self._stack: list[tuple[str, int]] = []
        self._event: RawEvent | None = None
        self._zone: list[str] = []
        self._begun = False

    def take(self, line: int, content: str) -> bool:
        """One logical line; False when there is no sense in reading on."""
        name, _, rest = content.partition(":")
        word = name.strip().upper()
        if word == "BEGIN":
            return self._open(line, rest.strip().upper(), content)
        if not self._stack:
            return self._stop(line, "an iCalendar file begins with BEGIN:VCALENDAR" if not self._begun else
                              "text after the end of the calendar")  # fmt: skip
        if word == "END":
            return self._close(line, rest.strip().upper(), content)
        inside = self._stack[-1][0]
        if any(part == "VTIMEZONE" for part, _ in self._stack):
            self._zone.append(content)
        elif inside == "VEVENT" and self._event is not None:
            self._keep(line, content, self._event)
        elif inside == "VCALENDAR" and word == "METHOD":
            self.calendar.method = rest.strip().upper()
        return True

    def end(self) -> None:
        """The file is over: everything that was begun must have ended."""
        if self._stack:
            name, line = self._stack[-1]
            self._problems.bad(self.calendar.file, line, "", "", f"{shown(name)} begins here and never ends")
        elif not self._begun:
            self._problems.bad(self.calendar.file, 1, "", "", "an iCalendar file begins with BEGIN:VCALENDAR")

    def _open(self, line: int, name: str, content: str) -> bool:
        if not self._stack and name != "VCALENDAR":
            return self._stop(line, "an iCalendar file begins with BEGIN:VCALENDAR")
        if len(self._stack) >= MAX_DEPTH:
            return self._stop(line, f"components nested more than {MAX_DEPTH} deep")
        if name == "VEVENT" and len(self._stack) == 1:
            if len(self.calendar.events) >= MAX_EVENTS:
                return self._stop(line, f"more than {MAX_EVENTS:,} events")
            self._event = RawEvent(line)
        if name == "VTIMEZONE":
            self._zone = []
        self._stack.append((name, line))
        self._begun = True
        if any(part == "VTIMEZONE" for part, _ in self._stack):
            self._zone.append(content)
        return True

    def _close(self, line: int, name: str, content: str) -> bool:
        begun, _ = self._stack.pop()
        if begun != name:
            return self._stop(line, f"END:{shown(name)} where {shown(begun)} is open")
        if name == "VEVENT" and len(self._stack) == 1 and self._event is not None:
            self.calendar.events.append(self._event)
            self._event = None
        elif name == "VTIMEZONE":
            self._zone.append(content)
            named = [text.partition(":")[2].strip() for text in self._zone if text.upper().startswith("TZID")]
            if named:
                self.calendar.zones.setdefault(named[0], "\r\n".join(self._zone))
        elif any(part == "VTIMEZONE" for part, _ in self._stack):
            self._zone.append(content)
        return True

    def _keep(self, line: int, content: str, event: RawEvent) -> None:
        shape = _LINE.fullmatch(content)
        if shape is None:
            self._problems.odd(f"{self.calendar.file} line {line}: no iCalendar line, it was not read")
            return
        parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(shape[2])}
        event.properties.setdefault(shape[1].upper(), []).append(Property(line, parameters, shape[3].strip()))

    def _stop(self, line: int, reason: str) -> bool:
        self._problems.bad(self.calendar.file, line, "", "", reason)
        return False
