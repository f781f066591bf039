"""Moving accounts to other people, with what would move shown before it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import uuid4

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input

from collections_tui.services.moving import Moving
from collections_tui.services.reassign_views import Asked, Done, Past, Plan
from collections_tui.services.views import ListQuery
from collections_tui.tui.commands import bindings_for
from collections_tui.tui.dialogs.reassign_words import HINTS, Problem, done_words, plan_lines, read_asked
from collections_tui.tui.screens.base import AtDesk, DeskDialog
from collections_tui.tui.text import cut, plain
from collections_tui.tui.widgets.inputs import FieldInput
from collections_tui.tui.widgets.lines import LinesView, text_line, wrapped
from collections_tui.tui.widgets.one_line import OneLine

PAUSE = 0.4
"""Seconds without a key before what would move is worked out: on a large worklist it takes a second."""
GO = 0.25
"""Seconds of moving between two words about it."""
_HINT = 60


def open_reassign(
    screen: AtDesk,
    *,
    from_people: Sequence[str] = (),
    accounts: Sequence[int] = (),
    within: ListQuery | None = None,
    about: str = "",
    then: Callable[[], None] | None = None,
) -> None:
    """Show the dialog in front of a screen, or say that the person may not.

    Args:
        screen: which.
        from_people: whose accounts are to move, by login; the person can change it.
        accounts: these alone: what was marked.
        within: what the filter of this query keeps of its worklist.
        about: which accounts these are, in words; '' where the person says from whom.
        then: called when something has moved.
    """
    asked = Asked(sources=tuple(from_people), accounts=tuple(accounts), within=within)

    def answered(moved: bool | None) -> None:
        if moved and then is not None:
            then()

    screen.attempt(_open(screen, ReassignDialog(asked, about), answered))


async def _open(screen: AtDesk, dialog: ReassignDialog, answered: Callable[[bool | None], None]) -> None:
    screen.desk.permit("reassign accounts")
    await screen.workstation.travel.show_dialog(dialog, answered)


class ReassignDialog(DeskDialog[bool]):
    """Is dismissed with whether anything has moved.

    Enter shows what would move, and once that is on the screen moves it. The move has its operation ID from the
    beginning, so that it is done once, however often it is tried.

    Args:
        asked: what is asked for so far; whom to, how and until when are typed.
        about: which accounts these are, in words; '' where the person says from whom.
    """

    SCOPE = "reassign"
    TITLE_TEXT = "Reassign"
    BINDINGS = bindings_for("reassign")
    AUTO_FOCUS = "#reassign-to"

    def __init__(self, asked: Asked, about: str = "") -> None:
        super().__init__(classes="-with-list")
        self._base, self._about = asked, about
        self._operation = uuid4().hex
        names = ("to", "by", "until") if about else ("from", "to", "by", "until")
        self._fields = {name: FieldInput(id=f"reassign-{name}") for name in names}
        if not about:
            self._fields["from"].value = ", ".join(asked.sources)
        self._lines = LinesView(id="reassign-plan")
        self._timer: Timer | None = None
        self._shown: Asked | None = None  # what the plan on the screen is of
        self._plan: Plan | None = None
        self._to_undo: Past | None = None
        self._moved = False
        self._together = False

    def compose_body(self) -> ComposeResult:
        if self._about:
            about = OneLine(classes="about")
            about.show(plain(self._about))
            yield about
        for name, field in self._fields.items():
            with Horizontal(classes="field"):
                label = OneLine(classes="label")
                label.show(Content(name))
                yield label
                field.placeholder = HINTS[name]
                yield field
        yield self._lines

    def on_mount(self) -> None:
        self.attempt(self._name_people(), hold=False)

    async def _name_people(self) -> None:
        """Say who could get something."""
        from collections_tui.services import people
        from collections_tui.services.permissions import allowed

        everyone = await self.ask(people.everyone)
        names = [one.login for one in everyone if not one.disabled and allowed("work", one.roles)]
        self._fields["to"].placeholder = cut(f"logins or worklists, with commas: {', '.join(names)}", _HINT)

    # What would move

    @property
    def pausing(self) -> bool:
        """Whether what would move is about to be worked out."""
        return self._timer is not None

    @on(Input.Changed)
    def _changed(self) -> None:
        self._to_undo = None
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self._look)

    def _look(self) -> None:
        self._timer = None
        try:
            asked = self._read()
        except Problem as problem:
            self._show_plan(None, None, str(problem) if problem.typed else "")
        else:
            if asked != self._shown:
                self.attempt(self._work_out(asked), hold=False)

    def _read(self) -> Asked:
        """What was typed.

        Raises:
            Problem: it cannot be understood.
        """
        typed = {name: field.value.strip() for name, field in self._fields.items()}
        return read_asked(self._base, typed, self._today())._replace(together=self._together)

    def _today(self) -> date:
        return self.desk.today()

    async def _work_out(self, asked: Asked) -> None:
        from collections_tui.domain.errors import Refused
        from collections_tui.services import reassign

        try:
            plan = await self.ask(reassign.preview, asked)
        except Refused as refused:
            self._show_plan(None, None, str(refused))
        else:
            self._show_plan(asked, plan, "")

    def _show_plan(self, asked: Asked | None, plan: Plan | None, problem: str) -> None:
        """Show what would move, or why nothing would."""
        self._shown, self._plan = asked, plan
        cells, height = self._lines.size
        told = [text_line(words, "warn") for words in wrapped(problem, max(1, cells))]
        self._lines.show(plan_lines(plan, cells, height, self._today()) if plan is not None else told)

    def on_resize(self) -> None:
        """Fit what is shown into the new size."""
        if self._plan is not None:
            self.call_after_refresh(lambda: self._show_plan(self._shown, self._plan, ""))

    # Doing it

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_save()

    def action_save(self) -> None:
        """Show what would move; where that is shown, move it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        try:
            asked = self._read()
        except Problem as problem:
            self.set_focus(self._fields[problem.field])
            self.say(str(problem), "error")
            return
        if asked == self._shown:
            self.attempt(self._move(asked))
        else:
            self.attempt(self._work_out_to_move(asked))

    async def _work_out_to_move(self, asked: Asked) -> None:
        await self._work_out(asked)
        if self._shown == asked:
            self.say("Enter moves them.")

    async def _move(self, asked: Asked) -> None:
        from collections_tui.services import reassign

        self.say("Writing down what moves…")
        done = await self._go_on(await self.ask(reassign.begin, asked, self._operation))
        await self._gone(done)

    async def _go_on(self, work: Moving) -> Done:
        from collections_tui.services import reassign

        self._moved = True
        while not await self.ask(reassign.go_on, work, GO):
            self.say(f"{work.seen:,} accounts have moved…")
        return await self.ask(reassign.told, work.id)

    async def _gone(self, done: Done) -> None:
        await self.dismiss(True)
        self.workstation.say(done_words(done))

    def action_together(self) -> None:
        """Take along what is left out of the accounts of the same customers, or leave it."""
        plan = self._plan
        if plan is None or not (plan.behind or plan.along):
            self.say("No customer would be divided.")
            return
        self._together = not self._together
        self._changed()

    def action_undo(self) -> None:
        """Take back what was moved last, asked a second time."""
        self.attempt(self._undo())

    async def _undo(self) -> None:
        from collections_tui.services import reassign

        if self._to_undo is None:
            past = [one for one in await self.ask(reassign.every) if one.state in ("done", "moving")]
            if not past:
                self.say("Nothing that was moved can be taken back.")
                return
            self._to_undo = past[0]
            said = f"{past[0].by} moved {past[0].accounts:,}: {past[0].words}"
            self.say(f"ctrl+r again takes back: {said}.")
            return
        number, self._to_undo = self._to_undo.id, None
        await self._gone(await self._go_on(await self.ask(reassign.begin_undo, number)))

    def action_following(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous(self) -> None:
        """Go to the field before."""
        self.focus_previous()

    def action_cancel(self) -> None:
        """Go back; what has moved has moved."""
        self.dismiss(self._moved)
