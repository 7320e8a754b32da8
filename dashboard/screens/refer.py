"""Starting a referral: kind, provider, urgency and question proposed; enter makes it."""

from typing import Any

from care.assessment import Assessment
from care.chart import Chart
from care.dates import NotADate, typed_date
from care.decisions import basis_of
from care.referral import KINDS
from care.referring import ProviderChoice, propose, providers_for, question_for, respond_by
from dashboard.screens.form import FormScreen
from dashboard.screens.form_lines import Ask, DraftOf
from widgets.choice import Option
from widgets.ink import Line, cut
from widgets.key_bar import Hint
from widgets.panel import wrapped
from widgets.words import words

KIND_KEYS = {"chiropractic": "c", "physical_therapy": "p", "massage": "m", "orthopaedic": "o"}


class ReferScreen(FormScreen):
    """The result is the record's answer, or None when it was left."""

    ENTER_SAVES = True

    def __init__(
        self,
        chart: Chart,
        state: Assessment,
        providers: tuple[ProviderChoice, ...],
        today: Any,
        protocol: Any,
        draft: tuple[int, dict[str, Any]] | None = None,
    ) -> None:
        course = chart.course
        assert course is not None
        self.chart, self.state, self.course, self.providers = chart, state, course, providers
        self.proposal = propose(state, course, providers, today, protocol)
        one = self.proposal
        values: dict[str, Any] = {
            "kind": one.kind, "provider": str(one.provider_id or ""), "urgency": one.urgency,
            "question": one.question, "respond_by": one.respond_by.isoformat(),
        }  # fmt: skip
        super().__init__(DraftOf("referral", chart.patient.id, course.id), values)
        self.proposed = dict(values)
        if draft is not None:
            self.draft_id, kept = draft
            self.values |= kept
            self.taken_up = True

    def asks(self) -> list[Ask]:
        """What is proposed, each line to be changed."""
        choices = providers_for(str(self.values.get("kind", "")), self.providers)[:8]
        known = tuple(
            Option(str(at), str(one.id), f"{one.name} ({one.sent} sent)" if one.sent else one.name)
            for at, one in enumerate(choices, 1)
        )
        kinds = tuple(Option(KIND_KEYS[kind], kind, words(kind)) for kind in KINDS)
        urgencies = (Option("r", "routine", "routine"), Option("u", "urgent", "urgent"))
        return [
            Ask("kind", "Refer to", "one", kinds),
            *([Ask("provider", "Who", "one", known)] if known else []),
            Ask("new_name", "Somebody new", hint="a name not in the directory yet"),
            Ask("new_phone", "Their phone"),
            Ask("urgency", "Urgency", "one", urgencies),
            Ask("question", "Question", longest=20_000),
            Ask("respond_by", "Report by", hint="2026-12-20"),
        ]

    def first(self) -> None:
        """Enter makes it as proposed: the keys start on the kind."""
        super().first()

    def head(self, width: int) -> list[Line]:
        """Whom, and on which advice."""
        state, proposal = self.state, self.proposal
        lines: list[Line] = [
            ((self.desk.name_of(self.chart.patient.name), "text!"), ("   Start a referral", "text")),
            *wrapped(state.explanation, "dim", width),
        ]
        if proposal.caution:
            lines.append(((f"▲ Mind: {proposal.caution}", "warn!"),))
        if self.taken_up:
            lines.append((("Taken up where it was left. ", "good"), ("Nothing of it was saved yet.", "dim")))
        return [cut(line, width) for line in lines]

    def foot(self, width: int) -> list[Line]:
        """The question as it will be asked, and who would be asked."""
        lines = wrapped(str(self.values.get("question", "")), "text", width)
        return [*lines[:8], (("A complementary referral runs beside the course; nothing is sent yet.", "faint"),)]

    def hints(self) -> tuple[Hint, ...]:
        """The keys."""
        return (Hint("enter", "make it, to send"), Hint("tab", "next line"), Hint("esc", "leave it half written"))

    def put(self, name: str, value: Any) -> None:
        """Another kind has other people and another question."""
        before = self.values.get("kind")
        super().put(name, value)
        if name in ("kind", "urgency") and self.values.get(name) and (name == "urgency" or before != value):
            self._follow(name)

    def _follow(self, name: str) -> None:
        desk = self.desk
        if name == "urgency":
            fresh = respond_by(str(self.values["urgency"]), desk.today, desk.protocol).isoformat()
            self._replace("respond_by", fresh)
            return
        kind = str(self.values["kind"])
        choices = providers_for(kind, self.providers)
        self.values["provider"] = str(choices[0].id) if choices else ""
        asked = question_for(self.state.rule, kind, self.course, desk.today, desk.protocol)
        self._replace("question", asked)
        desk.labour(self.show_lines, "lines", of=self)

    def _replace(self, name: str, fresh: str) -> None:
        """A proposal follows another choice, unless somebody has written over it."""
        if self.values.get(name) == self.proposed.get(name):
            self.values[name] = fresh
            for box in self.query(f"#{name}"):
                box.value = fresh  # type: ignore[attr-defined]
        self.proposed[name] = fresh

    async def save(self) -> None:
        """Make it, with a new provider where one was named; that the advice was taken is kept."""
        from db.writes.forms import Decided, NewProvider

        values, desk = self.values, self.desk
        try:
            by = typed_date(str(values.get("respond_by", "")))
        except NotADate as error:
            self.complain(str(error), "bad", at="respond_by")
            return
        provider = str(values.get("provider", ""))
        provider_id = int(provider) if provider.isdecimal() else None
        name, kind = str(values.get("new_name", "")).strip(), str(values.get("kind") or self.proposal.kind)
        new = NewProvider(name, kind, str(values.get("new_phone", ""))) if name else None
        basis = basis_of(self.state, self.course, desk.today, desk.protocol)
        decided = Decided(self.state.rule, self.state.advice, basis) if self.state.advice.startswith("refer") else None
        done = await desk.write(
            "forms.refer", self.course.id, kind, provider_id=provider_id, new_provider=new,
            urgency=values.get("urgency") or "routine", question=str(values.get("question", "")), respond_by=by,
            rule=self.state.rule, decided=decided, draft_id=self.draft_id, protocol=desk.protocol,
        )  # fmt: skip
        self.dismiss(done)
