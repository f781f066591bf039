"""What the clients of the demo set charge, and who insures some of their patients."""

from __future__ import annotations

from datetime import date

from collections_tui.clock import FixedClock
from collections_tui.domain.billing.records import Price
from collections_tui.services import coverages, payers
from collections_tui.services.bookshelf import Books
from collections_tui.services.coverages import NewCoverage
from collections_tui.services.demo_calendar import Calendar
from collections_tui.services.demo_world import World
from collections_tui.services.desk import Desk
from collections_tui.services.payers import PayerDetails
from collections_tui.services.sign_in import floor_zone
from collections_tui.store.seed import Seed

LOOKED_AT = 400
"""So many accounts are looked at: the same in a small demo as in a large one."""
MOST = 40
_YEARS = 3  # for which the price lists hold already: longer than any invoice is old
_DAYS = ((90, 180), (180, 60), (365, 120), (365, 120), (120, 90))  # to file a claim, and to contest a refusal


def price_lists(world: World, calendar: Calendar) -> list[Price]:
    """Return the price list of every client, in force since before the oldest invoice."""
    since = date(calendar.now.year - _YEARS, 1, 1)
    return [
        Price(
            *(0, client.id, one.code, one.words, one.cents, since),
            unit=one.unit,
            least_milli=1000 if one.most else None,
            most_milli=1000 * one.most if one.most else None,
        )
        for client in world.clients
        for one in client.prices
    ]


def supervising(new: Seed, world: World, calendar: Calendar) -> Desk:
    """Return the desk of the office's supervisor at the demo's own moment."""
    with new.store.read() as tx:
        supervisor = tx.people.by_login(world.supervisor)
    assert supervisor is not None, "the office has one"
    return Desk(new.store, supervisor, FixedClock(calendar.now.replace(microsecond=0)), Books(), "demo", floor_zone())


def insure_some(new: Seed, world: World, calendar: Calendar) -> None:
    """Let it be known of some customers who insures them: of whom an insurer has paid something already."""
    desk = supervising(new, world, calendar)
    with new.store.read() as tx:
        insured = {
            account_id: (paid[-1].entry.reference, paid[-1].entry.on)
            for account_id in range(1, LOOKED_AT + 1)
            if (paid := [one for one in tx.accounts.entries(account_id, 50) if one.entry.method == "insurer"])
        }
    codes: dict[str, str] = {}
    for number, (name, (filing, appeal)) in enumerate(zip(world.words["payment"]["insurer"], _DAYS, strict=True), 1):
        phone = f"+1800555010{number}"
        details = PayerDetails(name, phone, "weekdays 8 am-5 pm", "America/New_York", "", filing, appeal)
        codes[name] = payers.add(desk, f"600{number:02d}", details).code
    customers: set[int] = set()
    for account_id, (name, on) in insured.items():
        with new.store.read() as tx:
            account = tx.accounts.get(account_id)
        if account is None or account.customer_id in customers or name not in codes or len(customers) == MOST:
            continue
        customers.add(account.customer_id)
        member = f"{codes[name]}-{700000 + 37 * account_id}"
        done = coverages.add(
            desk, account_id, NewCoverage(codes[name], member, date(on.year, 1, 1), group=f"G{account_id % 7 + 100}")
        )
        if len(customers) % 2:
            said = {"deductible left": f"{account_id % 9 * 125}.00", "copay": "30.00", "coinsurance": "20%"}
            coverages.verify(desk, account_id, done.id, said)
