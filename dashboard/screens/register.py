"""Register a patient with the fewest fields, or change one; likely duplicates are shown before anything is saved."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from care.booking import Match
from care.dates import NotADate, typed_date
from care.patient import Patient
from dashboard.screens.choices import BOX, BOX_INNER
from dashboard.screens.sheet import Sheet
from db.errors import RecordError
from db.patients import likely_duplicates
from widgets.field import Field

FIELDS = (
    ("given", "Given name"), ("family", "Family name"), ("phone", "Phone"),
    ("born", "Date of birth: 1969-11-04, 4.11.1969 or 11/04/1969"),
)  # fmt: skip


def parted(typed: str) -> tuple[str, str]:
    """Given and family name of what was typed: `Ana Ruiz`, or `Ruiz, Ana`. One word is a family name."""
    family, comma, given = typed.partition(",")
    if comma:
        return given.strip(), family.strip()
    *first, last = typed.split() or [""]
    return " ".join(first), last


class RegisterPane(Sheet[int | None]):
    """Four fields; enter goes to the next and from the last saves. The result is the patient's id.

    Where somebody alike is on record already they are named first: enter again registers all the same, `ctrl+e` takes
    the one on record. What was typed stays until it is saved or left.
    """

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        ("escape", "leave", "back"), ("ctrl+e", "existing", "the one on record"),
        Binding("enter", "on", "on", priority=True),
    ]  # fmt: skip
    DEFAULT_CSS = f"""
    RegisterPane {{ {BOX} }}
    RegisterPane > Vertical {{ {BOX_INNER} }}
    RegisterPane Input {{ background: $background; margin-bottom: 1; }}
    RegisterPane Static {{ height: auto; }}
    RegisterPane .label, RegisterPane #keys {{ color: $text-dim; }}
    RegisterPane #trouble {{ color: $warning; }}
    """

    def __init__(self, typed: str, known: Patient | None = None) -> None:
        super().__init__()
        self.known = known
        given, family = parted(typed)
        number = sum(char.isdigit() for char in typed) >= 5
        self.start = {"given": "" if number else given, "family": "" if number else family}
        self.start["phone"] = typed if number else ""
        if known is not None:
            born = known.born.isoformat() if known.born else ""
            self.start = {"given": known.given_name, "family": known.family_name, "phone": known.phone, "born": born}
        self.seen: tuple[Match, ...] | None = None

    def compose(self) -> ComposeResult:
        """The fields, what is wrong, the keys."""
        with Vertical():
            for name, label in FIELDS:
                yield Static(label, classes="label", markup=False)
                yield Field(self.start.get(name, ""), id=name, max_length=120)
            yield Static("", id="trouble", markup=False)
            yield Static("enter next field, from the last one saves · esc back", id="keys", markup=False)

    def on_mount(self) -> None:
        """Start at the first field that is still empty."""
        boxes = list(self.query(Input))
        next((box for box in boxes if not box.value), boxes[-1]).focus()

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.query_one(f"#{name}", Input).value

    def on_input_changed(self) -> None:
        """Other words, other duplicates."""
        self.seen = None

    def action_on(self) -> None:
        """The next field, or save; before anything else, as keys may come in bursts."""
        boxes = list(self.query(Input))
        at = boxes.index(self.focused) if isinstance(self.focused, Input) else -1
        if at + 1 < len(boxes):
            self.set_focus(boxes[at + 1])
        else:
            self.desk.labour(self._save, "write")

    async def _save(self) -> None:
        try:
            born = typed_date(self.value("born"))
            given, family, phone = self.value("given"), self.value("family"), self.value("phone")
            if self.known is not None:
                fields = {"family": family, "given": given, "born": born, "phone": phone}
                await self.desk.write("patients.change", self.known.id, self.known.version, **fields)
                self.dismiss(self.known.id)
                return
            if self.seen is None:
                alike = await self.desk.ask(likely_duplicates, family, given, born, phone)
                self.seen = alike or ()
                if self.seen:
                    self.tell_duplicates()
                    return
            patient_id = await self.desk.write("patients.register", family, given, born, phone=phone)
        except (RecordError, NotADate) as error:
            self.tell(str(error))
            return
        self.dismiss(patient_id)

    def tell_duplicates(self) -> None:
        """Who is on record already."""
        assert self.seen
        lines = [
            f"{one.name}{f', born {one.born}' if one.born else ''}, {one.phone or 'no phone'}: {', '.join(one.reasons)}"
            for one in self.seen[:3]
        ]
        self.tell("On record already?\n" + "\n".join(lines))
        self.query_one("#keys", Static).update("ctrl+e take the first · enter register all the same · esc back")

    def tell(self, text: str) -> None:
        """Say it under the fields."""
        self.query_one("#trouble", Static).update(text)

    def action_existing(self) -> None:
        """Take the one on record."""
        if self.seen:
            self.dismiss(self.seen[0].patient_id)
