"""What the office of the demo set bills by itself: drafts, invoices with numbers, what was sent, voided and disputed.

Done with the program's own services, once the accounts are in the file, on a handful of them: a small demo has as many
as a large one. Only the mail server is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import NamedTuple

from collections_tui.clock import FixedClock
from collections_tui.domain.billing.records import BillDraft
from collections_tui.domain.mail import From, Server
from collections_tui.domain.records import Account
from collections_tui.files.smtp import Said
from collections_tui.services import disputes, invoice_drafts, invoices, mail, sender, verify
from collections_tui.services.bookshelf import Books
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_world import World
from collections_tui.services.desk import Desk
from collections_tui.services.invoice_views import NewLine
from collections_tui.services.money import settle
from collections_tui.services.sign_in import floor_zone
from collections_tui.store.seed import Seed
from collections_tui.store.transaction import Transaction

LOOKED_AT = 400
"""So many accounts are looked at: the same in a small demo as in a large one."""
_OF_A_CLIENT = 8  # so many of them may get a bill
_SERVER = Server("mail.example.org", 587, "starttls", user="", password_file="", authority="", wait=60)
_NO_SERVER = "250 2.0.0 accepted (there is no mail server in the demo)"


class _Able(NamedTuple):
    """An account that may get a bill, and its customer's address for mail."""

    account: Account
    email: str


class _NoServer:
    """A line to the mail server that is not there: whatever it is given it takes."""

    def send(self, sender: str, to: str, mark: str, message: bytes, commit: Callable[[], bool]) -> Said:
        """Take a message."""
        return Said("sent", _NO_SERVER) if commit() else Said("withdrawn", "")

    def close(self) -> None:
        """Nothing is open."""


def invoice_some(new: Seed, world: World, calendar: Calendar, seed: int) -> None:
    """Let there be bills in every state: what came of them stands on their accounts."""
    _Billing(new, world, calendar, Random(f"invoiced, {seed}")).all()


class _Billing:
    def __init__(self, new: Seed, world: World, calendar: Calendar, rng: Random) -> None:
        self._new = new
        self._world = world
        self._now = calendar.now.replace(microsecond=0)
        self._rng = rng
        self._zone = floor_zone()
        self._books = Books()
        self._books.mail = self._books.mail._replace(server=_SERVER, sender=From("Billing", "billing@example.org"))
        with new.store.read() as tx:
            people = tx.people.everyone()
            self._able = {one.id: _able(tx, one.id) for one in tx.clients.every()}
        self._supervisor = next(one for one in people if one.login == world.supervisor)
        self._collectors = [one for one in people if "collector" in one.roles and one.login != world.login]
        self._touched: set[int] = set()

    def all(self) -> None:
        """Do everything, what was done first before the rest: numbers follow one another."""
        hospital, dentist, utility = (one.id for one in self._world.clients)
        self._disputed(hospital)
        self._voided(dentist)
        self._sent(hospital)
        for client, days in ((dentist, 3), (utility, 2)):
            self._queued(client, days, printed=True)
        self._issued(utility, 1)
        self._queued(hospital, 0)
        self._drafts(hospital, dentist, utility)
        desk = self._desk(0, supervises=True)
        with desk.store.write() as tx:
            settle(tx, desk, sorted(self._touched), self._now)

    def _desk(self, days: int, *, supervises: bool = False) -> Desk:
        """Somebody's desk so many days ago, less than an hour before this one."""
        person = self._supervisor if supervises else self._rng.choice(self._collectors)
        at = self._now - timedelta(days=days, minutes=0 if supervises else self._rng.randint(12, 50))
        return Desk(self._new.store, person, FixedClock(at), self._books, "demo", self._zone)

    def _take(self, client: int, *, mailed: bool = False) -> Account | None:
        """The next account of a client, one whose customer has an address for mail where it is asked for."""
        found = next((one for one in self._able[client] if one.email or not mailed), None)
        if found is None:
            return None
        self._able[client].remove(found)
        self._touched.add(found.account.id)
        return found.account

    def _begin(self, desk: Desk, account: Account, *, times: int = 1, fewest: int = 1) -> BillDraft:
        """A draft of what one of the client's bills has, done some days before; ``times`` as often as is usual."""
        client = self._world.clients[account.client_id - 1]
        bill = self._rng.choice([one for one in client.bills if len(one.lines) >= fewest])
        most = {one.code: one.most for one in client.prices}
        lines = [NewLine(code, times * most[code] * 1000 if times > 1 and at == 0 and most[code] else milli)
                 for at, (code, _, milli, _, _) in enumerate(bill.lines)]  # fmt: skip
        on = desk.today() - timedelta(days=self._rng.randint(2, 5))
        return invoice_drafts.begin(
            desk, account.id, service_on=on, lines=lines, operation_id=f"demo-draft-{account.id}"
        )

    def _verified(self, desk: Desk, draft: BillDraft) -> bool:
        """Verify a draft, with a word where something warns."""
        found = verify.verify(desk, draft.id)
        if not found.errors and found.unanswered:
            found = verify.accept(desk, draft.id, {one.check: "looked at with the client" for one in found.unanswered})
        return found.verified

    def _issued(self, client: int, days: int, *, mailed: bool = False, fewest: int = 1) -> int | None:
        """Issue a bill so many days ago; the invoice's id, None where there is no account for one."""
        account = self._take(client, mailed=mailed)
        if account is None:
            return None
        desk = self._desk(days)
        draft = self._begin(desk, account, fewest=fewest)
        if not self._verified(desk, draft):
            return None
        return invoices.issue(desk, draft.id, f"demo-invoice-{account.id}").invoice_id

    def _queued(self, client: int, days: int, *, printed: bool = False) -> int | None:
        """Issue one, and let it wait for the mail or the print run; the invoice's id."""
        invoice_id = self._issued(client, days, mailed=not printed)
        if invoice_id is not None:
            desk = self._desk(days)
            mail.send(desk, "invoice", invoice_id, printed=printed, operation_id=f"demo-send-{invoice_id}")
        return invoice_id

    def _sent(self, client: int) -> None:
        """One that has gone out by mail."""
        if self._queued(client, 6) is not None:
            sender.deliver_by(self._desk(6, supervises=True), _NoServer())

    def _voided(self, client: int) -> None:
        """One that was for somebody else, with the credit note that voids it."""
        invoice_id = self._issued(client, 8)
        if invoice_id is not None:
            why = "billed to the wrong patient"
            invoices.void(self._desk(7, supervises=True), invoice_id, why, f"demo-void-{invoice_id}")

    def _disputed(self, client: int) -> None:
        """One of which the customer disputes a line."""
        invoice_id = self._issued(client, 9, fewest=2)
        if invoice_id is not None:
            disputes.open(self._desk(1), invoice_id, 2, "says that this was never done")

    def _drafts(self, warned: int, right: int, wrong: int) -> None:
        """Bills in the making: one with a warning to be answered, one verified, one with an error, and others."""
        for client in (warned, right, wrong):
            self._draft(client)
        account, desk = self._take(warned), self._desk(0)
        if account is not None:
            verify.verify(desk, self._begin(desk, account, times=3).id)
        account, desk = self._take(right), self._desk(0)
        if account is not None:
            self._verified(desk, self._begin(desk, account))
        account, desk = self._take(wrong), self._desk(0)
        if account is not None:
            # What was billed already, once more.
            with self._new.store.read() as tx:
                last = tx.accounts.invoices(account.id)[-1].id
            invoice_drafts.begin(desk, account.id, like=last, operation_id=f"demo-draft-{account.id}")

    def _draft(self, client: int) -> None:
        account, desk = self._take(client), self._desk(0)
        if account is not None:
            self._begin(desk, account)


def _able(tx: Transaction, client_id: int) -> list[_Able]:
    """The first accounts of a client that are worked on, each customer's once.

    Nothing is agreed on them, disputed, paid ahead, or known of insurers: so it is told before which checks warn.
    """
    found = dict[int, _Able]()
    for account_id in range(1, LOOKED_AT + 1):
        account = tx.accounts.get(account_id)
        if account is None or len(found) == _OF_A_CLIENT:
            break
        if (
            account.client_id == client_id and account.status == "open" and account.customer_id not in found
            and not (account.disputed or account.urgent or account.promise_due_on)
            and not tx.arrangements.of_account(account_id) and not tx.ledger.loose([account_id]).get(account_id, 0)
            and not tx.coverages.of_customer(account.customer_id)
        ):  # fmt: skip
            found[account.customer_id] = _Able(account, tx.accounts.customer(account.customer_id).email)
    return list(found.values())
