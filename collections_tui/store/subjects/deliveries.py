"""The queue of what goes out: who has what in hand, what became of it, and addresses to which nothing is mailed.

A delivery that waits is claimed by a sender for a while, as ``sender`` and ``next_at`` say; another gets it only after
that. It becomes ``sending`` right before its last line goes out, and only for the sender that has it: what has got so
far and gets no answer is never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from collections_tui.domain.addresses import same_as
from collections_tui.domain.post import STATES, Delivery, DeliveryState, Message, Refusal, RefusalKind, Way
from collections_tui.store.contract import Row, Sql
from collections_tui.store.values import Ids, instant, to_instant, to_instant_or_none

_DELIVERY = """
SELECT v.id, v.document_id, v.account_id, v.client_id, a.number, l.code, d.kind, d.invoice_id, d.title, v.way,
       v.address, v.state, v.tries, v.next_at, v.said, v.sender, v.queued_at, coalesce(p.login, ''), v.ended_at
FROM delivery v
JOIN document d ON d.id = v.document_id
JOIN account a ON a.id = v.account_id
JOIN client l ON l.id = v.client_id
LEFT JOIN collector p ON p.id = v.queued_by"""
_REFUSED = "EXISTS (SELECT 1 FROM mail_refused r WHERE r.address = lower(delivery.address))"
_LOCK = {"sqlite": "", "postgres": "FOR UPDATE SKIP LOCKED"}


class NewDelivery(NamedTuple):
    """What is put into the queue. ``from_line``, ``subject``, ``text`` and ``html`` are of what is mailed."""

    document_id: int
    account_id: int
    client_id: int
    way: Way
    address: str
    from_line: str
    subject: str
    text: str
    html: str
    message_id: str
    said: str
    operation_id: str


def _delivery(row: Row) -> Delivery:
    head = (*row[:13], to_instant_or_none(row[13]), row[14], row[15], to_instant(row[16]))
    return Delivery._make((*head, row[17], to_instant_or_none(row[18])))


class Deliveries:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- the queue ------------------------------------------------------------------------------------------------

    def add(self, new: NewDelivery, now: datetime, by: int) -> int:
        """Let a document wait for its turn; the delivery's id."""
        return self._sql.add(
            "INSERT INTO delivery (document_id, account_id, client_id, way, address, from_line, subject, text, html, "
            "message_id, state, next_at, said, queued_at, queued_by, operation_id) VALUES (:document_id, :account_id, "
            ":client_id, :way, :address, :from_line, :subject, :text, :html, :message_id, 'waiting', :now, :said, "
            ":now, :by, :operation_id)",
            new._asdict() | {"now": instant(now), "by": by},
        )

    def get(self, delivery_id: int) -> Delivery | None:
        """One of them; read in a turn at writing, nobody else changes it until that turn is over."""
        if self._sql.lock:
            self._sql.run(f"SELECT id FROM delivery WHERE id = :id{self._sql.lock}", {"id": delivery_id})
        row = self._sql.one(f"{_DELIVERY} WHERE v.id = :id", {"id": delivery_id})
        return None if row is None else _delivery(row)

    def of_operation(self, operation_id: str) -> int | None:
        """What an operation has put into the queue."""
        found: int | None = self._sql.value(
            "SELECT id FROM delivery WHERE operation_id = :operation", {"operation": operation_id}
        )
        return found

    def message(self, delivery_id: int) -> Message:
        """What the message is made of."""
        row = self._sql.one(
            "SELECT message_id, from_line, address, subject, text, html, queued_at FROM delivery WHERE id = :id",
            {"id": delivery_id},
        )
        assert row is not None, "asked for by its own id"
        return Message._make((*row[:6], to_instant(row[6])))

    def of_account(self, account_id: int, limit: int) -> list[Delivery]:
        """The account's, the newest first."""
        rows = self._sql.all(
            f"{_DELIVERY} WHERE v.account_id = :account ORDER BY v.queued_at DESC, v.id DESC LIMIT :limit",
            {"account": account_id, "limit": limit},
        )
        return [_delivery(row) for row in rows]

    def listed(
        self, states: Sequence[DeliveryState], way: Way | None, clients: Sequence[int], before: int | None, limit: int
    ) -> list[Delivery]:
        """Those in these states, the newest first; with ``clients`` only theirs, with ``before`` only older ones."""
        known = [one for one in STATES if one in states]  # words of our own, so that the index is seen to fit
        conditions = [f"v.state IN ({', '.join(map(repr, known))})"]
        params: dict[str, Any] = {"limit": limit}
        for name, condition, value in (
            ("way", "v.way = :way", way),
            ("clients", "v.client_id IN (SELECT value FROM json_each(:clients))", Ids(clients) if clients else None),
            ("before", "v.id < :before", before),
        ):
            if value is not None:
                conditions.append(condition)
                params[name] = value
        rows = self._sql.all(f"{_DELIVERY} WHERE {' AND '.join(conditions)} ORDER BY v.id DESC LIMIT :limit", params)
        return [_delivery(row) for row in rows]

    def due(self, now: datetime) -> bool:
        """Whether there is anything to do for a sender."""
        found = self._sql.one(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery "
            "WHERE state = 'waiting' AND way = 'mail' AND next_at <= :now) "
            "OR EXISTS (SELECT 1 FROM delivery WHERE state = 'sending' AND next_at <= :now)",
            {"now": instant(now)},
        )
        return found is not None

    # -- sending --------------------------------------------------------------------------------------------------

    def claim(self, sender: str, now: datetime, until: datetime) -> int | None:
        """Take the next that may be mailed now in hand until an instant; its id, None where there is none."""
        taken: int | None = self._sql.value(
            "UPDATE delivery SET sender = :sender, next_at = :until WHERE id = (SELECT id FROM delivery "
            f"WHERE state = 'waiting' AND way = 'mail' AND next_at <= :now AND NOT {_REFUSED} "
            f"ORDER BY next_at, id LIMIT 1 {_LOCK[self._sql.engine]}) RETURNING id",
            {"sender": sender, "now": instant(now), "until": instant(until)},
        )
        return taken

    def claim_prints(self, sender: str, clients: Sequence[int], until: datetime, limit: int) -> list[int]:
        """Take what waits for a printer in hand, as being printed; the ids, what waits longest first.

        With ``clients`` only what is theirs.
        """
        of_client = "AND client_id IN (SELECT value FROM json_each(:clients))" if clients else ""
        rows = self._sql.all(
            f"SELECT id FROM delivery WHERE state = 'waiting' AND way = 'print' {of_client} "
            f"ORDER BY next_at, id LIMIT :limit {_LOCK[self._sql.engine]}",
            {"limit": limit} | ({"clients": Ids(clients)} if clients else {}),
        )
        ids = Ids(row[0] for row in rows)
        self._sql.run(
            "UPDATE delivery SET state = 'sending', sender = :sender, next_at = :until, tries = tries + 1 "
            "WHERE id IN (SELECT value FROM json_each(:ids))",
            {"sender": sender, "until": instant(until), "ids": ids},
        )
        return list(ids)

    def begin(self, delivery_id: int, sender: str, until: datetime) -> bool:
        """Say that the last line of a message goes out now; False where it is not this sender's any more."""
        changed = self._sql.run(
            "UPDATE delivery SET state = 'sending', next_at = :until WHERE id = :id AND state = 'waiting' "
            f"AND way = 'mail' AND sender = :sender AND NOT {_REFUSED}",
            {"id": delivery_id, "sender": sender, "until": instant(until)},
        )
        return changed == 1

    def put_back(self, delivery_id: int, sender: str, next_at: datetime, said: str, *, tried: bool) -> None:
        """Let it wait again, until an instant: nothing of it has gone out."""
        self._sql.run(
            "UPDATE delivery SET state = 'waiting', sender = '', next_at = :next, said = :said, tries = tries + :tried "
            "WHERE id = :id AND state IN ('waiting', 'sending') AND sender = :sender",
            {"id": delivery_id, "sender": sender, "next": instant(next_at), "said": said, "tried": int(tried)},
        )

    def end(self, delivery_id: int, sender: str, state: DeliveryState, said: str, now: datetime) -> bool:
        """Say what became of one that a sender has in hand, also where it was given up for unsure meanwhile."""
        changed = self._sql.run(
            "UPDATE delivery SET state = :state, said = :said, ended_at = :now, tries = tries + CASE way WHEN 'mail' "
            "THEN 1 ELSE 0 END WHERE id = :id AND sender = :sender AND state IN ('waiting', 'sending', 'unsure')",
            {"id": delivery_id, "sender": sender, "state": state, "said": said, "now": instant(now)},
        )
        return changed == 1

    def give_up_lost(self, now: datetime, said: str) -> int:
        """Let those be unsure of which nothing was heard since they were being sent; how many."""
        return self._sql.run(
            "UPDATE delivery SET state = 'unsure', said = :said, ended_at = :now "
            "WHERE state = 'sending' AND next_at <= :now",
            {"now": instant(now), "said": said},
        )

    def doubt(self, now: datetime, said: str) -> int:
        """Let everything be unsure that waits, or is being sent: this may be a database of before that; how many."""
        return self._sql.run(
            "UPDATE delivery SET state = 'unsure', sender = '', said = :said, ended_at = :now "
            "WHERE state IN ('waiting', 'sending')",
            {"now": instant(now), "said": said},
        )

    def divert_refused(self, now: datetime, said: str) -> int:
        """Let what waits for an address to which nothing is mailed any more be printed; how many."""
        return self._sql.run(
            "UPDATE delivery SET way = 'print', sender = '', next_at = :now, said = :said "
            f"WHERE state = 'waiting' AND way = 'mail' AND {_REFUSED}",
            {"now": instant(now), "said": said},
        )

    # -- what people do --------------------------------------------------------------------------------------------

    def again(self, delivery_id: int, way: Way, now: datetime) -> None:
        """Let one wait that has ended, as if it were new."""
        self._sql.run(
            "UPDATE delivery SET state = 'waiting', way = :way, sender = '', said = '', tries = 0, next_at = :now, "
            "ended_at = NULL WHERE id = :id",
            {"id": delivery_id, "way": way, "now": instant(now)},
        )

    def cancel(self, delivery_id: int, said: str, now: datetime) -> bool:
        """Take one out of the queue; False where it does not wait any more."""
        changed = self._sql.run(
            "UPDATE delivery SET state = 'cancelled', sender = '', said = :said, ended_at = :now "
            "WHERE id = :id AND state = 'waiting'",
            {"id": delivery_id, "said": said, "now": instant(now)},
        )
        return changed == 1

    def cancel_of_invoice(self, account_id: int, invoice_id: int, said: str, now: datetime) -> int:
        """Take an invoice out of the queue, however often it waits there; how often it did."""
        return self._sql.run(
            "UPDATE delivery SET state = 'cancelled', sender = '', said = :said, ended_at = :now "
            "WHERE account_id = :account AND state = 'waiting' "
            "AND document_id IN (SELECT d.id FROM document d WHERE d.account_id = :account AND d.invoice_id = :invoice"
            ")",
            {"account": account_id, "invoice": invoice_id, "said": said, "now": instant(now)},
        )

    def bounce(self, delivery_id: int, said: str, now: datetime) -> bool:
        """Say that what was sent came back; False where it was not sent."""
        changed = self._sql.run(
            "UPDATE delivery SET state = 'bounced', said = :said, ended_at = :now "
            "WHERE id = :id AND state IN ('sent', 'unsure', 'sending')",
            {"id": delivery_id, "said": said, "now": instant(now)},
        )
        return changed == 1

    def by_message(self, message_id: str) -> list[int]:
        """The ids of what was sent under that id of a message."""
        rows = self._sql.all("SELECT id FROM delivery WHERE message_id = :id AND message_id <> ''", {"id": message_id})
        return [row[0] for row in rows]

    def mark_sent(self, invoice_id: int) -> None:
        """Let an invoice be sent, unless it is void."""
        self._sql.run("UPDATE invoice SET status = 'sent' WHERE id = :id AND status = 'issued'", {"id": invoice_id})

    # -- the doctor -----------------------------------------------------------------------------------------------

    def stuck(self, before: datetime, limit: int) -> list[Delivery]:
        """What nobody knows of whether it went out, what never will, and mail that should long have been tried."""
        return [
            *self._where("v.state = 'unsure' OR (v.state = 'sending' AND v.next_at <= :before)", before, limit),
            *self._where("v.state = 'waiting' AND v.way = 'mail' AND v.next_at <= :before", before, limit),
        ]

    def _where(self, condition: str, before: datetime, limit: int) -> list[Delivery]:
        rows = self._sql.all(
            f"{_DELIVERY} WHERE {condition} ORDER BY v.id LIMIT :limit", {"before": instant(before), "limit": limit}
        )
        return [_delivery(row) for row in rows]

    # -- addresses ------------------------------------------------------------------------------------------------

    def refuse(self, address: str, kind: RefusalKind, words: str, now: datetime, by: int | None) -> None:
        """Let nothing be mailed to an address any more. That a customer wants none outlasts that it does not arrive."""
        self._sql.run(
            "INSERT INTO mail_refused (address, kind, at, by_id, words) VALUES (:address, :kind, :now, :by, :words) "
            "ON CONFLICT (address) DO UPDATE SET kind = excluded.kind, at = excluded.at, by_id = excluded.by_id, "
            "words = excluded.words WHERE mail_refused.kind = 'bounced'",
            {"address": same_as(address), "kind": kind, "now": instant(now), "by": by, "words": words},
        )

    def allow(self, address: str) -> bool:
        """Let an address be mailed to again; False where it was never refused."""
        return self._sql.run("DELETE FROM mail_refused WHERE address = :address", {"address": same_as(address)}) == 1

    def refusal(self, address: str) -> Refusal | None:
        """Why nothing is mailed to an address; None where it is."""
        return next(iter(self._refusals("WHERE r.address = :address", {"address": same_as(address)})), None)

    def refusals(self, limit: int) -> list[Refusal]:
        """All of them, the newest first."""
        return self._refusals("ORDER BY r.at DESC, r.address LIMIT :limit", {"limit": limit})

    def _refusals(self, rest: str, params: dict[str, Any]) -> list[Refusal]:
        rows = self._sql.all(
            "SELECT r.address, r.kind, r.at, coalesce(p.login, ''), r.words FROM mail_refused r "
            f"LEFT JOIN collector p ON p.id = r.by_id {rest}",
            params,
        )
        return [Refusal(row[0], row[1], to_instant(row[2]), row[3], row[4]) for row in rows]
