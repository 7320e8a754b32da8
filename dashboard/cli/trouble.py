"""What a person hears when something goes wrong: one line, and an exit code. Never a traceback, never a patient."""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.cli.output import complain

if TYPE_CHECKING:
    from traceback import FrameSummary

USAGE, DATA, FAULT, IO, INTERRUPTED, PIPE_CLOSED = 2, 65, 70, 74, 130, 141


def guarded(work: Callable[[], int]) -> int:
    """Run a command and turn whatever it raises into one line on stderr and an exit code."""
    watch_beside()
    try:
        code = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit:
        raise
    except BrokenPipeError:
        _close_quietly()
        return PIPE_CLOSED
    except BaseException as error:
        try:
            return _told(error)
        except Exception:
            # An interpreter that says it itself would print the message too, and with it a name.
            complain(
                "acudesk: something went wrong inside acudesk, and then in writing that down. What was saved before is "
                "kept. Please report it."
            )
            return FAULT
    return code


def watch_beside() -> None:
    """What fails where nobody waits for it goes to the log: Python would print it over the screen, values and all.

    A thread, and what is cleared up.
    """
    threading.excepthook = lambda failed: _beside(failed.exc_value)
    sys.unraisablehook = lambda failed: _beside(failed.exc_value)


def _beside(error: BaseException | None) -> None:
    # At the very end of the program there may be nothing left to write it with.
    with suppress(Exception):
        if error is not None:
            record_fault(error)


def _told(error: BaseException) -> int:
    # Imported only now: these cost time that a successful command should not spend.
    from care.protocol import ProtocolError
    from dashboard.settings import UsageError
    from db.errors import RecordError

    if isinstance(error, UsageError):
        code = USAGE
    elif isinstance(error, RecordError):
        from db.damage import closer

        error = closer(error)
        code = error.exit_code
    elif isinstance(error, ProtocolError):
        code = DATA
    elif isinstance(error, OSError):
        return _input_output(error)
    else:
        return _fault(error)
    said = str(error)
    complain(f"acudesk: {said}" if said.endswith((".", "?")) else f"acudesk: {said}.")
    # An import names its first bad row in the message and all of them here.
    for line in getattr(error, "lines", list)()[1:]:
        complain(f"  {line}")
    return code


def _input_output(error: OSError) -> int:
    if error.filename:
        told = f"{error.filename} cannot be read or written ({error.strerror}). Check its name and its folder"
    else:
        told = f"the output cannot be written ({error.strerror}). Make room for it and try again"
        # Nor can what is still waiting to be written: it must not be tried again at the end.
        _close_quietly()
    complain(f"acudesk: {told}. What was saved before is kept.")
    return IO


def _fault(error: BaseException) -> int:
    """A fault of the program: a reference for the person, the places in the code for the log."""
    reference, log = record_fault(error)
    kept = f" Details without any patient's data are in {log}." if log else ""
    complain(
        f"acudesk: something went wrong inside acudesk (reference {reference}). What was saved before is kept.{kept} "
        "Please report it."
    )
    return FAULT


def record_fault(error: BaseException) -> tuple[str, Path | None]:
    """Write where a fault of the program happened into the log; its reference, and the log if it could be written."""
    reference = os.urandom(3).hex()
    return reference, _write_log(reference, error)


def _write_log(reference: str, error: BaseException) -> Path | None:
    """Where it happened, line by line, without a message or a value: an exception's text may hold a name."""
    from dashboard.places import make_private_folder, open_private, places

    chain: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(chain) < 5:
        frames = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in _frames(seen)]
        chain.append(f"{type(seen).__module__}.{type(seen).__qualname__} at " + " > ".join(frames))
        # Textual hands on the fault of a worker beside its own.
        inner = getattr(seen, "error", None)
        seen = seen.__cause__ or seen.__context__ or (inner if isinstance(inner, BaseException) else None)
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    try:
        log = places().logs / "acudesk.log"
        make_private_folder(log.parent)
        with os.fdopen(open_private(log), "a", encoding="utf-8") as file:
            file.writelines(f"{stamp} {reference} {line}\n" for line in chain)
    except OSError:
        return None
    return log


def _frames(error: BaseException) -> "list[FrameSummary]":
    import traceback

    return list(traceback.extract_tb(error.__traceback__, limit=-30))


def _close_quietly() -> None:
    """Nobody reads stdout any more: the interpreter must not complain of it when it flushes at its end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
