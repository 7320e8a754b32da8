"""The orthopaedic evaluation, part by part: each can be left and taken up again; nothing asked is never "none"."""

from datetime import date
from typing import Any

from care.chart import Chart
from care.course import CLASSES
from care.day_words import short_date
from care.evaluation import (
    MUSCLES,
    NERVES,
    RED_FLAGS,
    SECTIONS,
    TESTS,
    Findings,
    FindingsError,
    answered,
    from_json,
    to_json,
    wainner,
    warnings,
)
from care.protocol import Protocol
from dashboard.course_form import CAUSE_KEYS, CLASS_KEYS
from dashboard.evaluation_form import NotRead, findings_of, form_of
from dashboard.screens.form import FormScreen
from dashboard.screens.form_lines import Ask, DraftOf
from widgets.choice import Option
from widgets.ink import Line, Span, cut, line_width
from widgets.key_bar import Hint
from widgets.panel import wrapped
from widgets.words import number, words

YES_NO = (Option("y", "yes", "yes"), Option("n", "no", "no"), Option("u", "unknown", "not known"))
SIDES = (Option("l", "left", "left"), Option("r", "right", "right"), Option("b", "both", "both"))
LEVELS = (Option("n", "none", "none"), Option("u", "urgent", "urgent"), Option("e", "emergency", "emergency"))
NEURO = (Option("n", "none", "none"), Option("s", "sensory", "sensory"), Option("m", "motor", "motor"))
STATES = (Option("n", "normal", "normal"), Option("a", "abnormal", "abnormal"))
TESTED = (
    Option("n", "negative", "negative"), Option("l", "positive left", "left +"),
    Option("r", "positive right", "right +"),
    Option("p", "positive", "positive"),
)  # fmt: skip
assert [value for _, value, _ in CLASS_KEYS] == list(CLASSES)


class EvaluationScreen(FormScreen):
    """The result is the record's answer, or None when it was left."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("pagedown,ctrl+right", "part(1)", "next part"), ("pageup,ctrl+left", "part(-1)", "part before"),
    ]  # fmt: skip

    def __init__(
        self,
        chart: Chart,
        draft: tuple[int, dict[str, Any]] | None,
        others: tuple[str, ...],
        today: date,
        protocol: Protocol,
    ) -> None:
        course = chart.course
        assert course is not None
        self.chart, self.course, self.others, self.part = chart, course, others, 0
        self.ways = tuple(protocol.motion_of(course.condition))
        """The directions in which motion of this complaint is measured."""
        self.before = next((one for one in reversed(chart.evaluations) if one.on == today), None)
        kept = Findings()
        if self.before is not None:
            try:
                kept = from_json(self.before.findings, self.ways)
            except (FindingsError, ValueError):
                self.before = None
        one = self.before
        values = form_of(kept, one.red_flag if one else "", one.neuro if one else "")
        values |= {"class": course.exam_class or "", "causes": list(course.causes)}
        super().__init__(DraftOf("evaluation", chart.patient.id, course.id), values)
        if draft is not None:
            self.draft_id, typed = draft
            self.values |= typed
            self.taken_up = True

    def asks(self) -> list[Ask]:
        """The lines of the part in hand."""
        code = SECTIONS[self.part][0]
        if code == "history":
            return [
                Ask("mechanism", "Mechanism", hint="how it began, what makes it worse or better"),
                Ask("painful_side", "Painful side", "one", SIDES),
                Ask("headaches", "Headaches", "one", YES_NO[:2]),
                Ask("causes", "Causes", "ordered", tuple(Option(*one) for one in CAUSE_KEYS)),
            ]
        if code == "red_flags":
            flags = [Ask(f"f_{one.code}", one.label.capitalize(), "one", YES_NO) for one in RED_FLAGS]
            return [*flags, Ask("red_flag", "Level", "one", LEVELS)]
        if code == "motion":
            return [
                Ask(f"m_{way}", way.replace("_", " ").replace("lateral flexion", "side").capitalize(), "number",
                    hint=f"degrees; normal {number(self.desk.protocol.motion_of(self.course.condition)[way])}")
                for way in self.ways
            ]  # fmt: skip
        if code == "neuro":
            lines = []
            for one in NERVES:
                lines += [Ask(f"n_{one.code}", one.label.capitalize(), "one", STATES),
                          Ask(f"w_{one.code}", "  in words", hint=one.help)]  # fmt: skip
            return [*lines, Ask("neuro", "Finding", "one", NEURO)]
        if code == "tests":
            return [Ask(f"t_{one.code}", one.label.capitalize(), "one", TESTED) for one in TESTS]
        if code == "palpation":
            hint = "r3a l2: side, tenderness 0 to 4, a active or i latent point"
            return [Ask(f"p_{one.code}", one.label.capitalize(), hint=hint) for one in MUSCLES]
        return [
            Ask("root_cause", "Root cause"),
            Ask("target_tissues", "Target tissues"),
            Ask("class", "Class", "one", tuple(Option(*one) for one in CLASS_KEYS)),
            Ask("note", "Note"),
            *([Ask("reason", "Why changed", hint="needed where an answer is replaced")] if self.before else []),
        ]

    def head(self, width: int) -> list[Line]:
        """Whose, and the parts with how much of each is answered."""
        name, cautions = self.desk.name_of(self.chart.patient.name), self.chart.patient.cautions
        what = "Evaluation, continued" if self.before is not None else "Evaluation"
        lines: list[Line] = [((name, "text!"), (f"   {what}, {short_date(self.desk.today)}", "text"))]
        if cautions:
            lines.append((("▲ " + ", ".join(words(one) for one in cautions), "warn!"),))
        counts = answered(self._findings())
        tabs: list[tuple[Span, Span]] = []
        for at, (code, label) in enumerate(SECTIONS):
            done, of = counts[code]
            ink = "accent!" if at == self.part else "text"
            tabs.append(((f"{'▸' if at == self.part else ' '}{label} ", ink),
                         (f"{done}/{of}  ", "good" if done == of else "dim")))  # fmt: skip
        if line_width(tuple(span for tab in tabs for span in tab)) > width:
            # Where the window is narrow, how much is answered stands at the part in hand only.
            tabs = [(label, count if at == self.part else ("", "text")) for at, (label, count) in enumerate(tabs)]
        lines.append(tuple(span for tab in tabs for span in tab))
        if self.taken_up:
            lines.append((("Taken up where it was left. ", "good"), ("Nothing of it was saved yet.", "dim")))
        lines += [((f"▲ {other}", "warn!"),) for other in self.others]
        return [cut(line, width) for line in lines]

    def foot(self, width: int) -> list[Line]:
        """What the line in hand asks, what the part points to, and what must not be overlooked."""
        findings, lines = self._findings(), []
        code = SECTIONS[self.part][0]
        focus = str(self.focused.id) if self.focused is not None else ""
        asked = next((one.help for one in (*RED_FLAGS, *TESTS) if focus[2:] == one.code), "")
        if asked:
            lines += wrapped(asked, "dim", width)
        if code in ("motion", "tests"):
            lines += wrapped(wainner(findings, self.desk.protocol).words, "info", width)
        told = warnings(
            findings, str(self.values.get("red_flag", "")) or "none", not self.chart.visits,
            neuro=str(self.values.get("neuro", "")) or "none", exam_class=self.values.get("class") or None,
            causes=tuple(self.values.get("causes", ())),
        )  # fmt: skip
        for one in told if code in ("red_flags", "neuro", "conclusion") else ():
            lines += wrapped(f"▲ {one}", "warn", width)
        return lines

    def hints(self) -> tuple[Hint, ...]:
        """The keys."""
        return (Hint("enter", "next"), Hint("pgdn", "next part"), Hint("ctrl+s", "save"), Hint("pgup", "part before"),
                Hint("esc", "leave it half written"))  # fmt: skip

    def _findings(self) -> Findings:
        try:
            return findings_of(self.values, self.ways)
        except NotRead:
            return Findings()

    def answered(self) -> None:
        """The next line; a nerve that is normal needs no words."""
        name = str(self.focused.id) if self.focused is not None else ""
        self.action_next()
        if name.startswith("n_") and self.values.get(name) == "normal":
            self.action_next()

    def action_next(self) -> None:
        """The next line; from the last one the next part."""
        stops = self.stops()
        if stops and self.focused is stops[-1] and self.part + 1 < len(SECTIONS):
            self.action_part(1)
        else:
            super().action_next()

    def enter(self) -> None:
        """The next line or part; from the last of all it saves."""
        last = self.part + 1 == len(SECTIONS)
        stops = self.stops()
        if last and stops and self.focused is stops[-1]:
            self.action_save()
        else:
            self.action_next()

    def action_part(self, by: int) -> None:
        """Another part."""
        part = max(0, min(len(SECTIONS) - 1, self.part + by))
        if part != self.part:
            self.part = part
            self.desk.hold()
            self.desk.labour(self._turn, "lines", of=self)

    async def _turn(self) -> None:
        await self.show_lines()
        self.desk.let_in()

    async def save(self) -> None:
        """Write what is answered so far; a line that cannot be read is named."""
        try:
            findings = findings_of(self.values, self.ways)
        except NotRead as trouble:
            code = {"m": "motion", "p": "palpation"}[trouble.line[0]]
            self.part = [one for one, _ in SECTIONS].index(code)
            await self.show_lines()
            self.complain(str(trouble), "bad", at=trouble.line)
            return
        one = self.before
        done = await self.desk.write(
            "forms.evaluate", self.course.id, self.chart.course_version, to_json(findings),
            str(self.values.get("red_flag", "")) or "none", str(self.values.get("neuro", "")) or "none",
            exam_class=self.values.get("class") or None, causes=tuple(self.values.get("causes", ())),
            evaluation_id=one.id if one else None, seen_version=one.version if one else None,
            reason=str(self.values.get("reason", "")), draft_id=self.draft_id, protocol=self.desk.protocol,
        )  # fmt: skip
        self.dismiss(done)
