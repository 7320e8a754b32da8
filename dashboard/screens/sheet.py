"""What opens over a screen and closes with an answer: once, however often the key is pressed."""

from typing import TYPE_CHECKING, TypeVar, cast

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import ModalScreen, Screen

from dashboard.actions import EVERYWHERE, actions_of
from widgets.rows import RowList

if TYPE_CHECKING:
    from dashboard.app import Acudesk

T = TypeVar("T")


class Answering(Screen[T]):
    """A screen that gives an answer and goes.

    Keys of the app end at such a screen; those that must work whatever is open are bound here again.
    """

    READS = "see"
    """The right without which nobody reads what stands in it: it closes when that is lost while it is open."""

    BINDINGS = [  # noqa: RUF012 Textual reads it so
        Binding(one.keys, f"app.{one.id}", one.label, show=False)
        for one in actions_of(EVERYWHERE)
        if one.id in ("hide_names", "next_theme", "redraw", "suspend")
    ]

    @property
    def desk(self) -> "Acudesk":
        """The app, by its own type."""
        return cast("Acudesk", self.app)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Answer and go, also beneath a lock. A second key that was on its way must not close the screen below, too."""
        if not self.is_active and not self.desk.works_beneath(self):
            return AwaitComplete()
        return super().dismiss(result)

    def action_leave(self) -> None:
        """Go without an answer."""
        self.dismiss(None)

    def redraw(self) -> None:
        """Names hidden or shown again: every list is built anew."""
        for rows in self.query(RowList):
            rows.build_again()


class Sheet(Answering[T], ModalScreen[T]):
    """A window over a screen, which shows through."""
