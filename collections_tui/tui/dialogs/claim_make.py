"""A claim that is to be made of an invoice: for which insurer, of which lines, with which diagnoses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from collections_tui.domain.billing.records import Coverage
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Unsaved
from collections_tui.services.claim_parts import diagnoses_of
from collections_tui.services.claim_views import NewClaim
from collections_tui.services.coverages import rank_words
from collections_tui.services.invoice_views import InvoiceView
from collections_tui.tui.dialogs.call_filter import one_of
from collections_tui.tui.dialogs.form import FormDialog
from collections_tui.tui.screens.draft_keeper import Body

LABELS = {"payer": "Insurer", "lines": "Lines", "diagnoses": "Diagnoses", "control": "Our number"}
_MOST_LINES = 8


class MakeDialog(FormDialog):
    """With nothing typed it is the whole invoice, for whoever pays next.

    Args:
        invoice: what was billed.
        coverage: who pays next.
        coverages: who insures the customer.
        write: makes it; returns the sentence that says so.
        begun: what was typed before and not saved.
    """

    TITLE_TEXT = "Make a claim"

    def __init__(
        self,
        invoice: InvoiceView,
        coverage: Coverage,
        coverages: Sequence[Coverage],
        write: Callable[[NewClaim], Awaitable[str]],
        begun: Body,
    ) -> None:
        billed = invoice.invoice
        about = f"{billed.number}: {format_cents(billed.open_cents, invoice.currency)} is open on it"
        super().__init__(Unsaved("claim", billed.id), [about, *_lines_in_words(invoice)], LABELS, begun)
        self._invoice, self._coverage, self._write = invoice, coverage, write
        self._names = {one.payer.name: one.payer.code for one in coverages}

    def understood(self, name: str) -> str:
        """Who is asked, for how much, and what the rest is for."""
        if name == "payer":
            one = self._coverage
            if not self.text("payer"):
                return f"{one.payer.name}, {rank_words(one.rank)}"
            return next(words for words, code in self._names.items() if code == self._payer)
        if name == "lines":
            chosen = self._lines
            of = [line for line in self._invoice.lines if not chosen or line.position in chosen]
            cents = sum(line.amount_cents for line in of) if of else self._invoice.invoice.amount_cents
            which = f"{len(of)} of {len(self._invoice.lines)}" if chosen else "all"
            return f"{which}: {format_cents(cents, self._invoice.currency)}"
        if name == "diagnoses":
            return ", ".join(self._diagnoses) or "ICD-10, as M54.50 J06.9"
        return "comes back with the answer" if self.text("control") else "that of the invoice"

    @property
    def _payer(self) -> str:
        return one_of("insurer", self.text("payer"), self._names) or ""

    @property
    def _lines(self) -> tuple[int, ...]:
        known = {line.position for line in self._invoice.lines}
        found = []
        for part in self.text("lines").replace(",", " ").split():
            if not part.isdecimal() or int(part) not in known:
                raise ValueError(f"it has no line {part[:10]}")
            found.append(int(part))
        return tuple(dict.fromkeys(found))

    @property
    def _diagnoses(self) -> tuple[str, ...]:
        try:
            return diagnoses_of(self.text("diagnoses").replace(",", " ").split())
        except Refused as refused:
            raise ValueError(str(refused)) from refused

    async def write(self) -> str:
        """Make it."""
        new = NewClaim(
            self._invoice.invoice.id, self._payer, self.text("control"), self._diagnoses, self._lines
        )  # fmt: skip
        return await self._write(new)


def _lines_in_words(invoice: InvoiceView) -> list[str]:
    """The lines by their numbers, which is what is typed of them; the first ones of many."""
    told = [
        f"{one.position}  {format_cents(one.amount_cents, invoice.currency):>10}  {one.code or one.description}"
        for one in invoice.lines
    ]
    more = len(told) - _MOST_LINES
    return told if more <= 0 else [*told[:_MOST_LINES], f"and {more:,} more"]
