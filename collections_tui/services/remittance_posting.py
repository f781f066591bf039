"""What follows in the ledger from what an insurer says of a claim, within a transaction that somebody else has begun.

What was paid and what was taken off by contract are entries of their own on the invoice. The patient's share stays
owed, and so does what was refused, which is worked on. Refuses to ask who may.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from collections_tui.domain.insurance.claims import Answer
from collections_tui.domain.insurance.codes import CodeBook
from collections_tui.domain.insurance.posted import KeptClaim
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.insurance.remittance import ClaimPayment
from collections_tui.domain.insurance.shares import (
    BY_CONTRACT,
    INFORMATION,
    REVERSAL,
    Shares,
    beside_others,
    reduced,
    shares_of,
    told,
    whose,
)
from collections_tui.domain.ledger import Part
from collections_tui.services.booking import take_back
from collections_tui.services.claim_answers import apply_remittance, forget_remittance, settle_claims
from collections_tui.services.claim_from_answer import claim_from_answer, known_by
from collections_tui.services.claim_parts import counting_answers
from collections_tui.services.desk import Desk
from collections_tui.services.remittance_entries import WHAT, entered_by, made_by, operation, owed_on, turn_of
from collections_tui.services.remittance_matching import RANKS, Nowhere, Where
from collections_tui.services.remittance_written_off import recover, write_off_again
from collections_tui.store.subjects.ledger import NewEntries
from collections_tui.store.transaction import Transaction

_LONGEST = 200


class Source(NamedTuple):
    """The remittance that something comes from: whose, and as far as entries tell of it. ``on`` is the day they count
    from, ``code`` an id that the insurer goes by, ``payer_id`` which of ours it is, None where none of them.
    """

    payer: str
    code: str
    payer_id: int | None
    trace: str
    on: date
    currency: str


class Posted(NamedTuple):
    """What became of a claim: where it is, whose the money is, and words for both."""

    where: Where | None
    shares: Shares
    words: str


class Poster:
    """Posts claims, one after the other; ``finish`` brings in step what is kept of their accounts."""

    def __init__(self, tx: Transaction, desk: Desk, now: datetime) -> None:
        self._tx, self._desk, self._now = tx, desk, now
        self._touched: set[int] = set()
        self._claims: dict[int, Claim] = {}
        self._payers = {payer.id: payer for payer in tx.payers.every()}
        self._agreed = tx.fees.payers()
        self._asked: set[int] = set()  # invoices of which a claim was made of an answer just now

    def post(
        self, row_id: int, source: Source, claim: ClaimPayment, where: Where, *, by_hand: bool = False
    ) -> Posted | Nowhere:
        """Enter what an insurer decided on an invoice; not, unless ``by_hand``, where it seems to be decided again."""
        shares = shares_of(claim, self._desk.books.codes)
        said = self._tx.remittances.on_invoice(where.invoice_id)
        owed = owed_on(self._tx, where, said)
        others = [one for one in counting_answers(said) if not _said_by(one, source, claim)]
        shares = beside_others(
            shares, claim, self._desk.books.codes, owed.paid, owed.written, others=bool(others) and not _first(claim)
        )
        if _first(claim):  # whoever pays after it has answered before
            twice = min(max(0, shares.written), sum(max(0, one.shares.written) for one in others))
            shares = shares._replace(written=shares.written - twice, other=shares.other + twice)
        mine = [one for one in counting_answers(said) if _said_by(one, source, claim)]
        if mine and not by_hand and _is_duplicate(claim, shares, self._desk.books.codes):
            words = f"a duplicate of what {source.payer} has decided"
            self._aside(row_id, shares, words)
            return Posted(None, shares, words)
        if not by_hand and shares.paid + shares.written > 0:
            with_it = owed.paid + owed.written + shares.paid + shares.written
            before = self._decided_before(source, claim, where, said, with_it)
            if before is not None:
                return before
        where = self._as_claim(row_id, source, claim, where, shares)
        beyond = shares.paid + shares.written - max(0, owed.open)
        recovered = 0
        if beyond > 0:
            recovered = recover(
                self._tx, row_id, where, beyond, source.on, by=self._desk.person.id, payer=source.payer, now=self._now
            )
        first, rest, turn = None, owed.open + recovered, turn_of(self._tx, row_id)
        amounts = zip(WHAT, (shares.paid, shares.written), strict=True)
        for what, cents in sorted(amounts, key=lambda one: one[1] > 0):  # what adds is there for the rest to be put on
            if cents:
                new = self._entry(operation(row_id, turn, what), what, source, claim, cents)
                entry = self._tx.ledger.add(new, _laid_out(where, rest, cents), sign=-1 if cents > 0 else 1)
                first, rest = first or entry, rest - cents
        self._tx.remittances.put(
            row_id, shares, invoice_id=where.invoice_id, claim_id=where.claim_id, entry_id=first,
            now=self._now, by=self._desk.person.id,
        )  # fmt: skip
        self._done(row_id, source, claim, where, shares)
        return Posted(where, shares, told(shares, source.currency))

    def reverse(
        self, row_id: int, client_id: int, source: Source, claim: ClaimPayment, but: Collection[int] = ()
    ) -> Posted | Nowhere:
        """Take back what an earlier remittance brought (CLP02 22), but for some whose turn is still to come."""
        found = self._tx.remittances.reversible(client_id, claim)
        found = [one for one in found if one.id not in but and _said_by(one, source, claim)]
        # Of several with these amounts it is the one with just these reasons, else of the payer's own number.
        reasons = sorted(one._replace(cents=-one.cents) for one in claim.all_adjustments)
        found.sort(key=lambda one: (sorted(one.told.all_adjustments) != reasons, one.told.number != claim.number))
        if not found:
            return Nowhere("it takes back what is not here")
        old = found[0]
        shares = _negative(old.shares)
        where = None
        if old.settled_at is None or old.settled_as:
            words = "takes back what was never posted"
            if old.settled_at is None:
                self._aside(old.id, old.shares, f"taken back by {source.payer} before it was posted")
            self._aside(row_id, shares, words, reverses=old.id)
            return Posted(None, shares, words)
        # What somebody has reversed in the ledger, as a check that came back, stays so; the rest goes with it.
        entries = [] if old.entry_id is None else self._stands(old)
        assert old.invoice_id is not None, "it was posted"
        assert old.account_id is not None, "so its invoice has an account"
        where = Where(old.invoice_id, old.account_id, old.claim_id)
        reason = f"taken back by {source.payer}"
        first = self._take_back(entries, row_id, source, reason)
        self._write_off_again(old.id, source, where, reason)
        self._tx.remittances.put(
            row_id, shares, invoice_id=where.invoice_id, claim_id=where.claim_id, entry_id=first,
            reverses_id=old.id, now=self._now, by=self._desk.person.id,
        )  # fmt: skip
        if old.told.status not in INFORMATION:
            self._done(row_id, source, claim, where, shares)
        return Posted(where, shares, f"takes back {told(old.shares, source.currency)}")

    def undo(self, one: KeptClaim, source: Source, reason: str) -> bool:
        """Take back what was posted for a claim, so that it can be matched anew; False where somebody has reversed it.

        Its accounts must be brought in step afterwards.
        """
        entries = self._standing(one)
        if entries is None:
            return False
        self._take_back(entries, one.id, source, reason)
        if one.invoice_id is not None and one.account_id is not None:
            where = Where(one.invoice_id, one.account_id, one.claim_id)
            self._write_off_again(one.id, source, where, reason)
            self._touched.add(where.account_id)
            self._forget(one, source, reason)
        return True

    def finish(self) -> None:
        """Bring in step what is kept of the accounts whose money has changed, and lift holds that are over."""
        settle_claims(self._tx, self._desk, self._touched, self._claims.values(), self._now)

    def _decided_before(
        self, source: Source, claim: ClaimPayment, where: Where, said: Sequence[KeptClaim], cents: int
    ) -> Nowhere | None:
        """Why something seems to be decided again; ``cents`` is what insurers would have paid and taken off with it."""
        invoice = self._tx.invoices.get(where.invoice_id)
        if invoice is None:
            return None
        if cents > invoice.amount_cents:
            return Nowhere(f"with what insurers paid and took off before it is more than invoice {invoice.number}")
        charged = claim.charge_cents
        for one in said:
            alike = _said_by(one, source, claim) and RANKS.get(one.told.status) == RANKS.get(claim.status)
            if alike and any(each.reversed_by is None for each in entered_by(self._tx, one)):
                charged += one.told.charge_cents
        if charged > invoice.amount_cents:
            return Nowhere(f"{source.payer} paid of invoice {invoice.number} before, and has not taken that back")
        return None

    # -- parts ------------------------------------------------------------------------------------------------------

    def _entry(self, operation: str, what: str, source: Source, claim: ClaimPayment, cents: int) -> NewEntries:
        head = (source.on, self._now, self._desk.person.id, operation)
        reference = f"{source.trace} {source.payer}"[:_LONGEST]
        if what == "paid" and cents > 0:
            return NewEntries("payment", *head, "insurer", reference)
        if what == "paid":
            return NewEntries("adjustment", *head, "", reference, f"taken back by {source.payer}"[:_LONGEST])
        book = self._desk.books.codes
        reasons = dict.fromkeys(
            f"{one.group} {one.reason}" for one in claim.all_adjustments if whose(one, book) == "written"
        )
        words = f"{BY_CONTRACT}{source.payer} ({', '.join(reasons)})"
        return NewEntries("adjustment", *head, "", reference, words[:_LONGEST])

    def _standing(self, one: KeptClaim) -> list[int] | None:
        """The first entries that a claim made and that stand; None where its payment, or all of it, has been reversed.

        What a contract took off goes with an invoice that is voided, and the payment stays.
        """
        if one.entry_id is None:
            return []
        made, stands = made_by(self._tx, one.id), self._stands(one)
        gone = "paid" in made and made["paid"].reversed_by is not None
        return None if gone or (made and not stands) else stands

    def _stands(self, one: KeptClaim) -> list[int]:
        """The first entries that a claim made, and that nobody has reversed."""
        return [each.entry.id for each in made_by(self._tx, one.id).values() if each.reversed_by is None]

    def was_posted(self, row_id: int) -> bool:
        """Whether something that waits was posted before, and taken back by somebody."""
        return turn_of(self._tx, row_id) > 0 or self._turns(row_id) > 0

    def _take_back(self, entries: Sequence[int], row_id: int, source: Source, reason: str) -> int | None:
        first = None
        for entry in entries:
            entered = self._tx.ledger.get(entry)
            assert entered is not None, "it was found just now"
            taken = take_back(
                self._tx, self._desk, entered, on=max(source.on, entered.entry.on), reason=reason[:_LONGEST],
                operation_id=f"remittance-{row_id}-back-{entry}", now=self._now,
            )  # fmt: skip
            first = first or taken.entry_id
            self._touched |= {part.entry.account_id for part in taken.entries}
        return first

    def _write_off_again(self, row_id: int, source: Source, where: Where, reason: str) -> None:
        person = self._desk.person.id
        write_off_again(self._tx, row_id, where, source.on, by=person, reason=reason, now=self._now)

    def _aside(self, row_id: int, shares: Shares, words: str, reverses: int | None = None) -> None:
        self._tx.remittances.put(
            row_id, shares, invoice_id=None, claim_id=None, entry_id=None, reverses_id=reverses, words=words,
            now=self._now, by=self._desk.person.id,
        )  # fmt: skip

    def _done(self, row_id: int, source: Source, claim: ClaimPayment, where: Where, shares: Shares) -> None:
        self._touched.add(where.account_id)
        self._tell_claim(row_id, source, claim, where, shares)
        details = f"{source.payer}, {source.trace}: {told(shares, source.currency)}"
        self._desk.note(
            self._tx, "post remittance", where.account_id, details, about=f"remittance claim {row_id}",
            after=shares._asdict(),
        )  # fmt: skip

    def _tell_claim(self, row_id: int, source: Source, claim: ClaimPayment, where: Where, shares: Shares) -> None:
        """Let the claim that was made here know what the insurer decided; the one place where claims are told."""
        made = None if where.claim_id is None else self._tx.claims.get(where.claim_id)
        if made is None or claim.status in INFORMATION:
            return
        made = known_by(self._tx, made, claim) if claim.status != REVERSAL else made
        if made.expected_cents is not None:
            made = made._replace(
                expected_cents=made.expected_cents - reduced(claim.all_adjustments, self._desk.books.codes)
            )
        book, turn = self._desk.books.codes, self._turns(row_id)
        refused = dict.fromkeys(one.reason for one in claim.all_adjustments if whose(one, book) == "refused")
        self._claims[made.id] = apply_remittance(
            self._tx, self._desk, made, shares.paid, shares.written, shares.patient, shares.refused, claim.status,
            claim.number, source.on, charge_cents=shares.charge, codes=refused,
            operation_id=_told_by(row_id, turn), reference=source.trace,
        )  # fmt: skip

    def _as_claim(self, row_id: int, source: Source, claim: ClaimPayment, where: Where, shares: Shares) -> Where:
        """Where an answer belongs; with a claim made of it, if none was made before and it has to be worked on."""
        payer = self._payers.get(source.payer_id or 0)
        if where.claim_id is not None or payer is None or claim.status in INFORMATION:
            return where
        if shares.refused <= 0 and payer.id not in self._agreed and where.invoice_id not in self._asked:
            return where
        made_by = _claimed_by(row_id, self._turns(row_id))
        made = claim_from_answer(self._tx, self._desk, payer, claim, shares, where, made_by)
        if made is not None:
            self._asked.add(where.invoice_id)
        return where._replace(claim_id=made)

    def _forget(self, one: KeptClaim, source: Source, reason: str) -> None:
        """Let the claim that was made here be as if it had not been told."""
        made = None if one.claim_id is None else self._tx.claims.get(one.claim_id)
        if made is None or one.told.status in INFORMATION:
            return
        back, turn = _negative(one.shares), self._turns(one.id)
        answer = Answer(back.paid, back.written, back.patient, back.refused, REVERSAL, (), back.charge)
        self._claims[made.id] = forget_remittance(
            self._tx, self._desk, made, answer, one.told.number, said=_told_by(one.id, turn - 1),
            operation_id=_told_by(one.id, turn), reference=source.trace, reason=reason,
            made_by=_claimed_by(one.id, turn - 1),
        )  # fmt: skip

    def _turns(self, row_id: int) -> int:
        """How often a claim was told of an answer, or that it is taken back."""
        turn = 0
        while self._tx.claims.contact_of_operation(_told_by(row_id, turn)) is not None:
            turn += 1
        return turn


def _claimed_by(row_id: int, turn: int) -> str:
    """The operation that makes a claim of an answer."""
    return f"{_told_by(row_id, turn)}-claim"


def _told_by(row_id: int, turn: int) -> str:
    """The operation with which a claim is told of an answer: one that was taken back may be told again."""
    return f"remittance-{row_id}-{turn}"


def _first(claim: ClaimPayment) -> bool:
    """Whether it is the primary insurer's decision."""
    return RANKS.get(claim.status) == 1


def _is_duplicate(claim: ClaimPayment, shares: Shares, book: CodeBook) -> bool:
    """Whether all that an insurer says is that it was asked before."""
    kinds = {book.kind(one.reason) for one in claim.all_adjustments if whose(one, book) == "refused"}
    return kinds == {"duplicate"} and shares.paid == 0 and shares.refused > 0 and shares.patient == 0


def _laid_out(where: Where, open_cents: int, cents: int) -> list[Part]:
    """The parts of an amount: on its invoice as far as something is owed there, the rest is credit of the account.

    It is for this invoice and no other: what is too much belongs to whoever paid it before. What adds goes on it all.
    """
    if cents < 0:
        return [Part(where.account_id, where.invoice_id, -cents)]
    here = min(cents, max(0, open_cents))
    parts = [Part(where.account_id, where.invoice_id, here)] if here else []
    return [*parts, Part(where.account_id, None, cents - here)] if cents > here else parts


def _said_by(one: KeptClaim, source: Source, claim: ClaimPayment) -> bool:
    """Whether one insurer said both: by its name, an id of its, or the number that it gave the claim."""
    here = (one.payer, one.payer_code, one.payer_id, one.told.number)
    there = (source.payer, source.code, source.payer_id, claim.number)
    return any(mine and mine == theirs for mine, theirs in zip(here, there, strict=True))


def _negative(shares: Shares) -> Shares:
    return Shares(*(-cents for cents in shares))
