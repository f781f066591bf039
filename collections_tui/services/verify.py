"""Verifying bills: a draft before it is issued, an invoice that is disputed, everything that is open.

What is looked at is put together in ``bill_facts``, and judged in ``domain/billing/checks.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from collections_tui.domain.billing.checks import errors, examine, unanswered
from collections_tui.domain.billing.records import BillDraft, Finding
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Account
from collections_tui.domain.text import clean
from collections_tui.services.bill_facts import Lists, Looked, of_draft, of_invoice, of_span
from collections_tui.services.desk import Desk
from collections_tui.services.free_text import checked
from collections_tui.services.invoice_parts import draft_of, refuse_over
from collections_tui.services.scope import account_of, refuse_client, seen_by
from collections_tui.store.subjects.checked import Which
from collections_tui.store.transaction import Transaction

AT_ONCE = 2_000
"""Of so many customers the bills are looked at together."""
LONGEST_WORD = 200
_TOLD = 12  # findings on one invoice that a note on the timeline names one by one


class BillReport(NamedTuple):
    """What was found on a bill. One of the two ids is None; ``accepted`` are the words to its warnings, by check.

    ``sentence`` says what came of it.
    """

    bill: str
    account: str
    account_id: int
    client: str
    currency: str
    findings: tuple[Finding, ...]
    invoice_id: int | None = None
    draft_id: int | None = None
    accepted: tuple[tuple[str, str], ...] = ()
    verified: bool = False
    disputed: bool = False
    sentence: str = ""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those with which a bill cannot be issued."""
        return errors(self.findings)

    @property
    def unanswered(self) -> tuple[Finding, ...]:
        """The warnings that nobody has accepted."""
        return unanswered(self.findings, dict(self.accepted))


class Tally(NamedTuple):
    """What was found on very many bills: ``by_check`` tells on how many of them each check found something."""

    checked: int
    wrong: int
    errors: int
    warnings: int
    by_check: tuple[tuple[str, int], ...]


class Answered(NamedTuple):
    """What was found on the disputed invoices of an account, as it stands on the timeline now."""

    account: str
    reports: tuple[BillReport, ...]
    text: str


# -- one draft --------------------------------------------------------------------------------------------------------


def check_draft(desk: Desk, draft_id: int) -> BillReport:
    """What is wrong with a draft, or may be, as it stands. Nothing is changed by it.

    Raises:
        Refused: no permission, or no such draft.
        ConfigError: the client's file is wrong.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        draft, account = draft_of(tx, desk, draft_id)
        found = _report(of_draft(tx, desk, draft), draft)
    desk.looked(account.id)
    return found


def verify(desk: Desk, draft_id: int) -> BillReport:
    """Check a draft, and keep that it was verified if nothing is wrong and every warning has its word.

    Raises:
        Refused: no permission, or a draft that is not there or is over.
        ConfigError: the client's file is wrong.
    """
    return _verify(desk, draft_id, {})


def accept(desk: Desk, draft_id: int, why: Mapping[str, str]) -> BillReport:
    """Say why a draft is right though checks warn, by the ids of these; it is verified once none is left.

    Words that were given before stand, until the draft is changed.

    Raises:
        Refused: no permission, a draft that is not there or is over, no word, or a check that does not warn of it.
        ConfigError: the client's file is wrong.
    """
    desk.permit("prepare invoices")
    if not why:
        raise Refused("Say which warning is accepted, and why.")
    return _verify(desk, draft_id, {check: _word(check, text) for check, text in why.items()})


def _verify(desk: Desk, draft_id: int, why: Mapping[str, str]) -> BillReport:
    desk.permit("prepare invoices")
    with desk.store.write() as tx:
        draft, account = draft_of(tx, desk, draft_id)
        refuse_over(tx, draft)
        looked = of_draft(tx, desk, draft)
        found = _report(looked, draft)
        for check in why:
            _refuse_strange(draft, check, found)
        standing = {check: text for check, text in draft.accepted if check in {one.check for one in found.findings}}
        found = found._replace(accepted=tuple((standing | dict(why)).items()))
        verified = not found.errors and not found.unanswered
        if verified:
            tx.bill_drafts.verify(draft_id, desk.person.id, desk.now(), found.accepted)
        elif dict(found.accepted) != dict(draft.accepted):
            tx.bill_drafts.accept(draft_id, found.accepted)
        what = ", ".join(sorted({one.check for one in found.findings})) or "nothing is wrong"
        desk.note(
            tx, "verify invoice", account.id, f"{draft.number}: {what}", about=f"draft {draft_id}",
            before={"accepted": dict(draft.accepted)}, after={"accepted": dict(found.accepted), "verified": verified},
        )  # fmt: skip
        return found._replace(verified=verified, sentence=_came_of(found, verified))


def _word(check: str, text: str) -> str:
    word = checked(text)
    if not word:
        raise Refused(f"Say in a word why {clean(check)[:40]} is accepted.")
    if len(word) > LONGEST_WORD:
        raise Refused(f"Why a warning is accepted is at most {LONGEST_WORD} characters: make it shorter.")
    return word


def _refuse_strange(draft: BillDraft, check: str, found: BillReport) -> None:
    """Pass if a check warns of a draft, so that somebody can accept it."""
    warns = sorted({one.check for one in found.findings if one.severity == "warning"})
    if check in warns:
        return
    shown = clean(check)[:40]
    error = next((one for one in found.errors if one.check == check), None)
    if error is not None:
        raise Refused(f"{shown} is an error, and nobody can accept it: {error.sentence} {error.do}")
    close = get_close_matches(check, warns, 1)
    have = (
        f"{close[0]} does" if close else f"{', '.join(warns)} do" if warns[1:] else f"{warns[0]} does" if warns else ""
    )
    raise Refused(f"{shown} does not warn of {draft.number}{f': {have}' if have else ', and nothing else does'}.")


def _came_of(found: BillReport, verified: bool) -> str:
    if verified:
        words = f", with {_many(len(found.accepted), 'warning')} accepted" if found.accepted else ""
        return f"{found.bill} is verified{words}: it can be issued."
    if found.errors:
        return f"{found.bill} cannot be issued: {_counts(found.findings)}."
    names = ", ".join(dict.fromkeys(one.check for one in found.unanswered))
    return f"{found.bill} can be issued once there is a word to {names}: invoice accept {found.bill} --warning ID."


# -- invoices ---------------------------------------------------------------------------------------------------------


def check_invoice(desk: Desk, invoice_id: int) -> BillReport:
    """What is wrong with an invoice that was issued, here or elsewhere. Nothing is changed by it.

    Raises:
        Refused: no permission, or no such invoice.
        NotPermitted: its account is none that they may see.
        ConfigError: the client's file is wrong.
    """
    desk.permit("see")
    with desk.store.read() as tx:
        found = _invoice(tx, desk, invoice_id)
    desk.looked(found.account_id)
    return found


def answer_dispute(desk: Desk, account_id: int, invoice_id: int | None = None) -> Answered:
    """Check what is disputed on an account, and put the answer on its timeline.

    Args:
        desk: who does it.
        account_id: where.
        invoice_id: which invoice; None for those that are disputed, or, where the debt is and no invoice by itself,
            all that are open.

    Raises:
        Refused: no permission, no such account, or nothing on it is disputed.
        ConfigError: the client's file is wrong.
    """
    desk.permit("work")
    with desk.store.write() as tx:
        account = account_of(tx, desk, account_id)
        reports = tuple(_invoice(tx, desk, one) for one in _disputed(tx, account, invoice_id))
        text = "\n".join(_answer(one) for one in reports)
        tx.accounts.add_note(account_id, desk.person.id, desk.now(), text)
        desk.note(
            tx, "verify invoice", account_id, ", ".join(one.bill for one in reports)[:200], after={"text": text},
        )  # fmt: skip
        return Answered(account.number, reports, text)


def _invoice(tx: Transaction, desk: Desk, invoice_id: int) -> BillReport:
    invoice = tx.invoices.get(invoice_id)
    if invoice is None:
        raise Refused("That invoice does not exist: look for it again.")
    made = tx.invoices.made(invoice_id)
    if invoice.status == "void" or (made is not None and made.kind != "invoice"):
        what = "was voided" if invoice.status == "void" else "is a credit note"
        raise Refused(f"{invoice.number} {what}: nothing is asked for by it any more.")
    found = _report(of_invoice(tx, desk, invoice_id, invoice.account_id))
    return found._replace(sentence=f"Invoice {found.bill} was verified: {_counts(found.findings)}.")


def _disputed(tx: Transaction, account: Account, invoice_id: int | None) -> list[int]:
    every = [one for one in tx.accounts.invoices(account.id) if one.status != "void"]
    if invoice_id is not None:
        found = [one for one in every if one.id == invoice_id]
        if not found:
            raise Refused(f"That invoice is not on {account.number}, or was voided: look at the account again.")
        return [invoice_id]
    disputed = [one.id for one in every if one.disputed or one.disputed_cents]
    if disputed:
        return disputed
    holds = any(one.kind == "dispute" for one in tx.accounts.holds(account.id))
    found = [one for one in every if one.open_cents > 0] if holds or account.disputed else []
    if not found:
        raise Refused(f"Nothing on {account.number} is disputed: name the invoice that is to be verified.")
    return [one.id for one in found]


def _answer(report: BillReport) -> str:
    """A report as a note has it."""
    lines = [report.sentence]
    for one in report.findings[:_TOLD]:
        lines.append(f"{one.severity.capitalize()}: {one.sentence} {one.do}")
    if report.findings[_TOLD:]:
        lines.append(f"And {len(report.findings) - _TOLD} more: invoice verify {report.bill}.")
    return "\n".join(lines)


# -- everything -------------------------------------------------------------------------------------------------------


def check_open(
    desk: Desk,
    client: str = "",
    tell: Callable[[BillReport], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Tally:
    """Check every invoice that is open and every draft that the person may see, at one moment of the database.

    Warnings that somebody has accepted do not count.

    Args:
        desk: who asks.
        client: only the bills of the client of this code; '' for all.
        tell: told of each bill with which something is wrong, one after the other.
        progress: told how many customers are done, and how many there are.

    Raises:
        Refused: no permission, or no such client.
        NotPermitted: a client whose accounts they may not see.
        ConfigError: a client's file is wrong.
    """
    desk.permit("see")
    counts: dict[str, int] = {}
    bills = wrong = grave = light = 0
    with desk.store.read() as tx:
        client_id = _client(tx, desk, client)
        who, lists = seen_by(tx, desk), Lists(tx, desk, whole=True)
        drafts = tx.checked.drafts(client_id, who)
        total, done = tx.checked.customers() if progress is not None else 0, 0
        for first, last in tx.checked.spans(AT_ONCE):
            which = Which(first, last, client_id, who=who)
            theirs = [draft for one in drafts if first <= one <= last for draft in drafts[one]]
            in_hand = tx.bill_drafts.many(theirs) if theirs else ()
            for looked in of_span(tx, desk, which, lists, in_hand):
                bills += 1
                findings = examine(looked.bill, looked.around, looked.book)
                if not findings:
                    continue
                report = _told(looked, findings)
                left = (*report.errors, *report.unanswered)
                if not left:
                    continue
                wrong += 1
                for check in {one.check for one in left}:
                    counts[check] = counts.get(check, 0) + 1
                grave, light = grave + len(report.errors), light + len(report.unanswered)
                if tell is not None:
                    tell(report)
            done += AT_ONCE
            if progress is not None:
                progress(min(done, total), total)
    return Tally(bills, wrong, grave, light, tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0]))))


def _client(tx: Transaction, desk: Desk, code: str) -> int | None:
    if not code:
        return None
    client = tx.clients.by_code(code.strip())
    if client is None:
        raise Refused(f"There is no client {clean(code)[:32]}: `collections-tui clients` lists them.")
    refuse_client(desk, client.id, client.code)
    return client.id


# -- what is answered -------------------------------------------------------------------------------------------------


def _report(looked: Looked, draft: BillDraft | None = None) -> BillReport:
    found = _told(looked, examine(looked.bill, looked.around, looked.book))
    verified = draft is not None and draft.verified_at is not None
    if draft is None:
        return found
    return found._replace(verified=verified, sentence=f"{found.bill} was checked: {_counts(found.findings)}.")


def _told(looked: Looked, findings: tuple[Finding, ...]) -> BillReport:
    account = looked.account
    return BillReport(
        looked.bill.name, account.number, account.id, looked.client, account.currency, findings,
        looked.invoice_id, looked.draft_id, looked.accepted, False, looked.disputed,
    )  # fmt: skip


def _counts(findings: tuple[Finding, ...]) -> str:
    """How much there is in words: ``1 error and 2 warnings``."""
    grave = len(errors(findings))
    parts = [_many(number, name) for number, name in ((grave, "error"), (len(findings) - grave, "warning")) if number]
    return " and ".join(parts) or "nothing is wrong with it"


def _many(number: int, name: str) -> str:
    return f"{number} {name}{'s' if number != 1 else ''}"
