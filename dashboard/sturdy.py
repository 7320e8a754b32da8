"""What an app on a real terminal must stand: being paused, ended from outside, drawn over, and its own faults."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import RenderableType
from textual.app import App
from textual.screen import Screen

from dashboard.driver import SturdyDriver

if TYPE_CHECKING:
    from dashboard.given_back import Keeper

T = TypeVar("T")

KEEP_AFTER = 2.0
"""Seconds after the start in which nothing is begun that the first picture could wait for."""


class SturdyApp(App[T]):
    """An app that leaves the terminal as it found it, whatever ends it.

    A fault ends it too, but `run` raises it once the terminal is itself again: Textual's own report would print the
    values of local variables, which here are names and dates of birth.
    """

    def __init__(self) -> None:
        super().__init__(driver_class=SturdyDriver)
        self._keeper: Keeper | None = None

    def run(self, *args: Any, **kwargs: Any) -> T | None:
        """Run to the end; raises what went wrong inside, after the terminal has been given back."""
        # Who started this may have ignored hang-ups (nohup does); a dashboard without its terminal must not live on.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        try:
            result = super().run(*args, **kwargs)
        finally:
            if self._keeper is not None:
                self._keeper.let_go()
        if self._exception is not None:
            raise self._exception
        return result

    def on_mount(self) -> None:
        """Some while after the first picture: have the terminal given back also where this program is killed."""
        # Where no shell would go on in it, as over ssh, nobody would miss it.
        if isinstance(self._driver, SturdyDriver) and os.getpgrp() != os.getsid(0):
            self.set_timer(KEEP_AFTER, lambda: self.run_worker(self._keep_terminal(), exit_on_error=False))

    async def _keep_terminal(self) -> None:
        from dashboard.given_back import Keeper

        with suppress(OSError):
            self._keeper = await asyncio.to_thread(Keeper, 2)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_: RenderableType) -> None:
        """End; what is to be said about it is said by whoever called `run`."""
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def on_resize(self) -> None:
        """A new size makes what the terminal shows unknown; what was sent for the old one may have been cut."""
        self.forget_terminal()

    def on_load(self) -> None:
        """Before anything is drawn: being asked to end is leaving in the ordinary way."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._asked_to_end)
        loop.set_exception_handler(lambda _, context: self._nobody_waited(context.get("exception")))

    def _nobody_waited(self, error: BaseException | None) -> None:
        """A fault of work that nobody waits for: to the log, where Python would print it over the screen."""
        if error is not None:
            from dashboard.cli.trouble import record_fault

            record_fault(error)

    def _asked_to_end(self) -> None:
        self.exit(return_code=128 + signal.SIGTERM)

    def works_beneath(self, screen: Screen[Any]) -> bool:  # noqa: ARG002
        """Whether a screen is the one right beneath a lock; here nothing locks."""
        return False

    def forget_terminal(self) -> None:
        """Believe nothing of what the terminal shows, so that the next picture is sent whole."""
        if isinstance(self._driver, SturdyDriver):
            self._driver.forget()

    def action_redraw(self) -> None:
        """Draw everything again, for when another program has written over it."""
        self.forget_terminal()
        self.refresh(layout=True)

    def action_suspend(self) -> None:
        """Back to the shell until `fg`; nothing where no shell waits for that, as in a session over ssh."""
        if self._driver is None or not self._driver.can_suspend or os.getpgrp() == os.getsid(0):
            return
        with self.suspend():
            # The whole job stops, as the shell would have it, with whatever started this program.
            os.killpg(os.getpgrp(), signal.SIGSTOP)
