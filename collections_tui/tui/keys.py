"""Hands keys on one at a time, so that what is typed ahead lands where it was meant.

Textual gives a key to whatever has the focus when the key comes in. Over a slow line several keys come in at once:
"call" and "no answer" would both reach the account, though the first of them opens a dialog for the second. Here a key
waits until the one before it has had all its effect: its action, the messages that this sent, and whatever work holds
the gate.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.message import Message

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

ROUNDS = 2
"""Times that a follower is sent behind a key: behind the key itself, and behind the messages that its action posted."""

PASSING = ("ctrl+q", "ctrl+c")
"""Keys that wait for the keys before them but never for work: a person can leave however long something takes."""


class Follower(Message):
    """Travels behind a key, up from where the key went to the app. It comes in when everything before it is handled."""

    def __init__(self, number: int, rounds: int) -> None:
        super().__init__()
        self.number = number
        self.rounds = rounds


class GateOpened(Message, bubble=False):
    """Something changed that keys may have waited for."""


class KeyGate:
    """The queue of keys and pastes in front of an app.

    Args:
        app: where messages come back to; it passes them on to ``follower`` and ``advance``.
        deliver: gives an event to whatever has the focus.
    """

    def __init__(self, app: App[Any], deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._waiting: deque[events.Event] = deque()
        self._holds = 0
        self._number = 0
        self._target: Widget | None = None  # where the last key went, while it may still have an effect

    @property
    def idle(self) -> bool:
        """Whether every key has had its effect and nothing holds the gate."""
        return not (self._waiting or self._holds or self._busy())

    def hold(self) -> None:
        """Keep keys back until ``release`` is called as often as this was."""
        self._holds += 1

    def release(self) -> None:
        """Undo one ``hold``; keys go on in the app's next turn."""
        self._holds -= 1
        self.wake()

    def wake(self, *_: object) -> None:
        """Look again whether keys can go on, in the app's next turn."""
        self._app.post_message(GateOpened())

    async def take(self, event: events.Event) -> None:
        """Hand on a key or a paste, now or when its turn comes."""
        passing = isinstance(event, events.Key) and event.key in PASSING
        if passing and (self._holds or not (self._waiting or self._busy())):
            await self._deliver(event)
            return
        self._waiting.append(event)
        await self.advance()

    async def follower(self, message: Follower) -> None:
        """Take a follower that came in: send it round again, or let the next key go."""
        if message.number != self._number or self._target is None:
            return
        if message.rounds > 1 and self._target.post_message(Follower(self._number, message.rounds - 1)):
            return
        self._target = None
        await self.advance()

    async def advance(self) -> None:
        """Hand on keys as far as possible. Only to be called in the app's own turn."""
        while self._waiting and not self._holds and not self._busy():
            event = self._waiting.popleft()
            target = self._app.focused or self._app.screen
            await self._deliver(event)
            if event.is_forwarded:
                self._number += 1
                if target.post_message(Follower(self._number, ROUNDS)):
                    self._target = target

    def _busy(self) -> bool:
        """Whether the last key may still have an effect. One whose screen has gone cannot: its follower is lost too."""
        target = self._target
        if target is not None and not (target.is_attached and target.screen is self._app.screen):
            self._target = target = None
        return target is not None
