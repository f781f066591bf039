"""A line to type in, and under it what fits: the common ground of find and of the palette."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input

from collections_tui.tui.screens.base import DeskDialog
from collections_tui.tui.widgets.fixed_rows import FixedRows
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.virtual_columns import Column
from collections_tui.tui.widgets.virtual_list import VirtualList

Row = TypeVar("Row")
Result = TypeVar("Result")


class Picker(DeskDialog[Result], Generic[Row, Result]):
    """Shows the answers to what is typed once typing pauses. The cursor is moved without leaving the line.

    A subclass says what the rows are (``columns``, ``key``), finds them (``answers``) and ends with ``picked``.
    """

    AUTO_FOCUS = "Input"
    PAUSE = 0.15
    """Seconds without a key before the question is asked."""
    HINT = ""

    def __init__(self) -> None:
        super().__init__(classes="-with-list")
        self._timer: Timer | None = None
        self._answered: str | None = None
        """What the rows in view are the answers to."""
        self._turn = asyncio.Lock()
        self._list: VirtualList[Row] = VirtualList(key=self.key, columns=self.columns(), id="answers")
        self._list.can_focus = False

    def key(self, row: Row) -> Hashable:
        """What tells rows apart."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column[Row]]:
        """What is shown of a row."""
        raise NotImplementedError

    async def answers(self, text: str) -> Sequence[Row]:
        """The rows for what was typed."""
        raise NotImplementedError

    def picked(self, row: Row) -> Result:
        """What the dialog is dismissed with."""
        raise NotImplementedError

    def empty_words(self, text: str) -> str:
        """The sentence in place of rows."""
        return "" if not text else "Nothing fits: type less of it, or something else."

    def compose_body(self) -> ComposeResult:
        line = FieldInput()
        line.placeholder = self.HINT
        yield line
        yield self._list

    def on_mount(self) -> None:
        self.attempt(self._answer(), hold=False)

    @property
    def pausing(self) -> bool:
        """Whether the answers to what was typed are still to come."""
        return self._timer is not None

    @on(Input.Changed)
    def _wait_for_pause(self) -> None:
        self._stop_waiting()
        self._timer = self.set_timer(self.PAUSE, self._answer_later)

    def _answer_later(self) -> None:
        self._timer = None
        self.attempt(self._answer(), hold=False)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    @property
    def _current(self) -> bool:
        """Whether the rows in view are the answers to what is in the line now."""
        return self._answered == self.query_one(Input).value

    async def _answer(self) -> None:
        """Show the answers to what is in the line now, if they are not shown already."""
        async with self._turn:
            if self.is_attached and not self._current:
                text = self.query_one(Input).value
                self._show(text, await self.answers(text))

    def _show(self, text: str, rows: Sequence[Row]) -> None:
        # More may have been typed since: its answers are next.
        if self.is_attached and text == self.query_one(Input).value:
            self._answered = text
            self._list.set_source(FixedRows(rows), empty_text=self.empty_words(text.strip()))

    async def _pick(self) -> None:
        """Dismiss with the row under the cursor, once the answers are those to what was typed."""
        await self._answer_now()
        await self._list.settled()
        row = self._list.cursor_row
        if row is not None:
            self.pick(row)

    @on(VirtualList.Chosen)
    def _take(self, event: VirtualList.Chosen) -> None:
        self.pick(event.row)

    def pick(self, row: Row) -> None:
        """Dismiss with a row."""
        self.dismiss(self.picked(row))

    def on_input_submitted(self) -> None:
        """Enter takes the row under the cursor."""
        self.action_take()

    def action_take(self) -> None:
        """Take the row under the cursor."""
        self.attempt(self._pick())

    async def _answer_now(self) -> None:
        """Show the answers to what was typed without waiting for a pause."""
        self._stop_waiting()
        await self._answer()

    def _move(self, move: Callable[[], None]) -> None:
        """Move the cursor among the answers to what was typed: at once, or when they have come."""
        if self._current:
            move()
        else:
            self.attempt(self._answer_and_move(move))

    async def _answer_and_move(self, move: Callable[[], None]) -> None:
        await self._answer_now()
        move()

    def action_down(self) -> None:
        """Next answer."""
        self._move(self._list.action_cursor_down)

    def action_up(self) -> None:
        """Answer before."""
        self._move(self._list.action_cursor_up)

    def action_page_down(self) -> None:
        """Next answers."""
        self._move(self._list.action_page_down)

    def action_page_up(self) -> None:
        """Answers before."""
        self._move(self._list.action_page_up)
