"""How a line of a bill is typed: prices are looked for as they are, what is typed is kept, and added up at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from textual import on
from textual.timer import Timer

from collections_tui.domain.billing.records import BillLine, Price, Totals
from collections_tui.domain.billing.totals import Charge, total
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Unsaved
from collections_tui.services import unsaved
from collections_tui.services.invoice_views import DraftView
from collections_tui.services.permissions import allowed
from collections_tui.tui.dialogs.bill_line import NEW, LineForm
from collections_tui.tui.dialogs.keeping import TYPED_BEFORE
from collections_tui.tui.dialogs.line_form import FIELDS, NUMBER, Problem, Understood, day_typed, read_line, typed_of
from collections_tui.tui.screens.draft_keeper import Body, DraftKeeper
from collections_tui.tui.screens.prepare_base import PrepareBase
from collections_tui.tui.screens.prepare_lines import BillLines
from collections_tui.tui.screens.prepare_words import short_day
from collections_tui.tui.screens.prepare_work import drop_line, exact, find_prices, put_line
from collections_tui.tui.text import line as one_line

if TYPE_CHECKING:
    from collections_tui.services.desk import Desk

P = ParamSpec("P")

PAUSE = 0.15
"""Seconds without a key before prices are looked for."""
CODE = "code"


class PrepareTyping(PrepareBase):
    """The part of the screen that takes lines."""

    def __init__(self) -> None:
        super().__init__()
        self._keeper = DraftKeeper(self._keep, lambda work: self.attempt(work, hold=False))
        self._timer: Timer | None = None
        self._answered: str | None = None  # the code that the prices in view fit
        self._begun = 0  # how many lines were begun: answers about an earlier one come too late

    def show_changed(self, view: DraftView, *, last: bool = False) -> None:
        """Show the bill as it is now."""
        raise NotImplementedError

    async def reread(self) -> None:
        """Show the bill as it is now, read afresh."""
        raise NotImplementedError

    async def changed(
        self, service: Callable[Concatenate[Desk, P], DraftView], /, *args: P.args, **kwargs: P.kwargs
    ) -> DraftView:
        """Return the bill after a change; where that is refused, it is shown as it is: somebody may have changed it."""
        try:
            return await self.ask(service, *args, **kwargs)
        except Refused:
            await self.reread()
            raise

    # Keeping

    async def _keep(self, draft_id: int, body: Body) -> None:
        await self.ask(unsaved.keep, Unsaved("line", draft_id), body)

    async def settle(self) -> None:
        """Wait until what was typed is in the database."""
        await self._keeper.settled()

    def _keep_typed(self) -> None:
        if self.draft_id is not None:
            self._keeper.keep(self.draft_id, self._form.body)

    # What is typed

    @property
    def pausing(self) -> bool:
        """Whether prices for what was typed are still to come."""
        return self._timer is not None

    @on(LineForm.Changed)
    def _typed(self, event: LineForm.Changed) -> None:
        self._keep_typed()
        if event.field == CODE:
            self._form.price = None
            self._form.show_listed("")
            self._wait_for_pause()
        elif event.field in ("day", "mod") and self._form.taken:
            self._wait_for_pause()
        self._add_up()

    def _wait_for_pause(self) -> None:
        self._stop_waiting()
        self._timer = self.set_timer(PAUSE, self._look_later)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _look_later(self) -> None:
        self._timer = None
        self.attempt(self._look(), hold=False)

    async def _look(self) -> None:
        """Find what fits the code that is typed; what was taken is looked up again for another day."""
        if self._form.taken and self._form.field != CODE:
            await self._take_exact()
            return
        view, code = self._view, self._form.typed[CODE].strip()
        if view is None or not code:
            self._matches, self._answered = None, None
        elif code != self._answered:
            of = self._begun, code
            found = await self.ask(find_prices, view.client.id, code, self._day)
            if of != (self._begun, self._form.typed[CODE].strip()):
                return  # what was typed since is asked for next
            this = exact(found, code, self._form.typed["mod"].strip())
            self._matches, self._answered = found, code
            self._match_at = 0 if this is None else found.index(this)
        self._add_up()

    @property
    def _day(self) -> date:
        """The day whose prices count for the line."""
        view, today = self._view, self._here.today
        try:
            day = day_typed(self._form.typed["day"].strip(), today)
        except Problem:
            day = None
        return day or (view.draft.service_on if view is not None else None) or today

    def _add_up(self) -> None:
        """Say what the line comes to, and the bill with it."""
        self._typed_totals = None
        said = ""
        understood, view = self._understood(), self._view
        if understood is not None and view is not None:
            said = format_cents(understood.amount_cents, view.currency)
            self._typed_totals = self._with(view, understood)
        self._form.say_amount(said)
        self._show_below()

    def _understood(self) -> Understood | None:
        view = self._view
        if view is None or self._form.is_blank or (self._form.price is None and not self._form.typed["price"].strip()):
            return None
        try:
            return self._read(view)
        except Problem:
            return None

    def _read(self, view: DraftView) -> Understood:
        return read_line(self._form.typed, self._form.price, self._here.today, view.draft.service_on, view.currency)

    def _with(self, view: DraftView, typed: Understood) -> Totals:
        draft = view.draft
        tax = typed.line.tax if typed.line.tax is not None else self._form.price.tax if self._form.price else ""
        charges = [Charge(one.amount_cents, one.tax) for one in draft.lines if one.position != self._form.number]
        return total(
            [*charges, Charge(typed.amount_cents, tax)],
            self.desk.books.invoicing(view.client).rates,
            discount_cents=draft.discount_cents,
            discount_ppm=draft.discount_ppm,
            insurance_cents=draft.insurance_cents,
            deposit_cents=draft.deposit_cents,
            credit_cents=view.credit_cents,
        )

    # Keys

    @on(LineForm.Stepped)
    def _step(self, event: LineForm.Stepped) -> None:
        if self._matches and self._form.searching:
            self._match_at = max(0, min(self._match_at + event.rows, len(self._matches) - 1))
            self._show_below()

    @on(LineForm.Entered)
    def _entered(self, event: LineForm.Entered) -> None:
        view = self._view
        if view is None:
            return
        if event.field == CODE and not self._form.typed[CODE].strip() and self._form.is_blank:
            self.say("Type a code or a word of what was done; esc, and V checks the bill.")
        elif event.field == CODE and self._form.searching:
            self.attempt(self._take())
        elif event.field == "day" and self._form.taken and self._form.number == NEW:
            self._form.go("qty")
        else:
            self.attempt(self._save(view))

    async def _take(self) -> None:
        """Take the price under the cursor for the line, and go on to what is asked for next."""
        self._stop_waiting()
        await self._look()
        view, matches = self._view, self._matches
        if view is None:
            return
        if not matches:
            await self._take_exact()
            return
        self._form.take(matches[self._match_at], view.currency)
        self._after_taking()
        wants_day = view.draft.service_on is None and not self._form.typed["day"].strip()
        self._form.go("day" if wants_day else "qty")

    @on(LineForm.CodeLeft)
    def _code_left(self) -> None:
        self.attempt(self._take_exact())

    async def _take_exact(self) -> None:
        """Take the price of the very code that is typed; without one the line needs words and a price of its own."""
        self._stop_waiting()
        view, typed = self._view, self._form.typed
        code, modifier = typed[CODE].strip(), typed["mod"].strip()
        if view is None or not code:
            return
        of = self._begun, self._form.wanted
        found = exact(await self.ask(find_prices, view.client.id, code, self._day), code, modifier)
        if of != (self._begun, self._form.wanted):
            return  # that line is in the bill by now, and another is being typed
        self._form.take(found, view.currency)
        self._after_taking()
        if found is None and not typed["what"].strip():
            if self._form.field == CODE:
                self._form.go("what")
            self.say(
                f"“{one_line(code, 32)}” is not in the price list of {view.client.code}: write what it is and costs."
            )

    def _after_taking(self) -> None:
        self._keep_typed()
        self._matches = self._answered = None
        self._add_up()

    async def _save(self, view: DraftView) -> None:
        """Add the line, or change the one it is; the next one is begun."""
        self._stop_waiting()
        if self._form.typed[CODE].strip() and self._form.taken != self._form.wanted:
            await self._take_exact()
        if self._form.is_as_it_was:
            self._leave_line()
            return
        try:
            understood = self._read(view)
        except Problem as problem:
            self._form.go(problem.field)
            self.say(str(problem), "error")
            return
        number, draft = self._form.number, view.draft
        await self._keeper.settled()
        after = await self.changed(put_line, draft.id, number, understood.line, draft.revision)
        self._view = after
        self._begin()
        self.show_changed(after, last=number == NEW)
        if number == NEW:
            self._form.go()
        else:
            self._to_lines(number)

    def _begin(self, line: BillLine | None = None, price: Price | None = None, typed: Body | None = None) -> None:
        """Empty the fields for a new line; or fill them with one that is changed, as it is or was ``typed``.

        ``price`` is what the list has for it.
        """
        self._stop_waiting()
        self._begun += 1
        self._matches = self._answered = None
        view = self._view
        if view is None:
            return
        was = None if line is None else typed_of(line, price, view.draft.service_on, view.currency)
        self._form.begin(NEW if line is None else line.position, was, typed)
        self._form.say_day(short_day(view.draft.service_on, self._here.today) or "day")
        if line is not None and typed is None:
            self._form.take(price, view.currency)
        self._keep_typed()
        self._add_up()

    async def resume_line(self, view: DraftView, typed: Body) -> None:
        """Go on with a line that was typed and not saved."""
        number = int(typed.get(NUMBER, NEW))
        line = next((one for one in view.draft.lines if one.position == number), None)
        price = None if line is None else await self._listed(view, line)
        self._begin(line, price, {name: typed.get(name, "") for name in FIELDS})
        self._form.go()
        await self._take_exact()
        self.say(TYPED_BEFORE)

    def _to_lines(self, position: int = NEW) -> None:
        self.set_focus(self._lines)
        if position != NEW:
            self._lines.go_to(position)

    @on(LineForm.Left)
    def _leave_line(self) -> None:
        if self._form.is_as_it_was:
            self._begin()
        self._to_lines()

    @on(LineForm.Cleared)
    def _clear(self) -> None:
        self._begin()
        self._form.go()

    @on(LineForm.HelpWanted)
    def _help(self) -> None:
        self.action_help()

    # Among the lines

    def _may_change(self) -> bool:
        """Whether the bill may be changed here; the message line says why not."""
        if self._view is None or self._issued:
            self.say("It is issued, and stays as it is: Z on the account voids it.", "error")
            return False
        if not allowed("prepare invoices", self.desk.person.roles):
            self.say("You may look at bills, not prepare them: ask for the role of collector.", "error")
            return False
        return True

    def action_add(self) -> None:
        """Type a line."""
        if self._may_change():
            self._form.go()

    def action_open(self) -> None:
        """Change the line under the cursor."""
        line, view = self._lines.line, self._view
        if not self._may_change() or view is None:
            return
        if line is None:
            self._form.go()
        elif not self._form.is_blank and self._form.number != line.position:
            what = f"Line {self._form.number}" if self._form.number != NEW else "A new line"
            self._form.go()
            self.say(f"{what} is being typed: enter saves it, ctrl+r empties the fields.")
        else:
            self.attempt(self._change(view, line))

    async def _change(self, view: DraftView, line: BillLine) -> None:
        if self._form.is_blank:
            self._begin(line, await self._listed(view, line))
        self._form.go("qty" if line.code else "what")

    async def _listed(self, view: DraftView, line: BillLine) -> Price | None:
        """What the list has for a line of the bill."""
        if not line.code:
            return None
        day = line.service_on or self._here.today
        return exact(await self.ask(find_prices, view.client.id, line.code, day), line.code, line.modifier)

    def action_drop(self) -> None:
        """Take the line under the cursor out."""
        line = self._lines.line
        if self._may_change() and line is not None:
            self.attempt(self._drop(line))

    async def _drop(self, line: BillLine) -> None:
        view = self._view
        assert view is not None, "the line is one of it"
        after = await self.changed(drop_line, view.draft.id, line.position, view.draft.revision)
        if self._form.number == line.position:
            self._begin()  # what was changed of it is gone with it
        self.show_changed(after)
        self.say(f"Line {line.position} is taken out: {one_line(line.description, 40)}.")

    @on(BillLines.Chosen)
    def _open_clicked(self) -> None:
        self.action_open()
