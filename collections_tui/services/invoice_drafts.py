"""Bills in the making: begun, filled line by line, changed, given up. Whatever changes one asks for verifying anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from collections_tui.domain.billing.records import WHOLE, BillDraft, BillLine
from collections_tui.domain.billing.totals import MOST_CENTS, MOST_LINES, amount_of
from collections_tui.domain.dates import say_day
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import format_cents
from collections_tui.domain.records import Account
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_lines import check_day, line_of, words
from collections_tui.services.invoice_parts import draft_of, prepared, refuse_closed, to_change, view_of
from collections_tui.services.invoice_views import DraftView, NewLine, Terms
from collections_tui.services.scope import account_of
from collections_tui.store.transaction import Transaction

LONGEST_NOTE = 1_000
LONGEST_WORDS = 200
LATEST = timedelta(days=366)


def begin(
    desk: Desk,
    account_id: int,
    *,
    service_on: date | None = None,
    lines: Sequence[NewLine] = (),
    like: int | None = None,
    operation_id: str,
) -> BillDraft:
    """Begin a bill for an account, and return it: empty, to be filled, or with its first lines.

    Args:
        desk: who prepares it.
        account_id: whose bill it is.
        service_on: the day of service of lines that have none of their own.
        lines: the first ones.
        like: an invoice of the account: its lines come before those, with its discount and note. For what was voided.
        operation_id: made by the caller; the same again gives the same draft, as it is by then.

    Raises:
        Refused: no permission, no such account or invoice on it, one that is closed and would not be worked, or a line
            that cannot be.
    """
    desk.permit("prepare invoices")
    check_day(service_on, desk.today())
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        done = tx.bill_drafts.id_of_operation(operation_id)
        if done is not None:
            draft = _stored(tx, done)
            if draft.account_id != account_id:
                raise Refused("Another draft has that operation ID already, so nothing was begun: give each its own.")
            return draft
        refuse_closed(account)
        done = tx.bill_drafts.begin(account_id, account.client_id, desk.person.id, desk.now(), service_on, operation_id)
        if like is not None:
            _copy(tx, _stored(tx, done), account, like)
        _add(tx, desk, _stored(tx, done), account, lines)
        desk.note(tx, "begin invoice", account_id, f"D{done}", about=f"draft {done}")
        return _stored(tx, done)


def add_line(desk: Desk, draft_id: int, new: NewLine, *, revision: int | None = None) -> BillDraft:
    """Add a line to a draft, with what the price list says of it, and return the draft.

    Args:
        desk: who adds it.
        draft_id: to which.
        new: what was typed.
        revision: that of the draft as it was seen; None for whatever it is by now.

    Raises:
        Refused: no permission, a draft that is not there, is over or has changed, or a line that cannot be.
    """
    return add_lines(desk, draft_id, [new], revision=revision)


def add_lines(desk: Desk, draft_id: int, new: Sequence[NewLine], *, revision: int | None = None) -> BillDraft:
    """Add lines to a draft, all of them or none; else as ``add_line``."""
    desk.permit("prepare invoices")
    with desk.store.write() as tx:
        draft, account = to_change(tx, desk, draft_id, revision)
        _add(tx, desk, draft, account, new)
        return _changed(tx, desk, draft, f"{draft.number}: {len(new)} line{'s'[: len(new) > 1]} added")


def change_line(desk: Desk, draft_id: int, position: int, new: NewLine, *, revision: int | None = None) -> BillDraft:
    """Put another line in the place of one, and return the draft; else as ``add_line``."""
    desk.permit("prepare invoices")
    with desk.store.write() as tx:
        draft, account = to_change(tx, desk, draft_id, revision)
        _line_at(draft, position)
        line = _line(tx, desk, draft, account, position, new)
        tx.bill_drafts.drop_line(draft_id, position)
        tx.bill_drafts.add_lines(draft_id, [line])
        return _changed(tx, desk, draft, f"{draft.number}: line {position} changed")


def drop_line(desk: Desk, draft_id: int, position: int, *, revision: int | None = None) -> BillDraft:
    """Take a line out of a draft, and return it; the others keep their positions.

    Raises:
        Refused: as ``add_line``, or there is no such line.
    """
    desk.permit("prepare invoices")
    with desk.store.write() as tx:
        draft, _ = to_change(tx, desk, draft_id, revision)
        _line_at(draft, position)
        tx.bill_drafts.drop_line(draft_id, position)
        return _changed(tx, desk, draft, f"{draft.number}: line {position} taken out")


def change(desk: Desk, draft_id: int, terms: Terms, *, revision: int | None = None) -> BillDraft:
    """Let a draft say this besides its lines, and return it.

    Raises:
        Refused: no permission, a draft that is not there, is over or has changed, or something that cannot be.
    """
    desk.permit("prepare invoices")
    with desk.store.write() as tx:
        draft, account = to_change(tx, desk, draft_id, revision)
        tx.bill_drafts.put(draft._replace(**_checked(terms, account.currency, desk.today())._asdict()))
        desk.note(
            tx, "change invoice", account.id, f"{draft.number}: terms", about=f"draft {draft_id}",
            before=Terms.of(draft)._asdict(), after=terms._asdict(),
        )  # fmt: skip
        return _stored(tx, draft_id)


def drop(desk: Desk, draft_id: int) -> str:
    """Give a draft up; a sentence that says so.

    Raises:
        Refused: no permission, or a draft that is not there or is over.
    """
    desk.permit("prepare invoices")
    with desk.store.write() as tx:
        draft, account = to_change(tx, desk, draft_id, None)
        tx.bill_drafts.drop(draft_id, desk.now())
        desk.note(tx, "drop invoice", account.id, draft.number, about=f"draft {draft_id}")
        return f"{draft.number} on {account.number} is given up."


def view(desk: Desk, draft_id: int) -> DraftView:
    """A draft with what it comes to at this moment, and the names around it; also of one that is over.

    Raises:
        Refused: no permission, or no such draft.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        draft, account = draft_of(tx, desk, draft_id)
        found = view_of(tx, prepared(tx, desk, draft, account))
    desk.looked(account.id)
    return found


def of_account(desk: Desk, account_id: int) -> list[BillDraft]:
    """The drafts of an account that are neither issued nor given up, the newest first."""
    desk.permit("see")
    with desk.store.read() as tx:
        account_of(tx, desk, account_id)
        return tx.bill_drafts.many(tx.bill_drafts.open_ids(None, account_id=account_id, limit=MOST_LINES))


# -- what is checked ------------------------------------------------------------------------------------------------


def _stored(tx: Transaction, draft_id: int) -> BillDraft:
    draft = tx.bill_drafts.get(draft_id)
    assert draft is not None, "it has just been stored"
    return draft


def _copy(tx: Transaction, draft: BillDraft, account: Account, invoice_id: int) -> None:
    """Let a draft begin with what an invoice of its account says."""
    invoice, made = tx.invoices.get(invoice_id), tx.invoices.made(invoice_id)
    if invoice is None or invoice.account_id != account.id or (made is not None and made.kind != "invoice"):
        raise Refused(f"That is no invoice of {account.number}: name one of its own.")
    lines = [line for line in tx.invoices.lines(invoice_id) if line.amount_cents == amount_of(line)]
    tx.bill_drafts.add_lines(draft.id, [line._replace(position=at) for at, line in enumerate(lines, start=1)])
    if made is not None:
        terms = Terms(
            discount_cents=made.discount_cents, discount_reason=made.discount_reason, note=made.note,
            service_on=draft.service_on,
        )  # fmt: skip
        tx.bill_drafts.put(draft._replace(**terms._asdict()))


def _add(tx: Transaction, desk: Desk, draft: BillDraft, account: Account, new: Sequence[NewLine]) -> None:
    if len(draft.lines) + len(new) > MOST_LINES:
        raise Refused(
            f"A bill has at most {MOST_LINES:,} lines, and it would have {len(draft.lines) + len(new):,}: "
            "make several bills of it."
        )
    first = max((line.position for line in draft.lines), default=0) + 1
    lines = [_line(tx, desk, draft, account, first + at, one) for at, one in enumerate(new)]
    if lines:
        tx.bill_drafts.add_lines(draft.id, lines)


def _changed(tx: Transaction, desk: Desk, draft: BillDraft, details: str) -> BillDraft:
    """The draft after its lines have changed: another revision, which nobody has verified."""
    tx.bill_drafts.put(draft)
    found = _stored(tx, draft.id)
    before, after = (sum(line.amount_cents for line in one.lines) for one in (draft, found))
    desk.note(
        tx, "change invoice", draft.account_id, details, about=f"draft {draft.id}",
        before={"lines_cents": before}, after={"lines_cents": after},
    )  # fmt: skip
    return found


def _line(tx: Transaction, desk: Desk, draft: BillDraft, account: Account, position: int, new: NewLine) -> BillLine:
    client = tx.clients.get(account.client_id)
    rates = desk.books.invoicing(client).rates
    return line_of(tx, client, account.currency, rates, draft, position, new, desk.today())


def _line_at(draft: BillDraft, position: int) -> BillLine:
    found = next((line for line in draft.lines if line.position == position), None)
    if found is None:
        have = ", ".join(str(line.position) for line in draft.lines[:10]) or "none yet"
        raise Refused(f"{draft.number} has no line {position}: it has {have}.")
    return found


def _checked(terms: Terms, currency: str, today: date) -> Terms:
    """The terms as they are stored.

    Raises:
        Refused: an amount, a day or words that cannot be.
    """
    check_day(terms.service_on, today)
    if terms.due_on is not None and not today <= terms.due_on <= today + LATEST:
        raise Refused(f"An invoice cannot be due {say_day(terms.due_on, today)}: give a day within a year from today.")
    named = {"A discount": terms.discount_cents, "Insurance": terms.insurance_cents, "A deposit": terms.deposit_cents}
    for name, cents in named.items():
        if cents is not None and cents < 0:
            raise Refused(f"{name} cannot be below nothing: check the amount.")
        if cents is not None and cents > MOST_CENTS:
            raise Refused(f"{format_cents(cents, currency)} is too large to be right: check the amount.")
    if not 0 <= terms.discount_ppm <= WHOLE:
        raise Refused("A discount is from 0 to 100 per cent: check the rate.")
    if terms.discount_cents and terms.discount_ppm:
        raise Refused("A discount is an amount or a rate, and not both: take one of them out.")
    return terms._replace(
        discount_reason=words(terms.discount_reason, "reason for the discount", LONGEST_WORDS),
        insurance_reference=words(terms.insurance_reference, "insurance's reference", LONGEST_WORDS),
        note=words(terms.note, "note", LONGEST_NOTE, lines=True),
    )
