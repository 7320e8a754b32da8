"""What the front desk does to the appointment in hand: one key a step, said in one line, taken back with `u`."""

from functools import partial
from typing import Any

from care.appointment import TO_COME, Appointment
from care.transitions import AFTER, STEP_LABELS, STEPS, WORDS, may
from dashboard.screens.base import ClinicScreen
from db.errors import RecordError
from widgets.rows import RowList


class CounterScreen(ClinicScreen):
    """A screen with an appointment in hand. Subclasses say which, and read again in `load()`."""

    @property
    def in_hand(self) -> Appointment | None:
        """The appointment the keys act on."""
        return None

    def take(self, step: str, **given: Any) -> None:
        """Take a step with the appointment in hand."""
        one = self.in_hand
        if one is None:
            self.desk.say("Nobody is in hand: move to a row with a name.")
        elif not may(step, one.status) and one.status not in AFTER[step]:
            name = self.desk.name_of(one.patient)
            whom = " or ".join(WORDS[state] for state in STEPS[step])
            self.desk.say(f"{name} is {WORDS[one.status]}: “{STEP_LABELS[step]}” is for whoever is {whom}.")
        else:
            self.desk.labour(partial(self._take, step, one, given), "write")

    async def _take(self, step: str, one: Appointment, given: dict[str, Any]) -> None:
        await self.do(f"appointments.{step}", one.id, one.version, **given)

    async def do(self, what: str, *args: Any, **kwargs: Any) -> bool:
        """Write, say what was done, read again. False when it was refused: the reason is said, nothing is changed."""
        try:
            done = await self.desk.write(what, *args, **kwargs)
        except RecordError as error:
            self.desk.say(str(error), severity="error")
            await self.load()
            return False
        await self.told(done)
        return True

    async def told(self, done: Any) -> None:
        """Read again and say what was done."""
        await self.load()
        first = done[0] if isinstance(done, tuple) and not hasattr(done, "said") else done
        self.desk.say(self.hidden(first.said), undo=first.undo_id is not None)

    def hidden(self, said: str) -> str:
        """A sentence of the record as this screen may show it."""
        one = self.in_hand
        return said.replace(one.patient, self.desk.name_of(one.patient)) if one is not None else said

    def action_arrive(self) -> None:
        """The patient is here."""
        self.take("arrive")

    def action_confirm(self) -> None:
        """The patient said they will come."""
        self.take("confirm")

    def action_complete(self) -> None:
        """The treatment is over."""
        self.take("complete")

    def action_no_show(self) -> None:
        """The patient did not come."""
        self.take("no_show")

    def action_leave_unseen(self) -> None:
        """The patient left before being seen."""
        self.take("leave_unseen")

    def action_put_back(self) -> None:
        """One state back, recorded as a correction."""
        one = self.in_hand
        if one is not None:
            self.desk.labour(partial(self._take, "put_back", one, {}), "write")

    def action_start(self) -> None:
        """Into a room: the booked one when it is free, else a free one is offered."""
        one = self.in_hand
        if one is None or not may("start", one.status):
            self.take("start")
            return
        self.desk.labour(partial(self._start, one), "write")

    async def _start(self, one: Appointment) -> None:
        from dashboard.screens.choices import ChoicePane
        from db.places import free_rooms

        free = await self.desk.ask(free_rooms, one.on, one.minute, one.minutes, ignoring=one.id)
        if free is None:
            return
        if one.room in free or not free:
            await self._take("start", one, {"room": None})
            return
        why = f"{one.room} is taken." if one.room else "No room is set."
        room = await self.desk.push_screen_wait(ChoicePane(f"{why} Free rooms:", [(name, name) for name in free]))
        if room is not None:
            await self._take("start", one, {"room": room})

    def action_cancel(self) -> None:
        """Take the appointment off the day: who cancels, and why."""
        one = self.in_hand
        if one is None or not may("cancel", one.status):
            self.take("cancel")
            return
        self.desk.labour(partial(self._cancel, one), "write")

    async def _cancel(self, one: Appointment) -> None:
        from dashboard.screens.choices import ReasonPane

        done = await self.desk.insist(
            lambda typed, trouble: ReasonPane(one.patient, typed, trouble),
            lambda typed: self.desk.write("appointments.cancel", one.id, one.version, by=typed[0], reason=typed[1]),
        )
        if done is not None:
            await self.told(done)
            await self._offer(one)

    async def _offer(self, one: Appointment) -> None:
        """A place became free: say who waits for one."""
        from db.waiting import fitting

        takers = await self.desk.ask(fitting, one.on, one.minute, one.minutes, one.practitioner_id)
        if takers:
            name = self.desk.name_of(takers[0].patient)
            self.desk.say(f"{name} waits for such a place: 5 shows who, b there books it.", undo=True)

    def action_book_next(self) -> None:
        """Book the next visit of the one in hand: a place is proposed."""
        one = self.in_hand
        if one is not None:
            self.desk.flow(self.desk.book, one.patient_id, one.course_id, one)

    def action_move(self) -> None:
        """Pick the appointment up."""
        one = self.in_hand
        if one is not None and one.status in TO_COME:
            self.desk.flow(self.desk.move, one)
        elif one is not None:
            self.desk.say(f"{self.desk.name_of(one.patient)} is {WORDS[one.status]}: there is nothing to move.")

    def action_walk_in(self) -> None:
        """Somebody is here without an appointment."""
        self.desk.flow(self.desk.walk_in)

    def action_week(self) -> None:
        """The week of the practitioner in hand."""
        one = self.in_hand
        on, minute = (one.on, one.minute) if one else (self.as_of, self.desk.minute)
        self.desk.flow(self.desk.look_at_week, on, minute, one.practitioner_id if one else None)

    def action_side_by_side(self) -> None:
        """The day with a column for each practitioner; what is chosen there is in hand here."""
        self.desk.flow(self._side_by_side)

    async def _side_by_side(self) -> None:
        from dashboard.screens.columns import ColumnsScreen

        chosen = await self.desk.push_screen_wait(ColumnsScreen(self.as_of, self.in_hand))
        if chosen is not None:
            self.query_one(RowList).move_to(chosen)
