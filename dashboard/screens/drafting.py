"""A form half written: kept in the record from the first key on, and saved once.

A form that is left, or whose terminal is lost, is taken up where it was: its lines are written down as a draft at each
change, one write after the other, the newest state last.
"""

import asyncio
from abc import abstractmethod
from typing import Any

from textual.timer import Timer

from dashboard.screens.form_lines import DraftOf
from dashboard.screens.sheet import Answering
from db.errors import Conflict, RecordError, Refused

AGAIN = 3.0
"""Seconds after which what could not be kept is tried again."""


class Drafting(Answering[Any]):
    """Subclasses say how to `save`, and how to `complain`.

    `values` holds what stands in each line: text, or a list of chosen values; `about` is whose form it is.
    """

    def __init__(self, about: DraftOf, values: dict[str, Any]) -> None:
        super().__init__()
        self.about = about
        self.values = values
        self.draft_id: int | None = None
        self.taken_up = False
        self.saving = False
        self._unkept = self._keeping = False
        self._troubled = self._warned = False
        self._again: Timer | None = None

    @abstractmethod
    async def save(self) -> None:
        """Write; dismiss when it is done, `complain` when it is not."""

    @abstractmethod
    def complain(self, text: str, ink: str = "warn", at: str = "") -> None:
        """Say what is wrong, and put the keys on the line it is about."""

    def keep(self) -> None:
        """Write the draft: at once, or right after the write that is under way."""
        self._unkept = True
        if not self._keeping:
            self._keeping = True
            self.desk.labour(self._keep, "draft")

    async def _keep(self) -> None:
        try:
            while self._unkept and not self.saving:
                self._unkept = False
                kind, patient_id, course_id, subject_id = self.about
                self.draft_id = await self.desk.write(
                    "drafts.keep", kind, patient_id, dict(self.values),
                    course_id=course_id, subject_id=subject_id, draft_id=self.draft_id,
                )  # fmt: skip
                if self._troubled:
                    self._troubled = self._warned = False
                    self.complain("What you typed is kept again.", "good")
        except RecordError as error:
            self._unkept = self._troubled = True
            self.complain(f"{error} What you typed stays in this window.", "bad")
            self._try_again(error)
        finally:
            self._keeping = False

    def _try_again(self, error: RecordError) -> None:
        """Keep it as soon as the trouble is over, also if no key is pressed any more; a refusal does not pass."""
        if self._again is not None:
            self._again.stop()
            self._again = None
        if not isinstance(error, Refused | Conflict):
            self._again = self.set_timer(AGAIN, self._keep_again)

    def _keep_again(self) -> None:
        if self._unkept and not self.saving:
            self.keep()

    def action_save(self) -> None:
        """Save, once."""
        if not self.saving:
            self.saving = True
            self.desk.labour(self._save, "write")

    async def _save(self) -> None:
        try:
            while self._keeping:  # the draft that is being written goes with what is saved
                await asyncio.sleep(0.005)
            await self.save()
        except RecordError as error:
            self.complain(str(error), "bad")
        finally:
            self.saving = False
            # What was saved is gone from the stack already, and must not leave a draft of itself behind.
            if self._unkept and self in self.app.screen_stack:
                self.keep()

    def action_leave(self) -> None:
        """Leave; what was typed is kept as a draft. Where it could not be, that is said first."""
        if self._troubled and not self._warned:
            self._warned = True
            stay = "Stay until it can be" if self._again is not None else "Copy what you need of it"
            self.complain(f"What you typed could not be kept. {stay}; esc again leaves without it.", "bad")
            return
        self.dismiss(None)
