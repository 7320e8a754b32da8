"""The ways of a referral: started, sent, chased, read, closed; and the people the clinic refers to."""

from collections.abc import Awaitable
from functools import partial
from typing import TYPE_CHECKING, Any

from care.dates import typed_date
from care.loop import LoopStep, earlier, steps_for
from care.provider import ProviderRow
from care.referral import Referral
from care.referring import ProviderChoice
from dashboard.charting import Charting
from db.errors import RecordError

if TYPE_CHECKING:
    from care.letter import Letter

FIELDS = {
    "appointment_on": ("appointment_on", "Day of the visit there", "2026-12-03 or 3.12.2026", ""),
    "told_patient": ("told_patient", "What was the patient told?", "closing it also marks the report as read", ""),
    "note": ("note", "Why?", "kept with the referral", ""),
}
"""What a step needs, as a line to type: its name, its question, an example, what stands there."""


class Referring(Charting):
    """Each way is a worker; a step that was made is taken back with `u`."""

    async def refer(self, patient_id: int, course_id: int) -> None:
        """Start a referral as it is proposed, or changed."""
        from dashboard.charting import read_chart
        from dashboard.screens.refer import ReferScreen
        from db.providers import providers

        opened = await self.ask(read_chart, patient_id, course_id, self.today, self.protocol)
        known = await self.ask(providers, active=True)
        if opened is None or known is None or opened.state is None or opened.chart.course is None:
            return
        draft, _ = await self._draft("referral", patient_id, course_id)
        choices = tuple(map(choice_of, known))
        done = await self.push_screen_wait(
            ReferScreen(opened.chart, opened.state, choices, self.today, self.protocol, draft)
        )
        if done is not None:
            await self.reload()
            self.recount()
            self.say(self._shown(done.said, opened.chart.patient.name), undo=True)

    def open_referral(self, referral_id: int) -> None:
        """One referral in full, over whatever is shown."""
        from dashboard.screens.referral import ReferralScreen

        self.push_screen(ReferralScreen(referral_id))

    def step_of(self, one: Referral, key: str) -> LoopStep | None:
        """The step a key stands for in the state a referral is in; a capital letter asks for day and note too."""
        return next((step for step in steps_for(one.status) if step.key and step.key == key.lower()), None)

    async def take_step(self, one: Referral, step: LoopStep, *, asking: bool = False) -> None:
        """Make a step today, or on the day that is typed; what it needs is asked for."""
        if step.state == "sent" and one.provider_id is None:
            if not await self._choose_provider(one):
                return
            one = one._replace(version=one.version + 1)
        wanted = [FIELDS[need] for need in step.needs if need in FIELDS]
        if step.state == "report_received":
            wanted = [("report_from", "Report from", "who wrote it", one.to),
                      ("report_summary", "What it says", "in a sentence; + keeps the file itself", "")]  # fmt: skip
        if asking:
            wanted += [("on", "On which day?", "", self.today.isoformat())]
            if "note" not in step.needs:
                wanted.append(("note", "Note", "", ""))
        work = "forms.close_referral" if step.state == "closed" else "referrals.step"
        if not wanted:
            await self.change_referral(work, one, step.state)
            return
        needed = {name for name, _, _, _ in wanted} & {"appointment_on", "told_patient"}
        needed |= {"note"} if "note" in step.needs else set()

        def write(typed: dict[str, str]) -> Awaitable[Any]:
            given: dict[str, Any] = {name: text for name, text in typed.items() if text.strip()}
            given |= {name: typed_date(given[name]) for name in ("on", "appointment_on") if name in given}
            return self.write(work, one.id, one.version, step.state, **given)

        await self._changed(await self.insist_lines(step.words, wanted, needed, write))

    async def change_referral(self, work: str, one: Referral, *args: Any, **given: Any) -> None:
        """Write, say what was done, read again."""
        try:
            done = await self.write(work, one.id, one.version, *args, **given)
        except RecordError as error:
            self.say(str(error), severity="error")
            await self.reload()
            return
        await self._changed(done)

    async def _changed(self, done: Any) -> None:
        """Read again and say what was done, if anything was."""
        if done is not None:
            await self.reload()
            self.recount()
            self.say(done.said, undo=done.undo_id is not None)

    async def _choose_provider(self, one: Referral) -> bool:
        from dashboard.screens.choices import ChoicePane
        from db.providers import providers

        known = await self.ask(providers, kind=one.kind, active=True)
        if not known:
            self.say("Nobody of that kind is in the directory yet: L adds them.", severity="warning")
            return False
        choices = [(f"{row.name}   {row.phone}", row.id) for row in known]
        chosen = await self.push_screen_wait(ChoicePane("To whom?", choices))
        if chosen is None:
            return False
        await self.write("referrals.change", one.id, one.version, provider_id=chosen)
        return True

    async def note_call(self, one: Referral) -> None:
        """What a call about it came to."""
        await self._changed(
            await self.insist_note(
                "You called. What was said?", "left a message",
                lambda said: self.write("referrals.called", one.id, said),
            )
        )  # fmt: skip

    async def snooze(self, one: Referral) -> None:
        """Put it off until a day, or take it up again."""
        if one.snoozed_until is not None and one.snoozed_until > self.today:
            await self.change_referral("referrals.unsnooze", one)
            return
        lines = [("until", "Put off until", "2026-12-03", ""), ("reason", "Why?", "the provider is away", "")]

        def write(typed: dict[str, str]) -> Awaitable[Any]:
            return self.write(
                "referrals.snooze", one.id, one.version, typed_date(typed["until"]), typed["reason"]
            )  # fmt: skip

        await self._changed(await self.insist_lines("Put this referral off", lines, {"until", "reason"}, write))

    async def edit_referral(self, one: Referral) -> None:
        """Change the question, the urgency, or by when a report is asked for."""
        by = one.respond_by.isoformat() if one.respond_by else ""
        lines = [
            ("question", "Question", "", one.question), ("urgency", "Urgency", "routine or urgent", one.urgency),
            ("respond_by", "Report asked for by", "2026-12-20", by), ("reason", "Why", "once it was sent", ""),
        ]  # fmt: skip

        def write(typed: dict[str, str]) -> Awaitable[Any]:
            fields: dict[str, Any] = typed | {"respond_by": typed_date(typed["respond_by"])}
            reason = fields.pop("reason")
            fields = {name: value for name, value in fields.items() if value != getattr(one, name)}
            return self.write("referrals.change", one.id, one.version, reason, **fields)

        await self._changed(await self.insist_lines("Change this referral", lines, {"question", "urgency"}, write))

    async def put_referral_back(self, one: Referral, way: tuple[str, ...]) -> None:
        """Back to a state it has been in, with a reason; it stays as a correction."""
        from care.loop import LABEL
        from dashboard.screens.choices import ChoicePane

        before = earlier(one.status, way)
        if not before:
            self.say("There is no state before this one.")
            return
        state = before[0]
        if len(before) > 1:
            state = await self.push_screen_wait(ChoicePane("Back to", [(LABEL[one], one) for one in before]))
        if state:
            done = await self.insist_note(
                f"Back to “{LABEL[state]}”. Why?", "the wrong one",
                lambda reason: self.write("referrals.correct", one.id, one.version, state, reason),
            )  # fmt: skip
            await self._changed(done)

    async def attach(self, one: Referral) -> None:
        """Keep a file with it."""
        lines = [("path", "File", "~/Downloads/report.pdf", ""), ("title", "Title", "report of 3 December", "")]

        def write(typed: dict[str, str]) -> Awaitable[Any]:
            return self.write("forms.attach", self.record.path, one.id, typed["path"].strip(), typed["title"].strip())

        await self._changed(await self.insist_lines("Keep a file with this referral", lines, {"path"}, write))

    async def letter(self, one: Referral) -> None:
        """Read, change and send the letter."""
        from dashboard.letters.build import build_letter
        from dashboard.screens.letter import LetterScreen, patient_of

        made: Letter | None = await self.ask(
            partial(build_letter, practitioner_id=None), one.id, self.today, self.protocol
        )
        patient = await self.ask(patient_of, one.course_id)
        if made is None or patient is None:
            return
        draft = next((note for note in await self._letters() if note.subject_id == one.id), None)
        kept = (draft.id, dict(draft.payload.get("parts", {}))) if draft is not None else None
        said = await self.push_screen_wait(LetterScreen(one, made, patient, kept))
        if said is not None:
            await self.reload()
            self.recount()
            self.say(said, undo=True)

    async def _letters(self) -> list[Any]:
        """The letters this person has half written."""
        from db.drafts import open_drafts

        found = await self.ask(open_drafts, self.actor.staff_id, self.actor.name) or ()
        return [one for one in found if one.kind == "letter"]

    def action_providers(self) -> None:
        """The directory of those the clinic refers to."""
        from dashboard.screens.providers import ProvidersScreen

        self.push_screen(ProvidersScreen())


def choice_of(row: ProviderRow) -> ProviderChoice:
    """A provider as a proposal weighs it."""
    return ProviderChoice(row.id, row.name, row.kind, row.active, row.sent, row.closed, row.last_used)
