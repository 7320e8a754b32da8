"""One referral in full: what it waits for, every step and call so far, the letters and files kept with it."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from care.loop import LABEL
from care.referral import ENDED, Referral, due_on, overdue_days
from care.referral_detail import ReferralDetail
from dashboard.screens.base import bindings_of
from dashboard.screens.stepping import Stepping
from db.localtime import to_local
from db.referral_detail import detail
from widgets.chart_lines import LABEL as LABELS
from widgets.chart_lines import labelled, title
from widgets.ink import Line
from widgets.lines import Lines
from widgets.referral_rows import taken, waits_for
from widgets.words import condition, short_day, words

KINDS = {"step": "→", "call": "☏", "note": "·", "snooze": "z", "correction": "↶"}


class ReferralScreen(Stepping):
    """The referral with a number."""

    WHERE = "referral"
    AUTO_FOCUS = "VerticalScroll"
    BINDINGS = bindings_of("referral")
    DEFAULT_CSS = """
    ReferralScreen VerticalScroll { height: 1fr; padding: 1 2; scrollbar-size-vertical: 1; }
    """

    def __init__(self, referral_id: int) -> None:
        super().__init__()
        self.referral_id = referral_id
        self.kept: ReferralDetail | None = None

    def body(self) -> ComposeResult:
        """Lines that scroll."""
        with VerticalScroll():
            yield Lines(id="text")

    @property
    def referral(self) -> Referral | None:
        """The one on screen."""
        return self.kept.referral if self.kept is not None else None

    @property
    def way(self) -> tuple[str, ...]:
        """The states of its events."""
        events = self.kept.events if self.kept is not None else ()
        return ("draft", *(one.state for one in events if one.state))

    async def load(self) -> None:
        """Read it again."""
        found = await self.desk.ask(detail, self.referral_id, self.as_of)
        if found is not None and found != self.kept:
            self.kept = found
            self.draw()
            self.draw_frame()

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.draw()

    def redraw(self) -> None:
        """Names hidden or shown again."""
        super().redraw()
        self.draw()

    def step_back(self) -> bool:
        """Escape leaves it."""
        self.app.pop_screen()
        return True

    def draw(self) -> None:
        """Draw what was read."""
        if self.kept is not None and self.is_mounted:
            width = max(30, min(self.app.size.width - 6, 110))
            self.query_one("#text", Lines).show(self._lines(self.kept, width))

    def _lines(self, kept: ReferralDetail, width: int) -> list[Line]:
        one, desk = kept.referral, self.desk
        today, hide = desk.today, desk.names_hidden
        late = overdue_days(one, today, desk.protocol)
        due = due_on(one, today, desk.protocol)
        urgent: Line = (("  ▲ urgent", "bad!"),) if one.urgency == "urgent" else ()
        wait = waits_for(one, today) if one.status not in ENDED else ""
        what = f"   {words(one.kind)} · {condition(kept.condition)}"
        lines: list[Line] = [
            ((desk.name_of(kept.patient), "text!"), (what, "text"), *urgent),
            (
                (LABEL[one.status], "accent!"),
                (f"   waits for {wait}" if wait else "", "text"),
            ),
        ]
        if due is not None:
            lines.append(
                ((f"due {short_day(due, today)}", "dim"), (f"   overdue {late} d" if late > 0 else "", "bad!"))
            )
        if one.snoozed_until is not None and one.snoozed_until > today:
            lines.append(((f"put off until {short_day(one.snoozed_until, today)}: {one.snooze_reason}", "warn"),))
        lines.append(())
        provider = kept.provider
        if provider is None:
            lines += labelled("Provider", "nobody chosen yet: s asks whom", width, "warn")
        else:
            reach = [provider.name, f"phone {provider.phone}" if provider.phone else "no phone number on record",
                     f"fax {provider.fax}" if provider.fax else "", provider.address]  # fmt: skip
            lines += labelled("Provider", " · ".join(part for part in reach if part), width)
        if not hide:
            lines += labelled("Patient", kept.patient_phone or "no phone number on record", width)
        question = one.question if desk.record.reader.may("see_clinical") else "kept from your role"
        lines += labelled("Question", question if not hide else "hidden with the names", width)
        if one.respond_by:
            lines += labelled("Report by", short_day(one.respond_by, today), width)
        if one.report_summary and not hide:
            read = f" · read {short_day(one.reviewed_on, today)}" if one.reviewed_on else " · not read yet: y"
            lines += labelled("Report", f"{one.report_from or 'sender not named'}: {one.report_summary}{read}", width)
        elif one.status == "report_received":
            lines += labelled(
                "Report", "read" if one.reviewed_on else "not read yet: y marks it as read", width, "warn"
            )
        if one.told_patient and not hide:
            lines += labelled("Told", one.told_patient, width)
        lines += [(), title("So far", f"since {short_day(one.created_on, today)}")]
        steps: list[tuple[str, str]] = []
        for event in kept.events:
            at = to_local(event.at_utc, desk.clinic.timezone)[0]
            when = short_day(event.on, today) + ("" if at == event.on else f", written {short_day(at, today)}")
            what = LABEL.get(event.state, event.state) if event.state else event.kind
            said = "" if hide or not event.note else f": {event.note}"
            steps.append((f"{KINDS.get(event.kind, '·')} {when}", f"{what}{said} · {event.who}"))
        # What came with an import has its days, and nobody who wrote them down.
        told = {event.state for event in kept.events}
        known = [(state, on) for state, on in taken(one) if state not in told]
        steps = [*((f"{KINDS['step']} {short_day(on, today)}", LABEL[state]) for state, on in known), *steps]
        size = max(LABELS, *(len(when) + 1 for when, _ in steps), 0)
        for when, said in steps:
            lines += labelled(when, said, width, size=size)
        if not steps:
            lines.append((("Made, and nothing since.", "dim"),))
        for letter in kept.letters:
            lines += labelled("Letter", f"{short_day(letter.on, today)} by {letter.sent_by} · {letter.who}", width)
        for file in kept.files:
            lines += labelled("File", f"{file.title} · {file.media} · {file.size // 1024 + 1} kB", width)
        return lines

    def action_chart(self) -> None:
        """The patient's chart."""
        if self.kept is not None:
            self.desk.open_chart(self.kept.patient_id, self.kept.referral.course_id)
