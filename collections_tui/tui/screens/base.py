"""What all screens and dialogs share: asking services, saying what happened, and the commands that work everywhere."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Container
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker

from collections_tui.domain.errors import NotPermitted
from collections_tui.services.permissions import allowed
from collections_tui.tui.commands import LIST, bindings_for, footer_commands
from collections_tui.tui.private import SteadySize
from collections_tui.tui.widgets.one_line import Footer, Level, MessageLine, TopLine

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk
    from collections_tui.tui.app import Workstation

    _Base = Widget
else:
    _Base = object

P = ParamSpec("P")
T = TypeVar("T")
Result = TypeVar("Result")

SMALLEST = (60, 15)
"""Columns and lines below which nothing useful can be shown."""


class AtDesk(_Base):
    """Mixed into every screen and dialog: the way to the services."""

    @property
    def workstation(self) -> Workstation:
        """The app, with its own type."""
        return cast("Workstation", self.app)

    @property
    def desk(self) -> Desk:
        """The desk, to be read only: the person, the clock, the books. Services are asked with ``ask``."""
        return self.workstation.desk

    async def ask(self, service: Callable[Concatenate[Desk, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a service answers. It runs in the desk's thread, after everything asked before.

        Raises:
            Trouble: what the service raised; ``attempt`` shows it.
        """
        return await self.workstation.thread.call(service, *args, **kwargs)

    def attempt(self, work: Coroutine[Any, Any, object], *, hold: bool = True) -> Worker[None]:
        """Do some work, and say in the message line what went wrong if something did.

        The work belongs to the app, not to this screen: it is finished even if the screen goes away. Work that holds is
        something the person asked for: one after the other, and keys wait until it is done. Without ``hold`` it is
        done in the background.
        """
        return self.workstation.attempt(work, hold=hold)

    def attempt_lent(self, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """``attempt`` what ``work`` makes; where that takes a supervisor, one may lend their authority right there."""
        self.attempt(self._with_authority(work))

    async def _with_authority(self, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        try:
            await work()
        except NotPermitted as refused:
            from collections_tui.services.authority import lendable

            if not (lendable(refused) and allowed("work", self.desk.person.roles)):
                raise
            from collections_tui.tui.dialogs.authority import ask_authority

            await ask_authority(self, refused, work)

    def say(self, text: str, level: Level = "info") -> None:
        """Show a sentence in the line above the footer."""
        self.query_one(MessageLine).say(text, level)

    def open_dialog(self, dialog: DeskDialog[Result], then: Callable[[Result | None], None] | None = None) -> None:
        """Show a dialog in front; ``then`` gets what it was dismissed with, None for escape."""
        self.attempt(self.workstation.travel.show_dialog(dialog, then))

    @property
    def pausing(self) -> bool:
        """Whether something is about to happen after a short pause; tests wait for it."""
        return False

    _told_size: Size | None = None
    """The size of the window that this screen last heard of."""

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come to the front as it was: nothing changes styles meanwhile, and working them out again takes longest."""
        event.refresh_styles = False
        # A screen behind another is not told of a new size in a way that chooses its layout.
        if self._told_size is not None and self._told_size != self.app.size:
            self.post_message(events.Resize(self.app.size, self.app.size))

    async def _on_resize(self, event: events.Resize) -> None:
        self._told_size = event.size

    async def settle(self) -> None:
        """Write what must not be lost, before the program ends or another screen takes over."""


class DeskDialog(AtDesk, SteadySize, ModalScreen[Result]):
    """A dialog: a box with a title, what ``compose_body`` gives, a message line and its own keys.

    A subclass names its ``SCOPE`` in the table of commands and lists ``BINDINGS = bindings_for(SCOPE)``.
    """

    SCOPE: ClassVar[str]
    TITLE_TEXT: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        with Container(id="dialog") as box:
            box.border_title = self.TITLE_TEXT
            yield from self.compose_body()
            yield MessageLine()
            yield Footer(footer_commands((self.SCOPE,), self.desk.person.roles))

    def compose_body(self) -> ComposeResult:
        """The widgets of the dialog."""
        raise NotImplementedError

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Go, with an answer or without; harmless when it has gone already."""
        if self.app.screen is not self:
            return AwaitComplete()
        self.workstation.gate.hold()
        return super().dismiss(result)

    def action_cancel(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)


class DeskScreen(AtDesk, SteadySize, Screen[None]):
    """A full screen: a line on top, what ``compose_body`` gives, the message line and the footer.

    A subclass names its ``SCOPE`` and lists ``BINDINGS = bindings_for(SCOPE, "everywhere")``.
    """

    SCOPE: ClassVar[str]
    NAME: ClassVar[str]
    """The word for this screen in the line on top."""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (SMALLEST[0], "-narrow")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (SMALLEST[1], "-low"), (30, "-high")]
    BINDINGS = bindings_for("everywhere")

    def compose(self) -> ComposeResult:
        yield TopLine()
        with Container(id="body"):
            yield from self.compose_body()
        yield TooSmall()
        yield MessageLine()
        yield Footer(footer_commands((self.SCOPE, "everywhere"), self.desk.person.roles))

    def compose_body(self) -> ComposeResult:
        """The widgets between the line on top and the message line."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.show_top_line()

    def show_top_line(self) -> None:
        """Write the line on top afresh: it may have become another minute."""
        self.query_one(TopLine).say(self.top_words(), self.workstation.who_and_when())

    def top_words(self) -> str:
        """What the line on top says about this screen."""
        return self.NAME

    async def tick(self) -> None:
        """Called once a minute while this screen is in front."""

    # What works everywhere

    def action_help(self) -> None:
        """Show the keys."""
        from collections_tui.tui.dialogs.help import HelpDialog

        self.open_dialog(HelpDialog((self.SCOPE, "everywhere", LIST)))

    def action_palette(self) -> None:
        """Choose a command by its name."""
        from collections_tui.tui.dialogs.palette import PaletteDialog

        self.open_dialog(PaletteDialog((self.SCOPE, "everywhere")), self._run_chosen)

    def action_find(self) -> None:
        """Find an account from anywhere."""
        from collections_tui.tui.dialogs.find import FindDialog

        self.open_dialog(FindDialog(), self._open_found)

    def action_next(self) -> None:
        """Take the next account."""
        self.go_next()

    def action_worklist(self) -> None:
        """Go back to the worklists."""
        self.attempt(self.workstation.travel.to_worklist())

    def action_call_log(self) -> None:
        """See the calls."""
        self.attempt(self.workstation.travel.to_call_log())

    def action_promises(self) -> None:
        """See the money that is expected."""
        self.attempt(self.workstation.travel.to_promises())

    def action_undo(self) -> None:
        """Take back my last call."""
        self.attempt(self.workstation.travel.undo())

    def action_unfinished(self) -> None:
        """See the calls that were begun and not finished."""
        self.attempt(self.workstation.travel.to_unfinished())

    def action_unmatched(self) -> None:
        """Work off payments that fit no account."""
        self.attempt(self.workstation.travel.to_unmatched())

    def action_team(self) -> None:
        """See everybody: what they work on, and how the day is going."""
        self.attempt(self.workstation.travel.to_team())

    def action_approvals(self) -> None:
        """See what waits for a supervisor."""
        self.attempt(self.workstation.travel.to_approvals())

    def action_audit(self) -> None:
        """See what everybody did."""
        self.attempt(self.workstation.travel.to_audit())

    def action_reports(self) -> None:
        """See the figures."""
        self.attempt(self.workstation.travel.to_reports())

    def action_bills(self) -> None:
        """See the bills in the making."""
        self.attempt(self.workstation.travel.to_bills())

    def action_claims(self) -> None:
        """See the claims."""
        self.attempt(self.workstation.travel.to_claims())

    def action_payers(self) -> None:
        """See the insurers."""
        self.attempt(self.workstation.travel.to_payers())

    def action_remittances(self) -> None:
        """See what insurers paid."""
        self.attempt(self.workstation.travel.to_remittances())

    def action_redraw(self) -> None:
        """Draw the screen again, where something else wrote over it."""
        self.workstation.redraw()

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it back."""
        if self.workstation.toggle_mouse():
            self.workstation.say("The mouse works here again.")
        else:
            self.workstation.say("The mouse is the terminal's: drag to copy text. ctrl+y takes it back.")

    def action_lock(self) -> None:
        """Lock the screen."""
        self.workstation.action_lock()

    async def action_quit(self) -> None:
        """Leave the program."""
        await self.workstation.action_quit()

    def go_account(self, account_id: int, *, resume: bool = False) -> None:
        """Open an account; with ``resume`` its unfinished call too."""
        self.attempt(self.workstation.travel.to_account(account_id, resume=resume))

    def go_back(self) -> None:
        """Leave this screen for the one behind it."""
        self.attempt(self.workstation.travel.back())

    def go_next(self) -> None:
        """Claim the next account and open it, or say why there is none."""
        self.attempt(self.workstation.travel.to_next())

    def _open_found(self, account_id: int | None) -> None:
        if account_id is not None:
            self.go_account(account_id)

    def _run_chosen(self, verb: str | None) -> None:
        if verb is not None:
            self.attempt(self.run_action(verb))


class TooSmall(Widget):
    """Says that the window is too small; styles show it in place of everything else."""

    def render(self) -> str:
        columns, lines = SMALLEST
        return f"This window is too small: make it {columns} columns by {lines} lines or more."
