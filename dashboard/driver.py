"""Textual's terminal driver, made to survive what terminals and keyboards really send.

One Latin-1 byte, an escape sequence naming a character that does not exist, or a window report of 65,535 cells would
each end or choke the program. Here they cost a wrong character, nothing, or an ordinary window.
"""

import os
import selectors
import signal
from codecs import getincrementaldecoder

from textual import events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from dashboard.thrift import Thrift

WIDEST, TALLEST = 500, 200


class SturdyDriver(LinuxDriver):
    """Decodes with replacement, starts its parser again after nonsense, caps the window."""

    _thrift: Thrift
    _ours = False
    """Whether the terminal is ours now."""

    def start_application_mode(self) -> None:
        """Take the terminal over; nothing is known of it yet."""
        self._thrift = Thrift(colourless=bool(os.environ.get("NO_COLOR")))
        self._ours = True
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def write(self, data: str) -> None:
        """Write to the terminal, in as few bytes as the picture allows."""
        if text := self._thrift.rewrite(data):
            super().write(text)

    def forget(self) -> None:
        """Believe nothing of what the terminal shows: the next picture is sent whole."""
        self._thrift.forget()

    def stop_application_mode(self) -> None:
        """Leave the terminal as it was, its colours too."""
        if not self._ours:
            return
        self._ours = False
        if self._writer_thread is not None:
            super().write(self._thrift.rest())
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        """Asked to stop from outside: in the app's own way while the terminal is ours, else as anything stops.

        Textual's own handler writes to a thread that may have ended already, and waits for it for ever.
        """
        if self._ours:
            self._app.call_later(self._app.run_action, "suspend")
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Going on after a stop that nobody announced: whatever stood on the terminal meanwhile is drawn over."""
        if self._ours:
            self._app.call_later(self._app.run_action, "redraw")

    def _get_terminal_size(self) -> tuple[int, int]:
        # Asked for at the start and whenever the window has changed, when a terminal may have moved its lines about.
        self.forget()
        try:
            # Not what an exported COLUMNS and LINES say: they stay as they were when the window does not.
            width, height = os.get_terminal_size(self.fileno)
        except OSError:
            width, height = super()._get_terminal_size()
        width, height = width or 80, height or 24
        return min(width, WIDEST), min(height, TALLEST)

    def process_message(self, message: Message) -> None:
        """Pass a message on; a window report is believed up to `WIDEST` by `TALLEST` cells."""
        if isinstance(message, events.Resize):
            self.forget()
            width, height = message.size
            if width > WIDEST or height > TALLEST:
                size = Size(min(width, WIDEST), min(height, TALLEST))
                message = events.Resize(size, size)
        super().process_message(message)

    def _run_input_thread(self) -> None:
        """The keyboard's thread; what ends it ends the app, in the app's own way."""
        try:
            self.run_input_thread()
        except Exception as error:
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read the keyboard until the program ends."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                try:
                    if selector.select(0.1):
                        data = os.read(self.fileno, 4096)
                        if not data:  # the terminal went away
                            self.exit_event.wait(0.1)
                        # Half a letter is no text yet, and no text is the end of everything to the parser.
                        if text := decode(data):
                            for message in parser.feed(text):
                                self.process_message(message)
                    for message in parser.tick():
                        self.process_message(message)
                except (ValueError, OverflowError, ArithmeticError, LookupError, ParseError):
                    parser = XTermParser(self._debug)
