"""What takes more than one step: finding, registering, booking, moving, walking in. Each can be left with escape, and
what was typed or chosen is kept until it is done or left.
"""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

from care.appointment import Appointment
from care.dates import NotADate
from care.patient import CAUTIONS
from care.rights import HEALTH_FIELDS
from care.staff import who_treat
from care.text import codes, counted
from dashboard.desk import Desk
from dashboard.screens.base import ClinicScreen
from db import courses, patients
from db.clinic import staff
from db.errors import Conflict, RecordError
from db.waiting import waiting
from widgets.words import words

if TYPE_CHECKING:
    from care.calls import Call
    from care.patient import Patient
    from care.places import Place
    from dashboard.screens.lines_pane import Asked

T = TypeVar("T")

HEALTH = (
    ("medicines", "Medicines", "for example warfarin 5 mg in the evening"),
    ("allergies", "Allergies", "for example latex, nickel"),
    ("cautions", f"Cautions: {', '.join(words(one) for one in CAUTIONS)}", "with commas between them"),
    ("address", "Address", "for example 12 Elm St, Portland OR 97205"), ("note", "Note", "what to know"),
)  # fmt: skip
"""What a letter says of a patient beside the course: name, question, example."""

AHEAD = 5
"""Free places offered after the proposal."""

SEARCHED = 300
"""Free places looked through for them."""


class Flows(Desk):
    """The longer ways through the day, each a worker of its own."""

    def flow(self, work: Callable[..., Coroutine[Any, Any, None]], *args: Any) -> None:
        """Run one of the ways below. Keys typed ahead wait for the window it opens."""
        self.hold()
        self.labour(lambda: self.holding(lambda: work(*args)), "flow")

    async def reload(self) -> None:
        """Read what the screen shows again."""
        if isinstance(self.screen, ClinicScreen):
            await self.screen.load()

    async def insist(self, window: Callable[[Any, str], Screen[Any]], write: Callable[[Any], Awaitable[T]]) -> T | None:
        """Ask in a window and write what was typed there; None where it was left.

        What cannot be read or written is not lost: the window comes again, with what was typed and what is wrong.
        """
        typed, trouble = None, ""
        while True:
            typed = await self.push_screen_wait(window(typed, trouble))
            if typed is None:
                return None
            try:
                return await write(typed)
            except (RecordError, NotADate) as error:
                trouble = str(error)
                await self.reload()

    async def insist_lines(
        self,
        title: str,
        lines: "Sequence[Asked]",
        needed: Collection[str],
        write: Callable[[dict[str, str]], Awaitable[T]],
    ) -> T | None:
        """As `insist`, with a few lines to type."""
        from dashboard.screens.lines_pane import LinesPane

        def window(typed: dict[str, str] | None, trouble: str) -> Screen[Any]:
            filled = [(name, label, hint, (typed or {}).get(name, start)) for name, label, hint, start in lines]
            return LinesPane(title, filled, needed, trouble)

        return await self.insist(window, write)

    async def insist_note(self, question: str, hint: str, write: Callable[[str], Awaitable[T]]) -> T | None:
        """As `insist`, with one line to type."""
        from dashboard.screens.choices import NotePane

        return await self.insist(lambda typed, trouble: NotePane(question, hint, typed or "", trouble=trouble), write)

    def action_find(self) -> None:
        """Find a patient from anywhere."""
        self.flow(self._find)

    async def _find(self) -> None:
        patient_id = await self.choose_patient("Find a patient")
        if patient_id is not None:
            self.open_chart(patient_id)

    @abstractmethod
    def open_chart(self, patient_id: int, course_id: int | None = None) -> None:
        """The chart of a patient."""

    async def person(self, patient_id: int) -> None:
        """Who it is and how to reach them, and what is asked for most at the counter."""
        from dashboard.screens.card import PatientCard

        hit = await self.ask(patients.hits, str(patient_id), 1, (self.today, self.minute))
        if not hit:
            return
        wish = await self.push_screen_wait(PatientCard(hit[0]))
        if wish == "book":
            await self.book(patient_id, hit[0].open_course_id)
        elif wish == "walk_in":
            await self.walk_in(patient_id)
        elif wish == "wait":
            await self.write("waiting.add", patient_id, earliest=self.today, course_id=hit[0].open_course_id)
            self.say(f"{self.name_of(hit[0].patient.name)} waits for a place; 5 shows who.", undo=True)
        elif wish == "change":
            await self._change(hit[0].patient)
        elif wish == "health":
            await self._health(patient_id)
        elif wish == "merge":
            await self._merge(hit[0].patient)

    async def _change(self, patient: "Patient") -> None:
        from dashboard.screens.register import RegisterPane

        if await self.push_screen_wait(RegisterPane("", patient)) is not None:
            await self.reload()
            self.say("Changed; a former name is still found.", undo=True)

    async def _health(self, patient_id: int) -> None:
        """Medicines, allergies, cautions, address, note; what was typed stays until it is saved or left."""
        from dashboard.screens.lines_pane import LinesPane

        trouble, mine = "", dict[str, str]()
        while (known := await self.ask(patients.health, patient_id)) is not None:
            one = known.patient
            shown = {
                "medicines": known.medicines, "allergies": known.allergies, "address": known.address,
                "cautions": ", ".join(words(caution) for caution in one.cautions), "note": one.note,
            }  # fmt: skip
            # What is kept from somebody would look as if there were none.
            asked = HEALTH if self.may("health") else [line for line in HEALTH if line[0] not in HEALTH_FIELDS]
            lines = [(name, label, example, mine.get(name, shown[name])) for name, label, example in asked]
            answer = await self.push_screen_wait(LinesPane(f"Health of {self.name_of(one.name)}", lines, (), trouble))
            if answer is None:
                return
            # Only what this person typed: what somebody else wrote meanwhile in another line stays.
            mine = {name: text for name, text in answer.items() if text != shown[name]}
            fields = {name: codes(text) if name == "cautions" else text for name, text in mine.items()}
            try:
                done = await self.write("patients.change", one.id, one.version, **fields)
            except RecordError as error:
                trouble = str(error)
                continue
            await self.reload()
            self.say(done.said, undo=done.undo_id is not None)
            return

    async def _merge(self, keep: "Patient") -> None:
        from dashboard.screens.choices import ChoicePane

        other_id = await self.choose_patient(f"Merge with {self.name_of(keep.name)}")
        hit = await self.ask(patients.hits, str(other_id), 1) if other_id is not None else None
        if not hit:
            return
        if hit[0].patient.id == keep.id:
            self.say("That is the same record: m, then choose the other one.")
            return
        other = hit[0].patient
        question = (
            f"Make {self.name_of(other.name)} and {self.name_of(keep.name)} one person? Everything of both is kept."
        )
        if await self.push_screen_wait(ChoicePane(question, [(f"one person: {self.name_of(keep.name)}", True)])):
            await self.write("patients.merge", keep.id, keep.version, other.id, other.version)
            await self.reload()
            self.say("Two records are one now.", undo=True)

    async def give_place(self, call: "Call") -> None:
        """Book the place that became free for who waits for it."""
        from dashboard.screens.booking import BookPane

        if call.patient_id is None or call.place is None:
            return
        whom = await self.whom(call.patient_id, call.course_id, call.place.practitioner_id)
        entry = next((one for one in await self.ask(waiting) or () if one.id == call.waiting_id), None)
        if whom is None or entry is None:
            return
        from care.places import Place

        offered = Place(call.place.on, call.place.minute, call.place.minutes, whom.practitioner_id)
        choice = await self.push_screen_wait(BookPane(whom, (offered,)))
        if isinstance(choice, Place):
            done = await self.write(
                "booking.book", whom.patient_id, whom.practitioner_id, offered.on, offered.minute, offered.minutes,
                course_id=whom.course_id,
            )  # fmt: skip
            await self.write("waiting.mark_booked", entry.id, entry.version, done.appointment_id)
            await self.reload()
            self.say(self._shown(done.said, whom.patient), undo=True)

    async def choose_patient(self, purpose: str) -> int | None:
        """A patient found or registered; None when it was left."""
        from dashboard.screens.find import FindPane, Register
        from dashboard.screens.register import RegisterPane

        pane = FindPane(purpose)
        found = await self.push_screen_wait(pane)
        if pane.typed:
            # One for the whole search, when it is over: each letter is another question to the record.
            self.note_seen("search", found=len(pane.found))
        if isinstance(found, Register):
            registered: int | None = await self.push_screen_wait(RegisterPane(found.typed))
            return registered
        return found.patient.id if found is not None else None

    async def whom(self, patient_id: int, course_id: int | None, practitioner_id: int | None = None) -> Any:
        """For whom a place is booked; None when nobody could treat."""
        from dashboard.screens.booking import ForWhom

        detail = await self.ask(patients.detail, patient_id, course_id, self.today, (self.today, self.minute))
        treats = who_treat(await self.ask(staff) or ())
        if detail is None or not treats:
            return None
        course = detail.course
        if practitioner_id is None and course is not None:
            practitioner_id = course.practitioner_id
        who = next((one for one in treats if one.id == practitioner_id), treats[0])
        return ForWhom(patient_id, detail.patient.name, course.id if course else None, who.id, who.name)

    def book_for(self, patient_id: int, course_id: int | None) -> None:
        """Book the next visit of a patient."""
        self.flow(self.book, patient_id, course_id)

    async def book(self, patient_id: int, course_id: int | None, from_one: Appointment | None = None) -> None:
        """Propose the next place, take it or another; a lost race offers the next one."""
        from care.places import Place
        from dashboard.screens.booking import BookPane, Week

        whom = await self.whom(patient_id, course_id, from_one.practitioner_id if from_one else None)
        if whom is None:
            self.say(
                "Nobody to book with: nobody who treats is on staff yet. `acudesk staff add` adds them.",
                severity="warning",
            )
            return
        message = ""
        while True:
            found = await self._proposals(whom.patient_id, whom.practitioner_id, from_one)
            choice = await self.push_screen_wait(BookPane(whom, found, message))
            squeeze = False
            if isinstance(choice, Week):
                near = choice.near or Place(self.today, self.minute, whom.minutes, whom.practitioner_id)
                picked = await self.pick("Book", near, whom.patient_id, whose=whom.patient)
                if picked is None:
                    continue
                choice, squeeze = picked
            if choice is None:
                return
            try:
                done = await self.write(
                    "booking.book", whom.patient_id, choice.practitioner_id, choice.on, choice.minute, choice.minutes,
                    room=choice.room, course_id=whom.course_id, squeeze=squeeze,
                )  # fmt: skip
            except Conflict as error:
                message = str(error)
                continue
            except RecordError as error:
                self.say(str(error), severity="error")
                return
            await self.reload()
            self.say(self._shown(done.said, whom.patient), undo=True)
            return

    async def _proposals(
        self, patient_id: int, practitioner_id: int, from_one: Appointment | None
    ) -> "tuple[Place, ...]":
        from db import places

        now = (self.today, self.minute)
        of = from_one.id if from_one is not None and from_one.practitioner_id else (patient_id, practitioner_id)
        first = await self.ask(places.next_free, of, now)
        if first is None:
            return ()
        usual = from_one.minute if from_one is not None else first.minute
        found = await self.ask(places.free_after, patient_id, practitioner_id, (first.on, 0), SEARCHED, first.minutes)
        # One place a day, the nearest to the usual time: nobody wants six quarters of one hour.
        by_day: dict[date, Place] = {}
        for one in (first, *(found or ())):
            best = by_day.get(one.on)
            if (one.on, one.minute) > now and (best is None or abs(one.minute - usual) < abs(best.minute - usual)):
                by_day[one.on] = one
        return tuple(by_day[on] for on in sorted(by_day))[: AHEAD + 1]

    async def pick(
        self, title: str, near: "Place", patient_id: int | None, moving: int | None = None, *, whose: str = ""
    ) -> "tuple[Place, bool] | None":
        """A place chosen in the week, and whether it is squeezed in on purpose."""
        from dashboard.screens.week import WeekScreen

        week = WeekScreen(title, near, patient_id, moving, whose=whose)
        picked: tuple[Place, bool] | None = await self.push_screen_wait(week)
        return picked

    async def book_series(self, one: Appointment, done: int, expected: tuple[int, int]) -> None:
        """The rest of a course, shown place by place, booked in one go and undone in one."""
        from dashboard.screens.booking import SeriesPane, rest_of_course, week_later

        whom = await self.whom(one.patient_id, one.course_id, one.practitioner_id)
        if whom is None or one.course_id is None:
            self.say("There is no course here to book the rest of.", severity="warning")
            return
        booked = await self.ask(courses.to_come, one.course_id, self.clock.now_utc()) or 0
        chosen = await self.push_screen_wait(
            SeriesPane(whom, week_later(one.on), rest_of_course(done, booked, expected))
        )
        if not chosen:
            return
        try:
            made = await self.write(
                "booking.book_series", whom.patient_id, whom.practitioner_id, chosen, course_id=whom.course_id
            )
        except RecordError as error:
            self.say(str(error), severity="error")
            return
        await self.reload()
        many = counted(len(made), "visit", "visits")
        self.say(f"Booked {many} of {self.name_of(whom.patient)}.", undo=True)

    async def walk_in(self, patient_id: int | None = None) -> None:
        """Somebody is here: find or register them, put them in now."""
        if patient_id is None:
            patient_id = await self.choose_patient("Walk-in")
        if patient_id is None:
            return
        whom = await self.whom(patient_id, None)
        if whom is None:
            self.say("Nobody who treats is on staff yet: `acudesk staff add` adds them.", severity="warning")
            return
        try:
            done = await self.write("booking.walk_in", patient_id, whom.practitioner_id, whom.minutes)
        except RecordError as error:
            self.say(str(error), severity="error")
            return
        await self.reload()
        self.say(self._shown(done.said, whom.patient), undo=True)

    async def move(self, one: Appointment) -> None:
        """Pick an appointment up and put it down in the week."""
        from care.places import Place

        near = Place(one.on, one.minute, one.minutes, one.practitioner_id, one.room or None)
        while True:
            picked = await self.pick("Move", near, one.patient_id, one.id, whose=one.patient)
            if picked is None:
                return
            place, squeeze = picked
            try:
                done = await self.write(
                    "booking.move", one.id, one.version, place.on, place.minute, place.practitioner_id, place.room,
                    squeeze=squeeze,
                )  # fmt: skip
            except RecordError as error:
                self.say(str(error), severity="error")
                near = place
                if not isinstance(error, Conflict):
                    return
                continue
            await self.reload()
            self.say(self._shown(done.said, one.patient), undo=True)
            return

    async def look_at_week(self, on: date, minute: int, practitioner_id: int | None) -> None:
        """The week, to look at."""
        from care.places import Place

        first = next((one.id for one in who_treat(await self.ask(staff) or ())), None)
        await self.pick("The week", Place(on, minute, 30, practitioner_id or first), None)

    def _shown(self, said: str, name: str) -> str:
        return said.replace(name, self.name_of(name))
