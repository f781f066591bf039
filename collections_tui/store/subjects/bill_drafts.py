"""Bills in the making: drafts and their lines. Whoever changes one gets its account first, and is the only one to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from collections_tui.domain.billing.records import BillDraft, BillLine
from collections_tui.store.contract import Row, Sql
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import Ids, day_or_none, instant, to_day_or_none, to_instant, to_instant_or_none

LINE_COLUMNS = (
    "position, description, unit_cents, amount_cents, code, system, modifier, service_on, quantity_milli, unit, "
    "list_cents, price_reason, discount_cents, tax"
)
LINE_VALUES = (
    ":position, :description, :unit_cents, :amount_cents, :code, :system, :modifier, :service_on, :quantity_milli, "
    ":unit, :list_cents, :price_reason, :discount_cents, :tax"
)
_DAY = 7  # where the day of service is among them
_DRAFT = """
SELECT d.id, d.account_id, d.client_id, d.made_at, coalesce(m.login, ''), d.revision, d.service_on, d.due_on,
       d.discount_cents, d.discount_ppm, d.discount_reason, d.insurance_cents, d.insurance_reference, d.deposit_cents,
       d.note, d.verified_at, coalesce(v.login, ''), d.accepted, d.invoice_id, d.dropped_at
FROM invoice_draft d LEFT JOIN collector m ON m.id = d.made_by LEFT JOIN collector v ON v.id = d.verified_by
"""
_PUT = """
UPDATE invoice_draft SET revision = revision + 1, verified_at = NULL, verified_by = NULL, accepted = '',
    service_on = :service_on, due_on = :due_on, discount_cents = :discount_cents, discount_ppm = :discount_ppm,
    discount_reason = :discount_reason, insurance_cents = :insurance_cents,
    insurance_reference = :insurance_reference, deposit_cents = :deposit_cents, note = :note
WHERE id = :id
"""


def line_of(row: Sequence[object]) -> BillLine:
    """A line as a row of ``LINE_COLUMNS`` has it."""
    day = row[_DAY]
    return BillLine._make((*row[:_DAY], None if day is None else date.fromisoformat(str(day)), *row[_DAY + 1 :]))


def line_params(line: BillLine) -> dict[str, object]:
    """What ``LINE_VALUES`` needs."""
    return line._asdict() | {"service_on": day_or_none(line.service_on)}


def accepted_json(accepted: Iterable[tuple[str, str]]) -> str:
    """Warnings that were accepted, each with why, as they are stored."""
    pairs = dict(accepted)
    return json.dumps(pairs, ensure_ascii=False) if pairs else ""


def accepted_of(text: str) -> tuple[tuple[str, str], ...]:
    """What was stored."""
    return tuple(json.loads(text).items()) if text else ()


def _draft(row: Row, lines: Iterable[BillLine]) -> BillDraft:
    head = (*row[:3], to_instant(row[3]), *row[4:6], tuple(lines), to_day_or_none(row[6]), to_day_or_none(row[7]))
    verified = (to_instant_or_none(row[15]), row[16], accepted_of(row[17]))
    return BillDraft._make((*head, *row[8:15], *verified, row[18], row[19] is not None))


class BillDrafts:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- reading --------------------------------------------------------------------------------------------------

    def id_of_operation(self, operation_id: str) -> int | None:
        """The draft that was begun by an operation."""
        found: int | None = self._sql.value(
            "SELECT id FROM invoice_draft WHERE operation_id = :op", {"op": operation_id}
        )
        return found

    def account_of(self, draft_id: int) -> int | None:
        """The account that a draft is on; None where there is no such draft."""
        found: int | None = self._sql.value("SELECT account_id FROM invoice_draft WHERE id = :id", {"id": draft_id})
        return found

    def get(self, draft_id: int) -> BillDraft | None:
        """A draft with its lines, over or not. To change it, get its account first."""
        found = self.many([draft_id])
        return found[0] if found else None

    def verifier(self, draft_id: int) -> int | None:
        """The id of who verified it, where somebody did and nothing has changed since."""
        found: int | None = self._sql.value("SELECT verified_by FROM invoice_draft WHERE id = :id", {"id": draft_id})
        return found

    def many(self, draft_ids: Iterable[int]) -> list[BillDraft]:
        """Drafts with their lines, by their ids from the newest on."""
        ids = {"ids": Ids(draft_ids)}
        rows = self._sql.all(f"{_DRAFT} WHERE d.id IN (SELECT value FROM json_each(:ids)) ORDER BY d.id DESC", ids)
        of = self._sql.all(
            f"SELECT draft_id, {LINE_COLUMNS} FROM invoice_draft_line "
            "WHERE draft_id IN (SELECT value FROM json_each(:ids)) ORDER BY draft_id, position",
            ids,
        )
        lines = {draft: [line_of(row[1:]) for row in some] for draft, some in groupby(of, key=lambda row: row[0])}
        return [_draft(row, lines.get(row[0], ())) for row in rows]

    def open_ids(
        self,
        who: Seen | None,
        *,
        account_id: int | None = None,
        client_id: int | None = None,
        verified: bool | None = None,
        before: int | None = None,
        limit: int,
    ) -> list[int]:
        """Drafts that are neither issued nor given up, the newest first; ``before`` goes on behind an id."""
        also, params = seen(who)
        wanted = "" if account_id is None else "AND d.account_id = :account "
        wanted += "" if client_id is None else "AND d.client_id = :client "
        wanted += "" if before is None else "AND d.id < :before "
        wanted += "" if verified is None else f"AND d.verified_at IS {'NOT ' * verified}NULL "
        rows = self._sql.all(
            "SELECT d.id FROM invoice_draft d JOIN account a ON a.id = d.account_id "
            f"WHERE d.invoice_id IS NULL AND d.dropped_at IS NULL {wanted}{also} ORDER BY d.id DESC LIMIT :limit",
            {"account": account_id, "client": client_id, "before": before, "limit": limit} | params,
        )
        return [row[0] for row in rows]

    # -- changing -------------------------------------------------------------------------------------------------

    def begin(
        self, account_id: int, client_id: int, by: int, now: datetime, service_on: date | None, operation_id: str
    ) -> int:
        """An empty draft; its id."""
        return self._sql.add(
            "INSERT INTO invoice_draft (account_id, client_id, made_at, made_by, service_on, operation_id) "
            "VALUES (:account, :client, :at, :by, :service, :op)",
            {
                "account": account_id,
                "client": client_id,
                "at": instant(now),
                "by": by,
                "service": day_or_none(service_on),
                "op": operation_id,
            },
        )

    def put(self, draft: BillDraft) -> None:
        """Write what a draft says besides its lines: another revision, which nobody has verified."""
        days = {"service_on": day_or_none(draft.service_on), "due_on": day_or_none(draft.due_on)}
        self._sql.run(_PUT, draft._asdict() | days)

    def add_lines(self, draft_id: int, lines: Iterable[BillLine]) -> None:
        """Lines of positions that are free."""
        self._sql.many(
            f"INSERT INTO invoice_draft_line (draft_id, {LINE_COLUMNS}) VALUES (:draft, {LINE_VALUES})",
            [line_params(line) | {"draft": draft_id} for line in lines],
        )

    def drop_line(self, draft_id: int, position: int) -> None:
        """Take a line out."""
        self._sql.run(
            "DELETE FROM invoice_draft_line WHERE draft_id = :draft AND position = :position",
            {"draft": draft_id, "position": position},
        )

    def verify(self, draft_id: int, by: int, now: datetime, accepted: Iterable[tuple[str, str]]) -> None:
        """Keep that somebody verified it as it stands, and which warnings they accepted, each with why."""
        self._sql.run(
            "UPDATE invoice_draft SET verified_at = :at, verified_by = :by, accepted = :accepted WHERE id = :id",
            {"id": draft_id, "at": instant(now), "by": by, "accepted": accepted_json(accepted)},
        )

    def accept(self, draft_id: int, accepted: Iterable[tuple[str, str]]) -> None:
        """Keep which warnings somebody accepts, each with why; others are still waited for."""
        self._sql.run(
            "UPDATE invoice_draft SET accepted = :accepted WHERE id = :id",
            {"id": draft_id, "accepted": accepted_json(accepted)},
        )

    def drop(self, draft_id: int, now: datetime) -> None:
        """Give it up."""
        self._sql.run("UPDATE invoice_draft SET dropped_at = :at WHERE id = :id", {"id": draft_id, "at": instant(now)})

    def issued(self, draft_id: int, invoice_id: int) -> None:
        """Keep what it became."""
        self._sql.run(
            "UPDATE invoice_draft SET invoice_id = :invoice WHERE id = :id", {"id": draft_id, "invoice": invoice_id}
        )
