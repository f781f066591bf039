"""The work on claims: the next one, lists of them, and everything about one."""

from __future__ import annotations

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.claim_rank import why
from collections_tui.domain.insurance.claims import claim_id, deadline, outstanding, pending, underpaid
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.records import Account
from collections_tui.domain.text import clean
from collections_tui.services.claim_parts import LISTS, claim_of, line_answers, refusal_of
from collections_tui.services.claim_views import ClaimCount, ClaimQuery, ClaimRow, ClaimView, NoClaim, When
from collections_tui.services.desk import Desk
from collections_tui.services.payers import answers_at, answers_now, closed_now, payer_named
from collections_tui.services.permissions import allowed
from collections_tui.services.scope import account_of, client_named, seen_by, sees
from collections_tui.store.subjects.claims import NamedClaim
from collections_tui.store.transaction import Transaction

MOST = 10_000  # that one list shows


def next_claim(desk: Desk, *, client: str = "", payer: str = "", leave: int = 0) -> ClaimView | NoClaim:
    """Claim the claim that ranks first of those that are due: nobody else is given it as long as I work on it.

    Where the insurer is to be called and does not answer at this moment, it comes behind all others.

    Who asks again gets the same, until something is recorded about it. It is given back by itself after a while, like
    an account.

    Args:
        desk: who works.
        client: only those of this client, by its code.
        payer: only those of this insurer, by its code.
        leave: the id of a claim that is given back, and not this one again.

    Raises:
        Refused: no permission, no such client or insurer.
    """
    desk.permit("work claims")
    now, today = desk.now(), desk.today()
    with desk.store.write() as tx:
        who = seen_by(tx, desk)
        client_id, payer_id = _client(tx, desk, client), _payer(tx, payer)
        if leave:
            tx.claims.leave(desk.person.id, leave)
        best = tx.claims.best(
            who, desk.person.id, now, today, client_id=client_id, payer_id=payer_id, but=leave,
            closed=closed_now(tx, desk),
        )  # fmt: skip
        if best is None:
            first = tx.claims.first_due(who, today, client_id=client_id, payer_id=payer_id)
            return NoClaim("No claim is due that nobody else has.", first)
        tx.claims.take(best, desk.person.id, now + desk.claims_last)
        desk.note(tx, "take claim", tx.claims.account_of(best), f"C{best}", about=f"claim {best}")
    # Only now: whoever changes a claim has its account first, and would wait for this claim, and this for the account.
    with desk.store.read() as tx:
        return _view(tx, desk, best, diagnoses=False)


def take(desk: Desk, claim_id: int) -> ClaimView:
    """Open a claim to work on it: it is mine for a while, unless somebody else has it or nothing is left to do.

    Args:
        desk: who opens it; who may only look at claims takes none.
        claim_id: which.

    Raises:
        Refused: no permission, or no such claim.
        NotPermitted: its account is none that they may see.
    """
    desk.permit("see")
    if allowed("work claims", desk.person.roles):
        renew(desk, claim_id)
    return view(desk, claim_id)


def renew(desk: Desk, claim_id: int) -> bool:
    """Have a claim for a while longer, or from now on; whether it is mine then.

    Raises:
        Refused: no permission, or no such claim.
        NotPermitted: its account is none that they may see.
    """
    desk.permit("work claims")
    now = desk.now()
    with desk.store.write() as tx:
        claim, _ = claim_of(tx, desk, claim_id)
        mine = claim.taken_by == desk.person.login
        theirs = not mine and claim.taken_until is not None and claim.taken_until > now
        if theirs or claim.status == "closed":
            return False
        if not (mine and claim.taken_until is not None and claim.taken_until > now):
            desk.note(tx, "take claim", claim.account_id, claim.name, about=f"claim {claim_id}")
        tx.claims.take(claim_id, desk.person.id, now + desk.claims_last)
    return True


def leave(desk: Desk, claim_id: int) -> str:
    """Give a claim back as it was, if I have it; a sentence.

    Raises:
        Refused: no permission, or no such claim.
    """
    desk.permit("work claims")
    with desk.store.write() as tx:
        claim, _ = claim_of(tx, desk, claim_id)
        mine = tx.claims.leave(desk.person.id, claim_id)
    return f"{claim.name} is given back." if mine else f"{claim.name} was not yours."


def view(desk: Desk, claim_id: int, *, diagnoses: bool = False) -> ClaimView:
    """A claim with its lines, its log and the names around it.

    Args:
        desk: who looks; it is entered in the audit.
        claim_id: which.
        diagnoses: with its diagnoses, for those who need them.

    Raises:
        Refused: no permission, or no such claim.
        NotPermitted: its account is none that they may see, or diagnoses are not for them.
    """
    desk.permit("see")
    if diagnoses:
        desk.permit("see diagnoses")
    with desk.store.read() as tx:
        found = _view(tx, desk, claim_id, diagnoses=diagnoses)
    desk.looked(found.claim.account_id, "view diagnoses" if diagnoses else "view")
    return found


def find(desk: Desk, text: str) -> int:
    """The id of a claim, written ``C12``, or by a number: ours, the insurer's, the reference number of a call.

    Raises:
        Refused: there is none, or more than one.
        NotPermitted: it is none that they may see.
    """
    desk.permit("see")
    known, shown = claim_id(text), clean(text.strip())[:40]
    with desk.store.read() as tx:
        if known is not None and tx.claims.account_of(known) is not None:
            claim_of(tx, desk, known)
            return known
        found = [one for one in map(tx.claims.get, tx.claims.ids_of_number(text.strip())) if one is not None]
        if desk.person.scope and found:
            seen = [one for one in found if _sees(tx, desk, one.account_id)]
            if not seen:
                account_of(tx, desk, found[0].account_id)
            found = seen
    if not found:
        raise Refused(f"There is no claim {shown}: {LISTS}.")
    found = [one for one in found if one.status != "closed"] or found
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:5])
        raise Refused(f"{len(found)} claims have the number {shown}: say which ({names}).")
    return found[0].id


def listed(desk: Desk, query: ClaimQuery) -> list[ClaimRow]:
    """Claims: those that are due as they rank, then what waits, by its day, what is over last.

    Raises:
        Refused: no permission, no such client, insurer or account, or far too many at once.
        NotPermitted: a client or an account that they may not see.
    """
    desk.permit("see")
    if not 0 < query.limit <= MOST:
        raise Refused(f"A list has 1 to {MOST:,} lines: ask for fewer.")
    with desk.store.read() as tx:
        who = seen_by(tx, desk)
        if query.account_id is not None:
            account_of(tx, desk, query.account_id)
            who = None
        rows = tx.claims.listed(
            who, desk.today(), account_id=query.account_id, client_id=_client(tx, desk, query.client),
            payer_id=_payer(tx, query.payer), status=query.status, when=query.when, limit=query.limit,
            closed=closed_now(tx, desk),
        )  # fmt: skip
    if query.account_id is not None:
        desk.looked(query.account_id)
    return [_row(one, desk) for one in rows]


def counts(desk: Desk, *, client: str = "", payer: str = "") -> dict[When, ClaimCount]:
    """How many claims each part of the work has: due, waiting, over; with what is asked of insurers for them.

    Raises:
        Refused: no permission, no such client or insurer.
        NotPermitted: a client that they may not see.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found = tx.claim_figures.counts(
            seen_by(tx, desk), desk.today(), client_id=_client(tx, desk, client), payer_id=_payer(tx, payer)
        )
    parts: tuple[When, ...] = ("due", "waiting", "over")
    return {
        part: ClaimCount(
            sum(claims for (when, _), (claims, _) in found.items() if when == part),
            {currency: cents for (when, currency), (_, cents) in found.items() if when == part and cents},
        )
        for part in parts
    }


def _row(one: NamedClaim, desk: Desk) -> ClaimRow:
    claim = _shown(one.claim, desk)
    return ClaimRow(
        claim, one.account, one.client, one.customer, one.invoice, one.currency, deadline(claim), outstanding(claim),
        one.score if claim.next_on is not None else 0, answers_now(claim.payer, desk),
    )  # fmt: skip


def _shown(claim: Claim, desk: Desk) -> Claim:
    """A claim as it is handed out: without diagnoses, and had by nobody whose time is over."""
    claim = claim._replace(diagnoses=())
    over = claim.taken_until is not None and claim.taken_until <= desk.now()
    return claim._replace(taken_by="", taken_until=None) if over else claim


def _view(tx: Transaction, desk: Desk, number: int, *, diagnoses: bool) -> ClaimView:
    claim, account = claim_of(tx, desk, number)
    invoice = tx.invoices.get(claim.invoice_id)
    assert invoice is not None, "invoices are voided, and never taken away"
    asked = 0 if invoice.disputed else invoice.open_cents - invoice.disputed_cents
    lines = tuple(tx.claims.lines(number))
    return ClaimView(
        _shown(claim, desk),
        lines,
        tuple(tx.claims.contacts(number)),
        account.number,
        tx.clients.get(account.client_id),
        tx.accounts.customer(account.customer_id),
        invoice.number,
        account.currency,
        None if claim.coverage_id is None else tx.coverages.get(claim.coverage_id),
        deadline(claim),
        outstanding(claim),
        pending(asked, tuple(tx.claims.of_invoice(claim.invoice_id))),
        underpaid(claim),
        why(claim, desk.today(), account.currency),
        answers_now(claim.payer, desk),
        answers_at(claim.payer, desk),
        claim.diagnoses if diagnoses else None,
        tuple(line_answers(tx, claim, lines, desk)),
        refusal_of(claim, desk),
    )


def _sees(tx: Transaction, desk: Desk, account_id: int) -> bool:
    account: Account | None = tx.accounts.get(account_id)
    return account is not None and sees(tx, desk, account)


def _client(tx: Transaction, desk: Desk, code: str) -> int | None:
    return client_named(tx, desk, code).id if code else None


def _payer(tx: Transaction, code: str) -> int | None:
    return payer_named(tx, code).id if code else None
