"""An office for tests: a database with people, clients, worklists and accounts, in one line.

    with office(tmp_path, people=("ana", "olga:auditor"), accounts=20) as work:
        claimed = queue.next_account(work.desk("ana"))

It is Monday 2026-11-23, noon in New York (09:00 in California), until somebody moves ``work.clock``. Every figure an
account caches is right from the start, so that ``doctor``-like checks may be run on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, cast
from zoneinfo import ZoneInfo

from collections_tui.clock import Clock, whole_second
from collections_tui.domain.aging import OpenItem, oldest_open
from collections_tui.domain.records import Role
from collections_tui.services import clients, people, scoring, worklists
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.store.contract import Store
from collections_tui.store.transaction import Transaction
from tests.engines import place, prepare

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FLOOR = ZoneInfo("America/New_York")
EASTERN = ("America/New_York",)
PACIFIC = ("America/Los_Angeles",)
BOSS = "boss"

NAMES = ("Ada Lovelace", "Łukasz Wójcik", "José Núñez", "Mary O'Neil", "Søren Kjær", "Wei Zhang", "Ann-Marie Dupont")


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = whole_second(at)

    def now(self) -> datetime:
        """Return the instant the hands point to."""
        return self.at

    def forward(self, by: timedelta) -> datetime:
        """Move on, and return the new instant."""
        self.at = whole_second(self.at + by)
        return self.at


class Office:
    """A database, the clock on its wall, and a desk for whoever asks. ``accounts`` are the ids in order of making."""

    def __init__(self, where: str, clock: Clock) -> None:
        self.where = where
        self.clock = clock
        self.accounts: list[int] = []
        self._desks: list[Desk] = []
        self.boss = self._sit(BOSS, None, create=True)

    def desk(self, login: str, session: str | None = None) -> Desk:
        """A desk of its own: another connection and, unless named, another session."""
        return self._sit(login, session, create=False)

    def _sit(self, login: str, session: str | None, *, create: bool) -> Desk:
        desk = open_desk(self.where, login, self.clock, create=create, session=session)
        desk.zone = FLOOR
        self._desks.append(desk)
        return desk

    def number(self, account_id: int) -> str:
        """The account's number."""
        with self.boss.store.read() as tx:
            account = tx.accounts.get(account_id)
        assert account is not None
        return account.number

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for desk in self._desks:
            desk.close()


def office(
    folder: Path | str,
    *,
    people: Sequence[str] = ("ana", "ben"),
    accounts: int = 20,
    lists: Sequence[str] = ("main",),
    zones: Sequence[tuple[str, ...]] = (EASTERN,),
    clock: Clock | None = None,
) -> Office:
    """A new office in ``folder``.

    Args:
        folder: where the database goes, as ``work.db`` if it is a file; or the address of the database, as text.
        people: logins, each with its role behind a colon unless it is collector; ``boss`` (admin, supervisor) is there.
        accounts: how many; they are dealt out over ``lists`` and ``zones`` in turn, every one open and scored.
        lists: codes of worklists; they are everybody's.
        zones: sets of time zones.
        clock: what time it is; by default a ``HandClock`` at noon.
    """
    where = place(folder) if isinstance(folder, Path) else folder
    prepare(where)
    work = Office(where, clock or HandClock())
    for who in people:
        login, _, role = who.partition(":")
        _hire(work.boss, login, role or "collector")
    client = clients.add(work.boss, "HOSP", "St. Elsewhere Hospital", sector="medical", phone="+12125550100")
    made = [worklists.add(work.boss, code, code.title()).id for code in lists]
    with work.boss.store.write() as tx:
        for position in range(accounts):
            work.accounts.append(
                add_account(
                    tx,
                    number=f"A-{position + 1:04d}",
                    client_id=client.id,
                    worklist_id=made[position % len(made)] if made else None,
                    name=f"{NAMES[position % len(NAMES)]} {position + 1}",
                    zones=zones[position % len(zones)],
                    invoices=[(date(2026, 10, 31) - timedelta(days=position % 97), 12_00 + 37_51 * (position % 50))],
                    now=work.clock.now(),
                )
            )
    if accounts:
        scoring.rescore(work.boss)
    return work


def _hire(boss: Desk, login: str, role: str) -> None:
    people.add(boss, login, login.title(), (cast(Role, role),))


def add_account(
    tx: Transaction,
    *,
    number: str,
    client_id: int = 1,
    worklist_id: int | None = 1,
    name: str = "Ada Lovelace",
    customer_id: int | None = None,
    state: str | None = None,
    phones: Iterable[str] | None = None,
    zones: tuple[str, ...] = EASTERN,
    invoices: Iterable[tuple[date, int]] = ((date(2026, 9, 1), 100_00),),
    now: datetime = NOON,
) -> int:
    """A new open account, findable, awake, with its cached figures right; its id. ``invoices`` are (due on, cents).

    It scores 0 until somebody rescores. Without ``phones`` a new customer gets one number of their own, and without a
    ``state`` they live where the number points to.
    """
    sql = tx.sql
    if customer_id is None:
        place = state if state is not None else "CA" if zones == PACIFIC else "NY"
        customer_id = sql.add(
            "INSERT INTO customer (name, street, city, state, postcode) VALUES (:n, :street, :city, :s, :postcode)",
            {"n": name, "s": place} | _ADDRESSES.get(place, _NO_ADDRESS),
        )
        for e164 in phones if phones is not None else (own_phone(customer_id, zones),):
            sql.run(
                "INSERT INTO phone (customer_id, e164, zones) VALUES (:c, :e, :z)",
                {"c": customer_id, "e": e164, "z": ",".join(zones)},
            )
    bills = list(invoices)
    oldest = oldest_open(OpenItem(due, cents) for due, cents in bills)
    account = sql.add(
        "INSERT INTO account (client_id, customer_id, number, currency, opened_on, window_id, worklist_id, scored_at, "
        "balance_cents, oldest_due_on, wake_at) VALUES "
        "(:client, :customer, :number, 'USD', '2026-01-02', :window, :list, :now, :balance, :due, :wake)",
        {
            "client": client_id,
            "customer": customer_id,
            "number": number,
            "window": tx.worklists.window(zones),
            "list": worklist_id,
            "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "balance": sum(cents for _, cents in bills),
            "due": None if oldest is None else oldest.isoformat(),
            "wake": None if worklist_id is None else now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )
    for position, (due, cents) in enumerate(bills):
        _add_invoice(tx, account, client_id, f"{number}-{position + 1}", due, cents, now)
    tx.search.index(account, account)
    tx.queue.settle(account, now)
    return account


def put(tx: Transaction, account_id: int, now: datetime = NOON, **changes: Any) -> None:
    """Change some of what a call may change of an account, and settle it."""
    account = tx.accounts.get(account_id)
    assert account is not None
    tx.accounts.put(account._replace(**changes), now)


class _TakenBack(Exception):
    pass


@contextmanager
def taken_back(store: Store) -> Iterator[Transaction]:
    """A transaction that leaves no trace and costs no disk: for tests that try very many things."""
    with suppress(_TakenBack), store.write() as tx:
        yield tx
        raise _TakenBack


# Where a letter reaches those who live where their number points to.
_ADDRESSES = {
    "NY": {"street": "1 Main Street", "city": "Albany", "postcode": "12207"},
    "CA": {"street": "1 Main Street", "city": "Los Angeles", "postcode": "90012"},
}
_NO_ADDRESS = {"street": "", "city": "", "postcode": ""}

# Area codes that lie in one time zone, and in a state without contact rules of its own.
_AREAS: dict[tuple[str, ...], str] = {
    EASTERN: "201 202 203 212 215 216 229 240 252 267 276 301 302 304 305 315 321 330 336 347 352 386 401 404 407 410 "
    "412 419 434 440 443 470 475 478 484 513 516 518 540 551 561 570 571 585 603 607 609 610 614 631 646 678 703 704 "
    "706 716 717 718 724 727 732 740 754 757 762 770 772 786 802 803 804 813 814 828 843 845 848 856 860 862 863 864",
    PACIFIC: "209 213 310 323 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 747 760 805 818 831",
}


def own_phone(customer_id: int, zones: tuple[str, ...] = EASTERN) -> str:
    """A number for a customer that cannot be anybody's: 555-01xx, and another area code for every hundred."""
    areas = _AREAS.get(zones, _AREAS[EASTERN]).split()
    return f"+1{areas[customer_id // 100 % len(areas)]}55501{customer_id % 100:02d}"


def _add_invoice(
    tx: Transaction, account: int, client_id: int, number: str, due: date, cents: int, now: datetime
) -> None:
    invoice = tx.sql.add(
        "INSERT INTO invoice (account_id, client_id, number, issued_on, due_on, amount_cents, open_cents) "
        "VALUES (:account, :client, :number, :issued, :due, :cents, :cents)",
        {
            "account": account,
            "client": client_id,
            "number": number,
            "issued": (due - timedelta(days=30)).isoformat(),
            "due": due.isoformat(),
            "cents": cents,
        },
    )
    charge = tx.sql.add(
        "INSERT INTO ledger_entry (account_id, invoice_id, kind, amount_cents, entry_on, entered_at) "
        "VALUES (:account, :invoice, 'charge', :cents, :on, :now)",
        {
            "account": account,
            "invoice": invoice,
            "cents": cents,
            "on": (due - timedelta(days=30)).isoformat(),
            "now": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )
    tx.counts.entered(charge)
