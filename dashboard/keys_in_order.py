"""One key after the other, however fast they come.

Over a slow line keys arrive in bursts. A key may move the cursor to another line, or open a window once the record has
answered; the key behind it is meant for what is there then. So each key is seen through before the next one is let in,
and while a window is opening the keys wait for it.

So a key may wait for a while: behind a text that a terminal types in instead of pasting it, for a minute. Escape is for
stopping that. Pressed behind more keys than a hand has typed ahead, it is heard at once, and they are let go.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, TypeVar

from textual import events
from textual.dom import DOMNode
from textual.message_pump import MessagePump

from dashboard.sturdy import SturdyApp

T = TypeVar("T")

_WINDOWS: ContextVar[bool] = ContextVar("windows", default=False)
"""Whether the task at work opens windows of its own."""

LONGEST_KEY, LONGEST_OPENING = 0.5, 2.0
"""Seconds after which the next key is let in all the same: a widget may be gone before it has answered."""


TYPED_AHEAD = 60
"""Keys that a person may have typed ahead of a slow screen; more of them come from something that types by itself."""

_STOPS = frozenset({"escape", "ctrl+q"})


class _Behind:
    """Goes behind a key through the queues of everything it bubbles up through; at the end says so to the app.

    One object for the whole way, and with its number of parameters written on it, which Textual would otherwise work
    out anew at every step of every key.
    """

    _param_count = 0

    def __init__(self, way: list[MessagePump], done: Callable[[], Awaitable[None]], app: MessagePump) -> None:
        self._way, self._done, self._app = iter(way), done, app

    def __call__(self) -> None:
        for node in self._way:
            if node.is_running and node.post_message(events.Callback(callback=self)):
                return
        self._app.call_later(self._done)


class InOrder(SturdyApp[T]):
    """Holds keys back while the one before them, or a window, is still on its way."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: deque[events.Event] = deque()
        self._under_way = False
        self._opening = 0
        self._patience: asyncio.TimerHandle | None = None

    async def on_event(self, event: events.Event) -> None:
        """Let a key through, or keep it for later; everything else passes."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._under_way or self._opening:
            if len(self._keys) > TYPED_AHEAD and isinstance(event, events.Key) and event.key in _STOPS:
                count = len(self._keys)
                self._keys.clear()
                self.keys_let_go(count)
            self._keys.append(event)
        else:
            await self._let_through(event)

    async def _let_through(self, event: events.Event) -> None:
        self._under_way = True
        target: DOMNode = self.focused or self.screen
        way: list[MessagePump] = [node for node in target.ancestors_with_self if node is not self]
        self._be_patient(LONGEST_KEY)
        await super().on_event(event)
        _Behind(way, self._seen_through, self)()

    async def _seen_through(self) -> None:
        self._under_way = False
        await self._next()

    async def _next(self) -> None:
        if self._keys and not self._under_way and not self._opening:
            await self._let_through(self._keys.popleft())

    def keys_let_go(self, count: int) -> None:
        """So many keys were still waiting when escape was pressed, and were forgotten."""

    def hold(self) -> None:
        """A window is about to open: keys wait for it."""
        self._opening += 1
        self._be_patient(LONGEST_OPENING)

    def let_in(self) -> None:
        """It is open, or will not be."""
        if self._opening:
            self._opening -= 1
            self.call_later(self._next)

    async def holding(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do work that opens one window after the other: keys wait until there is one, or the work is done."""
        _WINDOWS.set(True)
        try:
            await work()
        finally:
            self.let_in()

    async def push_screen_wait(self, screen: Any) -> Any:  # type: ignore[override]
        """Open a screen and wait for its answer; what comes next may be another window."""
        answer = await super().push_screen_wait(screen)
        if _WINDOWS.get():
            self.hold()
        return answer

    def _be_patient(self, seconds: float) -> None:
        # Not a timer of Textual's, each of which is a task: there is one of these for every key.
        if self._patience is not None:
            self._patience.cancel()
        self._patience = asyncio.get_running_loop().call_later(seconds, self.call_later, self._give_up)

    async def _give_up(self) -> None:
        self._under_way, self._opening = False, 0
        await self._next()

    def push_screen(self, screen: Any, *args: Any, **more: Any) -> Any:
        """Open a screen; keys typed ahead are its own."""
        pushed = super().push_screen(screen, *args, **more)
        if self._opening:
            self.screen.call_after_refresh(self.let_in)
        return pushed
