"""The terminal as it was, also after an end that the program does not live to see: killed, out of memory, a crash in C.

A small shell waits on a pipe for as long as the program is there. It is begun some while after the first picture, which
it must not delay, and only where there is a shell behind the program that would go on in a spoilt terminal.
"""

import os
from contextlib import suppress

# Out of the other screen, mouse and paste reports off, the keyboard's own protocol off, cursor and plain letters back.
GIVE_BACK = b"\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[<u\x1b[?25h\x1b[0m\r\n"
"""What ends everything that the dashboard asks of a terminal."""

# The pipe's end without a word means that nobody was left to say one.
_WAIT = 'read -r word || { printf %s "$1"; stty sane <&1; }'


class Keeper:
    """Waits for the end of this program beside it, and gives the terminal `fd` back unless it was let go before."""

    def __init__(self, fd: int) -> None:
        """Begin; raises OSError where no shell can be started."""
        # Only now: the parent of a session over ssh reads this module, and starts none.
        import subprocess

        heard, self._held = os.pipe()
        try:
            # A session of its own: it outlives what is sent to the whole job, and may set a terminal that is not its.
            self._shell = subprocess.Popen(
                ["/bin/sh", "-c", _WAIT, "acudesk-terminal", GIVE_BACK.decode("ascii")],
                stdin=heard, stdout=fd, stderr=subprocess.DEVNULL, start_new_session=True, cwd="/",
            )  # fmt: skip
        except BaseException:
            os.close(self._held)
            raise
        finally:
            os.close(heard)

    def let_go(self) -> None:
        """The terminal was given back in the ordinary way."""
        with suppress(OSError):
            os.write(self._held, b"\n")
        os.close(self._held)
        self._shell.wait()
