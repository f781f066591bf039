"""Claims: what insurers are asked for, what was said about each, and whose turn it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from collections_tui.domain.billing.records import Payer
from collections_tui.domain.insurance.claim_rank import AGES, AMOUNTS, DEADLINES, bounds
from collections_tui.domain.insurance.records import Claim, ClaimContact, ClaimLine
from collections_tui.store.contract import Engine, Row, Sql
from collections_tui.store.subjects.claim_sums import OUTSTANDING, UNDERPAID
from collections_tui.store.subjects.coverage import PAYER
from collections_tui.store.subjects.seen import Seen, seen
from collections_tui.store.values import (
    Ids,
    day_or_none,
    instant,
    instant_or_none,
    to_day,
    to_day_or_none,
    to_instant,
    to_instant_or_none,
)


class NamedClaim(NamedTuple):
    """A claim with the names around it."""

    claim: Claim
    account: str
    client: str
    customer: str
    invoice: str
    currency: str
    score: int = 0


class Waiting(NamedTuple):
    """What is known of an account of which something waits for an insurer, or is held for it."""

    account_id: int
    balance_cents: int
    status: str
    disputed_cents: int
    pending_cents: int
    claims: tuple[int, ...]
    hold_id: int | None
    """The hold of its claims that is in force."""
    number: str = ""


_OF_PAYER = len(Payer._fields)
_COLUMNS = f"""{PAYER},
    c.id, c.invoice_id, c.account_id, c.client_id, c.coverage_id, c.rank, c.control, c.status, c.service_from,
    c.service_to, c.charge_cents, c.made_at, coalesce(m.login, ''), c.number, c.expected_cents, c.diagnoses,
    c.paid_cents, c.written_cents, c.patient_cents, c.refused_cents, c.denied_cents, c.decided_cents, c.refused_on,
    c.refusal, c.file_by, c.filed_on, c.appeal_by, c.next_on, c.next_action, c.hold_id, coalesce(t.login, ''),
    c.taken_until, c.revision, c.closed_at, c.closed_reason, c.others_cents"""
_OF_CLAIM = _OF_PAYER + 36
_FROM = """
FROM claim c JOIN payer y ON y.id = c.payer_id LEFT JOIN collector m ON m.id = c.made_by
LEFT JOIN collector t ON t.id = c.taken_by"""
_NAMED = """, a.number, l.code, u.name, i.number, a.currency"""
_AROUND = """
JOIN account a ON a.id = c.account_id JOIN client l ON l.id = c.client_id JOIN customer u ON u.id = a.customer_id
JOIN invoice i ON i.id = c.invoice_id"""

_STAKE = (
    f"(CASE WHEN {OUTSTANDING.format(c='c')} <> 0 THEN {OUTSTANDING.format(c='c')} ELSE {UNDERPAID.format(c='c')} END)"
)
_DEADLINE = (
    "(CASE WHEN c.status = 'to file' THEN c.file_by WHEN c.status IN ('denied', 'part paid') THEN c.appeal_by END)"
)


def _steps(column: str, compare: str, name: str, steps: Sequence[tuple[int, int]]) -> str:
    """The points of the first step that fits; its bound is a parameter, or a number of cents."""
    cases = (
        f"WHEN {column} {compare} {f':{name}{at}' if name else bound} THEN {points}"
        for at, (bound, points) in enumerate(steps)
    )
    return f"(CASE {' '.join(cases)} ELSE 0 END)"


# The points of ``domain.insurance.claim_rank``.
SCORE = (
    f"((CASE WHEN {_DEADLINE} >= :today THEN {_steps(_DEADLINE, '<=', 'within', DEADLINES)} ELSE 0 END)"
    f" + {_steps(_STAKE, '>=', '', AMOUNTS)} + {_steps('c.service_to', '<=', 'since', AGES)})"
)
# What is to be asked on the telephone while nobody answers it goes behind the rest.
_UNREACHED = (
    "(CASE WHEN c.status IN ('filed', 'acknowledged', 'pending', 'appealed') "
    "AND c.payer_id IN (SELECT value FROM json_each(:closed)) THEN 1 ELSE 0 END)"
)
# A part of the work, and its order: as they rank, by their days, the latest first.
_WHEN = {
    "": "",
    "due": " AND c.next_on <= :today",
    "waiting": " AND c.next_on > :today",
    "over": " AND c.next_on IS NULL",
}
_SORTED = {
    "": "(CASE WHEN c.next_on <= :today THEN 0 WHEN c.next_on IS NOT NULL THEN 1 ELSE 2 END), "
    f"(CASE WHEN c.next_on <= :today THEN -{SCORE} ELSE 0 END), c.next_on, c.id",
    "due": f"{_UNREACHED}, {SCORE} DESC, c.next_on, c.id",
    "waiting": "c.next_on, c.id",
    "over": "c.id DESC",
}
# The claim comes before the account, in this order: the account is only asked whether it may be seen.
_DUE = "c.next_on <= :today AND (c.taken_until IS NULL OR c.taken_until <= :now OR c.taken_by = :me)"
# The one that I have already goes before all others: who asks again gets the same.
_ORDER = (
    f"(CASE WHEN c.taken_by = :me AND c.taken_until > :now THEN 0 ELSE 1 END), {_UNREACHED}, {SCORE} DESC, "
    "c.next_on, c.id"
)
_PICK = f"""
SELECT c.id FROM claim c{{seen}} AND {_DUE} AND c.id <> :but{{also}} ORDER BY {_ORDER} LIMIT 1"""
PICK: dict[Engine, str] = {"sqlite": _PICK, "postgres": f"{_PICK} FOR UPDATE OF c SKIP LOCKED"}

_DISPUTED = """coalesce((SELECT sum(CASE WHEN d.disputed = 1 OR d.disputed_cents > d.open_cents THEN d.open_cents
    ELSE d.disputed_cents END) FROM invoice d WHERE d.account_id = a.id AND d.open_cents > 0), 0)"""
_WAITING = f"""
SELECT a.id, a.balance_cents, a.status, {_DISPUTED},
       i.open_cents, (CASE WHEN i.disputed = 1 THEN i.open_cents ELSE i.disputed_cents END), c.id,
       {OUTSTANDING.format(c="c")}, i.id, h.id, a.number
FROM claim c JOIN account a ON a.id = c.account_id JOIN invoice i ON i.id = c.invoice_id
LEFT JOIN hold h ON h.id = c.hold_id AND h.lifted_at IS NULL
WHERE c.account_id IN (SELECT value FROM json_each(:ids))
    AND (c.status NOT IN ('paid', 'closed') OR c.hold_id IS NOT NULL)
ORDER BY a.id, i.id, c.id"""

_ADD = """
INSERT INTO claim (invoice_id, account_id, client_id, payer_id, coverage_id, rank, control, number, status,
    service_from, service_to, charge_cents, expected_cents, diagnoses, file_by, next_on, next_action, made_at, made_by,
    others_cents, operation_id)
VALUES (:invoice, :account, :client, :payer, :coverage, :rank, :control, :number, :status, :service_from, :service_to,
    :charge_cents, :expected_cents, :diagnoses, :file_by, :next_on, :next_action, :made_at, :by,
    :others_cents, :operation)"""
_PUT = """
UPDATE claim SET number = :number, control = :control, status = :status, expected_cents = :expected_cents,
    diagnoses = :diagnoses, paid_cents = :paid_cents, written_cents = :written_cents, patient_cents = :patient_cents,
    refused_cents = :refused_cents, denied_cents = :denied_cents, decided_cents = :decided_cents,
    refused_on = :refused_on, refusal = :refusal, file_by = :file_by, filed_on = :filed_on, appeal_by = :appeal_by,
    next_on = :next_on, next_action = :next_action, closed_at = :closed_at, closed_reason = :closed_reason,
    taken_by = NULL, taken_until = NULL,
    revision = revision + 1
WHERE id = :id"""


def through(who: Seen | None) -> str:
    """The way from a claim to the account that says whether it may be seen; none is gone by who sees all of them."""
    return " WHERE 1 = 1" if who is None else " CROSS JOIN account a WHERE a.id = c.account_id"


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _claim(row: Row) -> Claim:
    payer = Payer._make(row[:_OF_PAYER])
    (
        number, invoice, account, client, coverage, rank, control, status, first, last, charge, made, by, theirs,
        expected, diagnoses, paid, written, patient, refused, denied, decided, refused_on, refusal, file_by, filed_on,
        appeal_by, next_on, action, hold, taken, until, revision, closed_at, reason, others,
    ) = row[_OF_PAYER:_OF_CLAIM]  # fmt: skip
    return Claim(
        number, invoice, account, client, payer, coverage, rank, control, status, to_day(first), to_day(last), charge,
        to_instant(made), by, theirs, expected, _codes(diagnoses), paid, written, patient, refused, denied, decided,
        to_day_or_none(refused_on), _codes(refusal), to_day_or_none(file_by), to_day_or_none(filed_on),
        to_day_or_none(appeal_by), to_day_or_none(next_on), action, hold, taken, to_instant_or_none(until), revision,
        to_instant_or_none(closed_at), reason, others,
    )  # fmt: skip


def _params(claim: Claim) -> dict[str, object]:
    days = ("service_from", "service_to", "refused_on", "file_by", "filed_on", "appeal_by", "next_on")
    found: dict[str, object] = {**claim._asdict(), **{name: day_or_none(getattr(claim, name)) for name in days}}
    found |= {
        "payer": claim.payer.id,
        "invoice": claim.invoice_id,
        "account": claim.account_id,
        "client": claim.client_id,
        "coverage": claim.coverage_id,
        "diagnoses": ",".join(claim.diagnoses),
        "refusal": ",".join(claim.refusal),
        "closed_at": instant_or_none(claim.closed_at),
        "made_at": instant(claim.made_at),
    }
    return found


Before = dict[str, Any]
"""What of a claim a contact changed, as it was before; and its ``revision`` afterwards."""


class Claims:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    # -- reading --------------------------------------------------------------------------------------------------

    def get(self, claim_id: int) -> Claim | None:
        """One of them. Whoever changes it has read its account before, and is the only one who does."""
        row = self._sql.one(f"SELECT {_COLUMNS} {_FROM} WHERE c.id = :id", {"id": claim_id})
        return None if row is None else _claim(row)

    def account_of(self, claim_id: int) -> int | None:
        """The account of a claim."""
        found: int | None = self._sql.value("SELECT account_id FROM claim WHERE id = :id", {"id": claim_id})
        return found

    def of_account(self, account_id: int) -> list[Claim]:
        """Those of an account, invoice by invoice, the primary's first."""
        return self._many("c.account_id = :id", {"id": account_id})

    def of_invoice(self, invoice_id: int) -> list[Claim]:
        """Those of an invoice, the primary's first."""
        return self._many("c.invoice_id = :id", {"id": invoice_id})

    def by_control(self, client_id: int, control: str) -> list[Claim]:
        """A client's claims with the number that we gave them."""
        return self._many("c.client_id = :client AND c.control = :control", {"client": client_id, "control": control})

    def _many(self, where: str, params: dict[str, object]) -> list[Claim]:
        rows = self._sql.all(f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY c.invoice_id, c.rank, c.id", params)
        return [_claim(row) for row in rows]

    def ids_of_number(self, number: str) -> list[int]:
        """The claims of any client with that number of ours; else of the payer's; else those about which it was said.

        What is said is the reference number of a call.
        """
        for sql in (
            "SELECT k.id FROM client c CROSS JOIN claim k WHERE k.client_id = c.id AND k.control = :number ORDER BY 1",
            "SELECT k.id FROM claim k WHERE k.number = :number AND k.number <> '' ORDER BY 1",
            "SELECT DISTINCT t.claim_id FROM claim_contact t WHERE t.reference = :number AND t.reference <> '' "
            "ORDER BY 1",
        ):
            rows = self._sql.all(sql, {"number": number})
            if rows:
                return [row[0] for row in rows]
        return []

    def id_of_operation(self, operation_id: str) -> int | None:
        """The claim that an operation made."""
        found: int | None = self._sql.value("SELECT id FROM claim WHERE operation_id = :op", {"op": operation_id})
        return found

    def lines(self, claim_id: int) -> list[ClaimLine]:
        """What is asked for, line by line."""
        rows = self._sql.all(
            "SELECT position, code, charge_cents, modifier, service_on, quantity_milli, expected_cents "
            "FROM claim_line WHERE claim_id = :id ORDER BY position",
            {"id": claim_id},
        )
        return [ClaimLine._make((*row[:4], to_day_or_none(row[4]), *row[5:])) for row in rows]

    def contacts(self, claim_id: int) -> list[ClaimContact]:
        """All that was said and done about a claim, the latest first."""
        return self._contacts("k.claim_id = :id ORDER BY k.at DESC, k.id DESC", {"id": claim_id})

    def contact_of_operation(self, operation_id: str) -> ClaimContact | None:
        """The contact that an operation entered."""
        return next(iter(self._contacts("k.operation_id = :op", {"op": operation_id})), None)

    def last_contact_of(self, person_id: int) -> tuple[ClaimContact, Before | None] | None:
        """What somebody entered last of any claim, but for remittances; with what it changed, if that can be undone."""
        last = "k.id = (SELECT m.id FROM claim_contact m WHERE m.collector_id = :id AND m.outcome <> 'remittance' "
        found = self._contacts(f"{last}ORDER BY m.id DESC LIMIT 1)", {"id": person_id})
        if not found:
            return None
        before = self._sql.value("SELECT before FROM claim_contact WHERE id = :id", {"id": found[0].id})
        return found[0], None if before is None else json.loads(before)

    def before(self, operation_id: str) -> Before | None:
        """What a claim was before the contact that an operation entered, if that can be taken back."""
        kept = self._sql.value("SELECT before FROM claim_contact WHERE operation_id = :op", {"op": operation_id})
        return None if kept is None else json.loads(kept)

    def closing(self, claim_id: int) -> tuple[str, Before]:
        """The operation that closed a claim last, and what the claim was before."""
        row = self._sql.one(
            "SELECT operation_id, before FROM claim_contact WHERE claim_id = :id AND outcome = 'closed' "
            "ORDER BY at DESC, id DESC LIMIT 1",
            {"id": claim_id},
        )
        assert row is not None, "whoever closes a claim says so in its log"
        return row[0], json.loads(row[1])

    def _contacts(self, where: str, params: dict[str, object]) -> list[ClaimContact]:
        rows = self._sql.all(
            "SELECT k.id, k.claim_id, k.at, p.login, k.outcome, k.status, k.spoke_with, k.reference, k.note, "
            f"k.next_on, k.day FROM claim_contact k JOIN collector p ON p.id = k.collector_id WHERE {where}",
            params,
        )
        return [
            ClaimContact._make((*row[:2], to_instant(row[2]), *row[3:9], *map(to_day_or_none, row[9:]))) for row in rows
        ]

    def listed(
        self,
        who: Seen | None,
        today: date,
        *,
        account_id: int | None = None,
        client_id: int | None = None,
        payer_id: int | None = None,
        status: str = "",
        when: str = "",
        limit: int,
        closed: Sequence[int] = (),
    ) -> list[NamedClaim]:
        """Claims with the names around them: those to be worked as they rank, then what waits, what is over last."""
        also, params = seen(who)
        wanted = "" if account_id is None else " AND c.account_id = :account"
        wanted += "" if client_id is None else " AND c.client_id = :client"
        wanted += "" if payer_id is None else " AND c.payer_id = :payer"
        wanted += "" if not status else " AND c.status = :status"
        wanted += _WHEN[when]
        told: dict[str, object] = {"account": account_id, "client": client_id, "payer": payer_id, "status": status}
        told |= {"limit": limit, "closed": Ids(closed)}
        rows = self._sql.all(
            f"SELECT {_COLUMNS}{_NAMED}, {SCORE} {_FROM}{_AROUND} WHERE 1 = 1{wanted}{also} "
            f"ORDER BY {_SORTED[when]} LIMIT :limit",
            told | bounds(today) | params,
        )
        return [NamedClaim(_claim(row), *row[_OF_CLAIM:]) for row in rows]

    # -- making and changing --------------------------------------------------------------------------------------

    def add(self, claim: Claim, lines: Iterable[ClaimLine], by: int, operation_id: str) -> int:
        """Store a claim with its lines; its id. Without a number of ours it is called by its id."""
        new = self._sql.add(
            _ADD, _params(claim) | {"by": by, "operation": operation_id, "control": claim.control or "-"}
        )
        if not claim.control:
            self._sql.run("UPDATE claim SET control = :control WHERE id = :id", {"control": f"C{new}", "id": new})
        self.add_lines(new, lines)
        return new

    def add_lines(self, claim_id: int, lines: Iterable[ClaimLine]) -> None:
        """Store the lines of a claim that has none."""
        self._sql.many(
            "INSERT INTO claim_line (claim_id, position, code, modifier, service_on, quantity_milli, charge_cents, "
            "expected_cents) VALUES (:claim, :position, :code, :modifier, :day, :quantity_milli, :charge_cents, "
            ":expected_cents)",
            [one._asdict() | {"claim": claim_id, "day": day_or_none(one.service_on)} for one in lines],
        )

    def put(self, claim: Claim) -> None:
        """Write a claim as it is now, as one new revision; nobody has it any more."""
        self._sql.run(_PUT, _params(claim))

    def leave_to(self, claim_id: int, others_cents: int) -> None:
        """Say how much of a claim's charge those before it have decided by now."""
        self._sql.run("UPDATE claim SET others_cents = :cents WHERE id = :id", {"id": claim_id, "cents": others_cents})

    def expect(self, claim_id: int, expected: Iterable[tuple[int, int | None]]) -> None:
        """What the contract says of each line."""
        self._sql.many(
            "UPDATE claim_line SET expected_cents = :cents WHERE claim_id = :claim AND position = :position",
            [{"claim": claim_id, "position": position, "cents": cents} for position, cents in expected],
        )

    def add_contact(self, contact: ClaimContact, by: int, operation_id: str, before: Before | None = None) -> int:
        """Enter what was said or done; its id. The contact's own ``id`` and ``by`` are ignored.

        With ``before`` it can be taken back: what of the claim it changed, as that was.
        """
        return self._sql.add(
            "INSERT INTO claim_contact (claim_id, at, collector_id, outcome, spoke_with, reference, note, next_on, "
            "day, status, before, operation_id) VALUES (:claim_id, :at, :person, :outcome, :spoke_with, :reference, "
            ":note, :next_on, :day, :status, :before, :operation)",
            contact._asdict()
            | {
                "at": instant(contact.at),
                "next_on": day_or_none(contact.next_on),
                "day": day_or_none(contact.day),
                "person": by,
                "before": None if before is None else json.dumps(before, ensure_ascii=False),
                "operation": operation_id,
            },
        )

    # -- working them ---------------------------------------------------------------------------------------------

    def best(
        self,
        who: Seen | None,
        me: int,
        now: datetime,
        today: date,
        *,
        client_id: int | None = None,
        payer_id: int | None = None,
        but: int = 0,
        closed: Sequence[int] = (),
    ) -> int | None:
        """The claim that ranks first of those that are due and that nobody else has; None for none.

        Those that are to be asked about with a payer that is ``closed`` (their ids) come last.

        On a server it is locked, and those that others are just being given are passed over.
        """
        also, params = seen(who)
        also += "" if client_id is None else " AND c.client_id = :client"
        also += "" if payer_id is None else " AND c.payer_id = :payer"
        told: dict[str, object] = {"me": me, "now": instant(now), "client": client_id, "payer": payer_id, "but": but}
        told["closed"] = Ids(closed)
        found: int | None = self._sql.value(
            PICK[self._sql.engine].format(seen=through(who), also=also), told | bounds(today) | params
        )
        return found

    def first_due(
        self, who: Seen | None, today: date, *, client_id: int | None = None, payer_id: int | None = None
    ) -> date | None:
        """The day on which the next claim is due that is not yet."""
        also, params = seen(who)
        also += "" if client_id is None else " AND c.client_id = :client"
        also += "" if payer_id is None else " AND c.payer_id = :payer"
        day = self._sql.value(
            f"SELECT c.next_on FROM claim c{through(who)} AND c.next_on > :today{also} ORDER BY c.next_on LIMIT 1",
            {"today": today.isoformat(), "client": client_id, "payer": payer_id} | params,
        )
        return to_day_or_none(day)

    def take(self, claim_id: int, me: int, until: datetime) -> None:
        """Let somebody have a claim for a while; what they had before is given back."""
        self.leave_all(me)
        self._sql.run(
            "UPDATE claim SET taken_by = :me, taken_until = :until WHERE id = :id",
            {"id": claim_id, "me": me, "until": instant(until)},
        )

    def leave(self, me: int, claim_id: int) -> bool:
        """Give a claim back that somebody has; whether they had it."""
        changed = self._sql.run(
            "UPDATE claim SET taken_by = NULL, taken_until = NULL WHERE id = :id AND taken_by = :me",
            {"id": claim_id, "me": me},
        )
        return changed > 0

    def leave_all(self, me: int) -> None:
        """Give everything back that somebody has."""
        self._sql.run("UPDATE claim SET taken_by = NULL, taken_until = NULL WHERE taken_by = :me", {"me": me})

    def keep(self, me: int, now: datetime, until: datetime) -> None:
        """Let somebody have for longer what they have now."""
        self._sql.run(
            "UPDATE claim SET taken_until = :until WHERE taken_by = :me AND taken_until > :now",
            {"me": me, "now": instant(now), "until": instant(until)},
        )

    def has(self, me: int, claim_id: int, now: datetime) -> bool:
        """Whether somebody has a claim at this moment."""
        row = self._sql.one(
            "SELECT 1 FROM claim WHERE id = :id AND taken_by = :me AND taken_until > :now",
            {"id": claim_id, "me": me, "now": instant(now)},
        )
        return row is not None

    # -- what the patient is asked for ----------------------------------------------------------------------------

    def waiting(self, accounts: Iterable[int]) -> list[Waiting]:
        """Those of some accounts that have a claim which is open, or are held for one; for most there is none."""
        found: dict[int, Waiting] = {}
        invoices: dict[tuple[int, int], tuple[int, int]] = {}
        for account, balance, status, disputed, is_open, here, claim, waits, invoice, hold, number in self._sql.all(
            _WAITING, {"ids": Ids(sorted(set(accounts)))}
        ):
            one = found.get(account) or Waiting(account, balance, status, disputed, 0, (), None, number)
            found[account] = one._replace(claims=(*one.claims, claim), hold_id=one.hold_id or hold)
            asked = max(0, is_open - min(max(0, is_open), here))
            invoices[account, invoice] = (asked, invoices.get((account, invoice), (0, 0))[1] + waits)
        for (account, _), (asked, waits) in invoices.items():
            found[account] = found[account]._replace(pending_cents=found[account].pending_cents + min(asked, waits))
        return list(found.values())

    def concerned(self, first: int, last: int) -> list[int]:
        """The accounts of a span that have a claim which is open, or are held for one."""
        rows = self._sql.all(
            "SELECT DISTINCT account_id FROM claim WHERE account_id BETWEEN :first AND :last "
            "AND (status NOT IN ('paid', 'closed') OR hold_id IS NOT NULL)",
            {"first": first, "last": last},
        )
        return [row[0] for row in rows]

    def hold(self, account_id: int, claims: Sequence[int], note: str, now: datetime) -> None:
        """Hold an account for its claims until that is over; a hold of the kind that is there already does it too."""
        there = self._sql.value(
            "SELECT min(id) FROM hold WHERE account_id = :account AND kind = 'claim' AND lifted_at IS NULL",
            {"account": account_id},
        )
        if there is None:
            there = self._sql.add(
                "INSERT INTO hold (account_id, kind, note, since) VALUES (:account, 'claim', :note, :now)",
                {"account": account_id, "note": note, "now": instant(now)},
            )
        else:
            self._sql.run("UPDATE hold SET until = NULL WHERE id = :id", {"id": there})
        self._sql.run(
            "UPDATE claim SET hold_id = :hold WHERE id IN (SELECT value FROM json_each(:ids))",
            {"hold": there, "ids": Ids(claims)},
        )

    def lift(self, hold_id: int, now: datetime) -> None:
        """End the hold of an account's claims."""
        self._sql.run("UPDATE hold SET lifted_at = :now WHERE id = :id", {"id": hold_id, "now": instant(now)})
        # Those of the account alone: there is no index of holds, and none is needed.
        self._sql.run(
            "UPDATE claim SET hold_id = NULL WHERE account_id = (SELECT account_id FROM hold WHERE id = :id) "
            "AND hold_id = :id",
            {"id": hold_id},
        )
