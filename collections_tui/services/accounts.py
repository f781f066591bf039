"""An account as people look at it: everything on one screen, from one snapshot."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from collections_tui.domain.addresses import address_of
from collections_tui.domain.aging import Aging, OpenItem, age, days_past_due
from collections_tui.domain.contact.judge import judge, until
from collections_tui.domain.contact.records import Case
from collections_tui.domain.errors import Refused
from collections_tui.domain.phones import say_phone
from collections_tui.domain.records import Account, CallWindow, Client, InvoiceLine, Phone, Unsaved
from collections_tui.domain.text import clean
from collections_tui.domain.windows import is_open, local_times, opens_at
from collections_tui.services import flags
from collections_tui.services.approval_views import Approval
from collections_tui.services.arrangement_views import ArrangementView
from collections_tui.services.claim_effects import pending_of
from collections_tui.services.contact import case_of
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.listening import heard_by
from collections_tui.services.scope import account_of, refuse_unseen, seen_by, sees
from collections_tui.services.scoring import explained
from collections_tui.services.timeline import touches
from collections_tui.services.views import AccountView, PhoneLine, Preview
from collections_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from collections_tui.domain.insurance.assistance import Notice

TIMELINE = 200  # how many of each kind a timeline goes back
TOUCHES = 3


def by_number(desk: Desk, number: str) -> int:
    """The id of the account with this number, written ``NUMBER`` or, where two clients use the same, ``CLIENT/NUMBER``.

    Raises:
        Refused: there is none, or more than one.
        NotPermitted: it is none that the person may see.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        ids = tx.accounts.ids_by_number(number)
        if not ids and "/" in number:
            client, _, rest = number.partition("/")
            ids = tx.accounts.ids_by_number(rest, client)
        if desk.person.scope and ids:
            found = [account for one in ids if (account := tx.accounts.get(one)) is not None]
            ids = [account.id for account in found if sees(tx, desk, account)]
            if not ids:
                refuse_unseen(tx, desk, found[0])
    shown = clean(number)[:80]
    if not ids:
        raise Refused(f"There is no account {shown}: look for it with `collections-tui find`.")
    if len(ids) > 1:
        raise Refused(f"{len(ids)} clients have an account {shown}: write it as CLIENT/{shown}.")
    return ids[0]


def view(desk: Desk, account_id: int) -> AccountView:
    """Everything the account screen shows.

    Raises:
        Refused: no permission, or no such account.
    """
    desk.permit("see")
    now = desk.now()
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        window = window_of(tx, account)
        score, why = explained(tx, desk, account_id, now)
        holder = tx.queue.holder(account_id, now)
        standing = tx.calls.standing(account_id)
        case = case_of(tx, desk, account, now)
        customer, client = tx.accounts.customer(account.customer_id), tx.clients.get(account.client_id)
        found = AccountView(
            account=account,
            client=client,
            customer=customer,
            worklist=None if account.worklist_id is None else tx.worklists.get(account.worklist_id),
            phones=tuple(phone_line(phone, case, now) for phone in tx.accounts.phones(account.customer_id)),
            places=tuple(local_times(window, now)),
            open_now=is_open(window, now),
            opens_at=opens_at(window, now),
            days_past_due=days_past_due(account.oldest_due_on, desk.today()),
            aging=aging_of(tx, desk, account),
            invoices=tuple(tx.accounts.invoices(account_id)),
            promises=tuple(tx.accounts.promises(account_id, desk.today())),
            holds=tuple(tx.accounts.holds(account_id)),
            timeline=tuple(touches(tx, desk, account_id, TIMELINE)),
            siblings=tuple(tx.search.of_customer(account.customer_id, account_id, seen_by(tx, desk))),
            why=why,
            score=score,
            lease=holder,
            mine=holder is not None and holder.login == desk.person.login,
            draft=tx.drafts.get(desk.person.id, account_id),
            last_outcome=standing[0][1] if standing else "",
            case=case,
            flags=tuple(flags.lines(tx, desk, account)),
            arrangements=tuple(agreed_on(tx, account_id)),
            heard=heard_by(tx, desk, holder),
            requests=tuple(asked_on(tx, desk, account)),
            pending_cents=pending_of(tx, account_id),
            insured=tx.coverages.count(account.customer_id),
            notices=_notices(tx, desk, account, client),
            refusal=tx.deliveries.refusal(address) if (address := address_of(customer.email)) else None,
        )
    desk.looked(account_id)
    return found


def alone(desk: Desk, account_id: int) -> Account:
    """The account without all that is around it: its figures, its currency.

    Raises:
        Refused: no permission, or no such account.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        return account_of(tx, desk, account_id)


def preview(desk: Desk, account_id: int) -> Preview:
    """What the worklist shows beside the list; the reasons add up to the score in the list.

    They are of this moment where that comes to the same, else as of when the score was made.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        account = account_of(tx, desk, account_id)
        score, why = explained(tx, desk, account_id, desk.now())
        if score != account.score:
            score, why = explained(tx, desk, account_id, account.scored_at)
        found = Preview(
            account_id,
            account.number,
            tx.accounts.customer(account.customer_id).name,
            why,
            score,
            aging_of(tx, desk, account),
            account.currency,
            tuple(touches(tx, desk, account_id, TOUCHES)[:TOUCHES]),
        )
    desk.looked(account_id, "preview")
    return found


def invoice_lines(desk: Desk, invoice_id: int) -> list[InvoiceLine]:
    """What was billed on an invoice."""
    desk.permit("see")
    with desk.store.read() as tx:
        of = tx.accounts.of_invoice(invoice_id) if desk.person.scope else None
        if of is not None:
            account_of(tx, desk, of)
        return tx.accounts.lines(invoice_id)


def add_note(desk: Desk, account_id: int, text: str, *, kept: bool = False) -> None:
    """Note something on an account.

    Args:
        account_id: which.
        text: what.
        kept: it was kept while it was typed (``unsaved``), and need not be any longer.

    Raises:
        Refused: no permission, no such account, or nothing to note.
    """
    desk.permit("work")
    text = checked(text, lines=True)
    if not text:
        raise Refused("The note is empty: type what is to be remembered.")
    now = desk.now()
    with desk.store.write() as tx:
        account_of(tx, desk, account_id)
        tx.accounts.add_note(account_id, desk.person.id, now, text)
        if kept:
            tx.unsaved.drop(desk.person.id, Unsaved("note", account_id))
        desk.note(tx, "note", account_id, after={"text": text})


def agreed_on(tx: Transaction, account_id: int) -> list[ArrangementView]:
    """The account's arrangements with their instalments, the newest first."""
    found = tx.arrangements.of_account(account_id)
    if not found:
        return []
    # Most accounts have none, and what reads them takes time to load.
    from collections_tui.services.arrangement_layout import views

    return views(tx, found)


def asked_on(tx: Transaction, desk: Desk, account: Account) -> list[Approval]:
    """What waits for a supervisor on the account besides arrangements, and what was answered today."""
    found = tx.requests.of_account(account.id, desk.start_of(desk.today()))
    if not found:
        return []
    from collections_tui.services.approval_words import of_request
    from collections_tui.store.subjects.requests import NamedRequest

    client, customer = tx.clients.get(account.client_id), tx.accounts.customer(account.customer_id)
    names = (account.number, client.code, customer.name, account.currency)
    return [of_request(NamedRequest(one, *names), desk.now()) for one in found]


def window_of(tx: Transaction, account: Account) -> CallWindow:
    """The account's call window."""
    return tx.worklists.window_of(account.window_id)


def aging_of(tx: Transaction, desk: Desk, account: Account) -> Aging:
    """The balance by age, today. What was paid beyond the invoices is taken from the oldest."""
    items = [OpenItem(due_on, cents) for due_on, cents in tx.accounts.open_items(account.id)]
    credit = sum(item.open_cents for item in items) - account.balance_cents
    return age(items, max(0, credit), desk.today())


def phone_line(phone: Phone, case: Case, now: datetime) -> PhoneLine:
    """A number with where it is, and what the contact rules say to it."""
    places = CallWindow(0, phone.zones or case.zones)
    found = judge(case, phone.e164, now)
    ends = None if found.verdict == "block" else until(case, phone.e164, now)
    return PhoneLine(phone, say_phone(phone.e164), tuple(local_times(places, now)), found, ends)


def _notices(tx: Transaction, desk: Desk, account: Account, client: Client) -> tuple[Notice, ...]:
    """What protects the patient of a hospital; nothing else is read for the clients that are none."""
    if not client.hospital:
        return ()
    from collections_tui.services.assistance import notices_of

    return notices_of(tx, desk, account, client)
