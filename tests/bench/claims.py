"""Claims: the next one, their lists, and a remittance of many of them, with a claim for one account in five."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from collections_tui.clock import FixedClock
from collections_tui.services import claim_queue, remittances
from collections_tui.services.claim_views import ClaimQuery, ClaimView
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from collections_tui.tui.screens.remittance_words import kept_items
from tests.bench.report import Line, spread
from tests.era import Service, Told, era

NEXT = 200
LISTS = 20
PAID = 2_000
"""Claims of the remittance that is taken in."""

# One in ten is due, one in ten is over, the others wait for their day; in states and with days as they come.
_FILL = """
INSERT INTO claim (invoice_id, account_id, client_id, payer_id, rank, control, status, service_from, service_to,
    charge_cents, file_by, filed_on, next_on, next_action, made_at, made_by, operation_id)
SELECT i.id, i.account_id, a.client_id, 1 + i.id / 5 % 5, 1, i.number,
    CASE WHEN i.id / 5 % 10 = 9 THEN 'paid' WHEN i.id / 5 % 3 = 0 THEN 'to file' ELSE 'filed' END, i.issued_on,
    i.issued_on, i.amount_cents, date(i.issued_on, '+' || (i.id % 200) || ' days'), i.issued_on,
    CASE WHEN i.id / 5 % 10 = 9 THEN NULL WHEN i.id / 5 % 10 = 0 THEN date(:today, '-' || (i.id % 30) || ' days')
        ELSE date(:today, '+' || (1 + i.id % 60) || ' days') END, 'ask', :now, 1, 'bench ' || i.id
FROM invoice i JOIN account a ON a.id = i.account_id
WHERE i.amount_cents > 0 AND i.id % 5 = 0 AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.invoice_id = i.id)"""


def measure(database: Path, supervisor: str, now: datetime, accounts: str) -> list[Line]:
    """Six lines, over a database of which other figures have been taken already."""
    desk = open_desk(str(database), supervisor, FixedClock(now))
    with desk.store.write() as tx:
        made = tx.sql.run(_FILL, {"today": desk.today().isoformat(), "now": now.strftime("%Y-%m-%dT%H:%M:%SZ")})
        tx.sql.run("ANALYZE claim")
    what = f"{made:,} claims"
    last = [0]

    def take() -> None:
        found = claim_queue.next_claim(desk, leave=last[0])
        assert isinstance(found, ClaimView), "there is always another one"
        last[0] = found.claim.id

    due = ClaimQuery(when="due", limit=1_000)
    lines = [
        Line(f"next claim, durable, of {what}", accounts, spread(_timed(take, NEXT), 1), "p50 ≤ 50 ms"),
        Line(
            "claims that are due, a thousand",
            accounts,
            spread(_timed(lambda: claim_queue.listed(desk, due), LISTS)),
            "",
        ),
        Line("claims counted, part by part", accounts, spread(_timed(lambda: claim_queue.counts(desk), LISTS)), ""),
        *_remittance(desk, database.parent, accounts),
    ]
    desk.close()
    return lines


def _timed(act: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        took.append((time.perf_counter() - start) * 1000)
    return took


def _remittance(desk: Desk, folder: Path, accounts: str) -> list[Line]:
    """A file of many claims, all of which have their invoice: taken in, and opened on a screen of 120 columns."""
    with desk.store.read() as tx:
        client = tx.clients.get(1)
        owed = tx.sql.all(
            "SELECT i.number, i.amount_cents FROM invoice i JOIN account a ON a.id = i.account_id "
            "WHERE a.client_id = 1 AND i.amount_cents = i.open_cents AND i.amount_cents > 0 ORDER BY i.id LIMIT :most",
            {"most": PAID},
        )
    told = [
        Told(number, (Service(cents, (("CO", "45", cents // 10), ("PR", "1", cents // 10)), on=date(2026, 1, 5)),))
        for number, cents in owed
    ]
    path = folder / "bench.835"
    path.write_text(era(*told, trace="BENCH"))
    start = time.perf_counter()
    report = remittances.take(desk, path, client.code)
    took = time.perf_counter() - start
    each = f"{took:.2f} s, {len(owed) / took:,.0f} claims a second, {report.posted:,} posted"
    remittance_id = report.transactions[0].id
    read = spread(_timed(lambda: remittances.view(desk, remittance_id), LISTS))
    view, book, today = remittances.view(desk, remittance_id), desk.books.codes, desk.today()
    laid_out = spread(_timed(lambda: kept_items(view, 119, book, today), LISTS))
    return [
        Line(f"remittance of {len(owed):,} claims", accounts, each, ""),
        Line("that remittance read", accounts, read, ""),
        Line("that remittance laid out, beside the screen", accounts, laid_out, ""),
    ]
