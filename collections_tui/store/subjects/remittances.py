"""What insurers say they paid: one remittance a payment, and what it says of each claim."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from collections_tui.domain.insurance.posted import (
    KeptClaim,
    KeptRemittance,
    claim_body,
    remittance_body,
    told_again,
)
from collections_tui.domain.insurance.remittance import ClaimPayment, ProviderAdjustment, Remittance
from collections_tui.domain.insurance.shares import Shares
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import (
    Ids,
    day_or_none,
    instant,
    to_day,
    to_day_or_none,
    to_instant,
    to_instant_or_none,
)

_CODE, _CURRENCY = (f"(SELECT l.{name} FROM client l WHERE l.id = r.client_id)" for name in ("code", "currency"))
_REMITTANCE = f"""
SELECT r.id, r.client_id, {_CODE}, r.payer_id, r.payer, r.payer_code, r.trace, r.method, r.paid_on, r.paid_cents,
       {_CURRENCY}, r.body, r.file, r.imported_at, coalesce(p.login, ''),
       (SELECT count(*) FROM remittance_claim c WHERE c.remittance_id = r.id),
       (SELECT count(*) FROM remittance_claim c WHERE c.remittance_id = r.id AND c.settled_at IS NULL)
FROM remittance r LEFT JOIN collector p ON p.id = r.imported_by
"""
_CLAIM = f"""
SELECT c.id, c.remittance_id, r.client_id, {_CODE}, r.payer, r.payer_code, r.payer_id, r.trace, r.paid_on, {_CURRENCY},
       r.body, c.control, c.status_code, c.charge_cents, c.paid_cents, c.number, c.patient, c.member, c.service_from,
       c.service_to, c.body, c.patient_cents, c.written_cents, c.refused_cents, c.other_cents, c.claim_id,
       c.invoice_id, coalesce(i.number, ''), i.account_id, coalesce(a.number, ''), c.entry_id, c.reverses_id,
       (SELECT b.id FROM remittance_claim b WHERE b.reverses_id = c.id), c.reason, c.settled_at,
       coalesce(p.login, ''), c.settled_as
FROM remittance_claim c JOIN remittance r ON r.id = c.remittance_id
LEFT JOIN invoice i ON i.id = c.invoice_id LEFT JOIN account a ON a.id = i.account_id
LEFT JOIN collector p ON p.id = c.settled_by
"""
_ADD_CLAIM = """
INSERT INTO remittance_claim (remittance_id, position, control, status_code, charge_cents, paid_cents, patient_cents,
    written_cents, refused_cents, other_cents, number, patient, member, service_from, service_to, body, reason)
VALUES (:remittance, :position, :control, :status, :charge, :paid, :patient_cents, :written, :refused, :other, :number,
    :patient, :member, :first, :last, :body, :reason)
"""


class Known(NamedTuple):
    """A remittance that is here: its id, its key, what it pays, and the file it came in."""

    id: int
    key: str
    paid_cents: int
    file: str


def _remittance(row: Row) -> KeptRemittance:
    body = json.loads(row[11])
    provider = tuple(ProviderAdjustment(*one) for one in body["provider"])
    return KeptRemittance._make((
        *row[:8], to_day(row[8]), row[9], body["currency"] or row[10], provider, tuple(body["notes"]), body["payee"],
        row[12], to_instant(row[13]), *row[14:],
    ))  # fmt: skip


def _claim(row: Row) -> KeptClaim:
    names = ("control", "status", "charge_cents", "paid_cents", "number", "patient", "member")
    head = dict(zip(names, row[11:18], strict=True))
    head |= {"service_from": to_day_or_none(row[18]), "service_to": to_day_or_none(row[19])}
    patient, written, refused, other = row[21:25]
    return KeptClaim._make((
        *row[:8], to_day(row[8]), json.loads(row[10])["currency"] or row[9], told_again(head, json.loads(row[20])),
        Shares(row[14], written, patient, refused, other), *row[25:34], to_instant_or_none(row[34]), *row[35:],
    ))  # fmt: skip


class Remittances:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- reading --------------------------------------------------------------------------------------------------

    def get(self, remittance_id: int) -> KeptRemittance | None:
        """One of them."""
        row = self._sql.one(f"{_REMITTANCE} WHERE r.id = :id", {"id": remittance_id})
        return None if row is None else _remittance(row)

    def listed(self, clients: Sequence[int], before: int | None, limit: int) -> list[KeptRemittance]:
        """The newest first, from below an id on; with ``clients`` only theirs."""
        rows = self._sql.all(
            f"{_REMITTANCE} WHERE r.id < coalesce(:before, r.id + 1){_of(clients)} ORDER BY r.id DESC LIMIT :limit",
            {"before": before, "limit": limit, "clients": Ids(clients)},
        )
        return [_remittance(row) for row in rows]

    def claims(self, remittance_id: int) -> list[KeptClaim]:
        """What one says of claims, in the order of the file."""
        rows = self._sql.all(f"{_CLAIM} WHERE c.remittance_id = :id ORDER BY c.position", {"id": remittance_id})
        return [_claim(row) for row in rows]

    def claim(self, row_id: int) -> KeptClaim | None:
        """One of these; read in a turn at writing, nobody else changes it until that turn is over."""
        if self._sql.lock:
            self._sql.run(f"SELECT id FROM remittance_claim WHERE id = :id{self._sql.lock}", {"id": row_id})
        row = self._sql.one(f"{_CLAIM} WHERE c.id = :id", {"id": row_id})
        return None if row is None else _claim(row)

    def waiting(self, clients: Sequence[int], after: int, limit: int) -> list[KeptClaim]:
        """Those that nobody has matched, in the order in which they came, from behind an id on."""
        rows = self._sql.all(
            f"{_CLAIM} WHERE c.settled_at IS NULL AND c.id > :after{_of(clients)} ORDER BY c.id LIMIT :limit",
            {"after": after, "limit": limit, "clients": Ids(clients)},
        )
        return [_claim(row) for row in rows]

    def count_waiting(self, clients: Sequence[int]) -> int:
        """How many wait; likewise."""
        found: int = self._sql.value(
            "SELECT count(*) FROM remittance_claim c JOIN remittance r ON r.id = c.remittance_id "
            f"WHERE c.settled_at IS NULL{_of(clients)}",
            {"clients": Ids(clients)},
        )
        return found

    def on_invoice(self, invoice_id: int) -> list[KeptClaim]:
        """What insurers said of an invoice, in the order in which it came."""
        rows = self._sql.all(f"{_CLAIM} WHERE c.invoice_id = :id ORDER BY c.id", {"id": invoice_id})
        return [_claim(row) for row in rows]

    def on_claim(self, claim_id: int) -> list[KeptClaim]:
        """What insurers said of a claim, likewise."""
        rows = self._sql.all(f"{_CLAIM} WHERE c.claim_id = :id ORDER BY c.id", {"id": claim_id})
        return [_claim(row) for row in rows]

    def reversible(self, client_id: int, claim: ClaimPayment) -> list[KeptClaim]:
        """What a reversal may take back, that nobody has taken back: the same number and amounts, the latest first.

        It may have come after the reversal.
        """
        rows = self._sql.all(
            f"{_CLAIM} WHERE c.control = :control AND r.client_id = :client AND c.charge_cents = :charge "
            "AND c.paid_cents = :paid AND c.status_code <> '22' "
            "AND NOT EXISTS (SELECT 1 FROM remittance_claim b WHERE b.reverses_id = c.id) ORDER BY c.id DESC",
            {
                "control": claim.control,
                "client": client_id,
                "charge": -claim.charge_cents,
                "paid": -claim.paid_cents,
            },
        )
        return [_claim(row) for row in rows]

    def of_account(self, account_id: int) -> list[KeptClaim]:
        """What insurers said of the invoices of an account, the newest first."""
        rows = self._sql.all(
            f"{_CLAIM} WHERE c.invoice_id IN (SELECT v.id FROM invoice v WHERE v.account_id = :id) ORDER BY c.id DESC",
            {"id": account_id},
        )
        return [_claim(row) for row in rows]

    # -- what is recognised -----------------------------------------------------------------------------------------

    def one_at_a_time(self, client_id: int) -> None:
        """Wait until nobody else takes in remittances of a client, so that two with the same file post it once."""
        if self._sql.engine == "postgres":  # not FOR UPDATE: rows that point at the client may come in meanwhile
            self._sql.run("SELECT id FROM client WHERE id = :id FOR NO KEY UPDATE", {"id": client_id})

    def of_trace(self, client_id: int, payer: str, code: str, trace: str) -> list[Known]:
        """What is here of a payer, by its name or its id, and the number of its check or transfer."""
        rows = self._sql.all(
            "SELECT id, key, paid_cents, file FROM remittance "
            "WHERE client_id = :client AND trace = :trace AND (payer = :payer OR (payer_code = :code AND :code <> '')) "
            "ORDER BY id",
            {"client": client_id, "payer": payer, "code": code, "trace": trace},
        )
        return [Known._make(row) for row in rows]

    def of_interchange(self, client_id: int, interchange: str) -> list[Known]:
        """What came in an envelope of that sender and number."""
        rows = self._sql.all(
            "SELECT id, key, paid_cents, file FROM remittance "
            "WHERE client_id = :client AND interchange = :interchange ORDER BY id",
            {"client": client_id, "interchange": interchange},
        )
        return [Known._make(row) for row in rows]

    # -- writing ------------------------------------------------------------------------------------------------------

    def add(
        self, client_id: int, payer_id: int | None, one: Remittance, *, key: str, file: str, now: datetime, by: int
    ) -> int:
        """Store a remittance without its claims; its id."""
        return self._sql.add(
            "INSERT INTO remittance (client_id, payer_id, payer, payer_code, trace, method, paid_on, paid_cents, "
            "provider_cents, interchange, body, file, key, imported_at, imported_by) "
            "VALUES (:client, :payer_id, :payer, :code, "
            ":trace, :method, :paid_on, :paid, :provider, :interchange, :body, :file, :key, :now, :by)",
            {
                "client": client_id,
                "payer_id": payer_id,
                "payer": one.payer,
                "code": one.code,
                "trace": one.trace,
                "method": one.method,
                "paid_on": one.paid_on.isoformat(),
                "paid": one.paid_cents,
                "provider": one.provider_cents,
                "interchange": one.interchange,
                "body": json.dumps(remittance_body(one), ensure_ascii=False),
                "file": file,
                "key": key,
                "now": instant(now),
                "by": by,
            },
        )

    def add_claim(self, remittance_id: int, position: int, claim: ClaimPayment, shares: Shares, reason: str) -> int:
        """Store what a remittance says of a claim, as one that waits for the reason told; its id."""
        return self._sql.add(
            _ADD_CLAIM,
            {
                "remittance": remittance_id,
                "position": position,
                "control": claim.control,
                "status": claim.status,
                "charge": claim.charge_cents,
                "paid": claim.paid_cents,
                "patient_cents": shares.patient,
                "written": shares.written,
                "refused": shares.refused,
                "other": shares.other,
                "number": claim.number,
                "patient": claim.patient,
                "member": claim.member,
                "first": day_or_none(claim.service_from),
                "last": day_or_none(claim.service_to),
                "body": json.dumps(claim_body(claim), ensure_ascii=False),
                "reason": reason,
            },
        )

    def put(
        self,
        row_id: int,
        shares: Shares,
        *,
        invoice_id: int | None,
        claim_id: int | None,
        entry_id: int | None,
        reverses_id: int | None = None,
        words: str = "",
        now: datetime,
        by: int,
    ) -> None:
        """Say what has become of one: it is on an invoice, or ``words`` say what else."""
        self._sql.run(
            "UPDATE remittance_claim SET written_cents = :written, patient_cents = :patient, refused_cents = :refused, "
            "other_cents = :other, invoice_id = :invoice, claim_id = :claim, entry_id = :entry, "
            "reverses_id = :reverses, settled_as = :words, settled_at = :now, settled_by = :by WHERE id = :id",
            {
                "id": row_id,
                "written": shares.written,
                "patient": shares.patient,
                "refused": shares.refused,
                "other": shares.other,
                "invoice": invoice_id,
                "claim": claim_id,
                "entry": entry_id,
                "reverses": reverses_id,
                "words": words,
                "now": instant(now),
                "by": by,
            },
        )

    def wait_again(self, row_id: int, reason: str) -> None:
        """Put one back on the list."""
        self._sql.run(
            "UPDATE remittance_claim SET invoice_id = NULL, claim_id = NULL, entry_id = NULL, reverses_id = NULL, "
            "settled_at = NULL, settled_by = NULL, settled_as = '', reason = :reason WHERE id = :id",
            {"id": row_id, "reason": reason},
        )


def _of(clients: Sequence[int]) -> str:
    return " AND r.client_id IN (SELECT value FROM json_each(:clients))" if clients else ""
