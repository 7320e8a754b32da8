"""How a passphrase is asked for. Apart from the keys, so that who needs none does not wait for what they need."""

from collections.abc import Callable

Asker = Callable[[str], str | None]

_asker: list[Asker] = []


def ask_with(asker: Asker | None) -> None:
    """Say how it is asked for: from a prompt to what was typed, or to None where nobody can be asked."""
    _asker[:] = [] if asker is None else [asker]


def ask(prompt: str) -> str | None:
    """What somebody types; None where nobody can be asked."""
    return _asker[0](prompt) if _asker else None
