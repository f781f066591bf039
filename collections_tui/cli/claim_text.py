"""Claims in words and as JSON. Refuses to print: it hands back lines that are safe for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from collections_tui.cli.output import instant, table
from collections_tui.domain.billing.typed import say_quantity
from collections_tui.domain.insurance.claim_rank import amount_of, when_words
from collections_tui.domain.insurance.records import Claim
from collections_tui.domain.money import format_cents
from collections_tui.domain.phones import say_phone
from collections_tui.domain.text import clean
from collections_tui.services.claim_views import ClaimRow, ClaimView, NoClaim, Recorded
from collections_tui.services.claim_words import Explained

_ANSWER = (">paid", ">patient's", ">refused", ">too little")
TITLES = (
    "claim", "status", "insurer", "account", "customer", ">at stake", "service", "deadline", "next", ">rank", "what",
)  # fmt: skip


def claim_json(claim: Claim) -> dict[str, Any]:
    """A claim as programs read one, without what is around it and without diagnoses."""
    return {
        "claim": claim.name,
        "control": claim.control,
        "number": claim.number or None,
        "payer": claim.payer.code,
        "payer_name": claim.payer.name,
        "rank": claim.rank,
        "status": claim.status,
        "service_from": claim.service_from,
        "service_to": claim.service_to,
        "charge_cents": claim.charge_cents,
        "expected_cents": claim.expected_cents,
        "paid_cents": claim.paid_cents,
        "written_cents": claim.written_cents,
        "patient_cents": claim.patient_cents,
        "refused_cents": claim.refused_cents,
        "other_cents": claim.other_cents,
        "refusal": list(claim.refusal),
        "file_by": claim.file_by,
        "filed_on": claim.filed_on,
        "refused_on": claim.refused_on,
        "appeal_by": claim.appeal_by,
        "next_on": claim.next_on,
        "next_action": claim.next_action or None,
        "taken_by": claim.taken_by or None,
        "closed_at": instant(claim.closed_at),
        "closed_reason": claim.closed_reason or None,
    }


def recorded_json(done: Recorded) -> dict[str, Any]:
    """What was done to a claim."""
    return claim_json(done.claim) | {"sentence": done.sentence}


def explained_json(one: Explained) -> dict[str, Any]:
    """What an insurer did with an invoice, in plain words."""
    claim = one.claim
    return {
        "claim": None if claim is None else claim.name,
        "invoice": one.invoice,
        "payer_name": one.payer,
        "status": None if claim is None else claim.status,
        "patient_cents": one.patient_cents,
        "waits_cents": one.waits_cents,
        "sentences": list(one.sentences),
    }


def row_json(row: ClaimRow) -> dict[str, Any]:
    """One of a list."""
    around = {
        "account": row.account,
        "client": row.client,
        "customer": row.customer,
        "invoice": row.invoice,
        "currency": row.currency,
        "deadline": row.deadline,
        "outstanding_cents": row.outstanding_cents,
        "score": row.score,
        "answers": row.answers,
    }
    return claim_json(row.claim) | around


def row_cells(row: ClaimRow) -> tuple[object, ...]:
    """One line of a list, as ``TITLES`` has it."""
    claim = row.claim
    taken = f" ({claim.taken_by} has it)" if claim.taken_by else ""
    return (
        claim.name, claim.status, claim.payer.name, row.account, row.customer,
        format_cents(amount_of(claim), row.currency), claim.service_to, row.deadline or "", claim.next_on or "",
        row.score or "", f"{claim.next_action or claim.closed_reason}{taken}",
    )  # fmt: skip


def view_json(view: ClaimView | NoClaim) -> dict[str, Any]:
    """A claim with everything around it; why there is none where there is none."""
    if isinstance(view, NoClaim):
        return {"claim": None, "reason": view.reason, "next_on": view.next_on}
    payer, coverage = view.claim.payer, view.coverage
    found = claim_json(view.claim) | {
        "account": view.account,
        "client": view.client.code,
        "customer": view.customer.name,
        "invoice": view.invoice,
        "currency": view.currency,
        "member": None if coverage is None else coverage.member,
        "group": None if coverage is None else coverage.group or None,
        "deadline": view.deadline,
        "outstanding_cents": view.outstanding_cents,
        "pending_cents": view.pending_cents,
        "underpaid_cents": view.underpaid_cents,
        "payer_phone": payer.phone or None,
        "payer_hours": payer.hours or None,
        "payer_zone": payer.zone or None,
        "payer_answers": view.answers,
        "payer_opens_at": instant(view.opens_at),
        "payer_portal": payer.portal or None,
        "payer_note": payer.note or None,
        "refused_for": None if view.refusal is None else view.refusal._asdict(),
        "why": [{"rule": one.rule, "points": one.points, "text": one.text} for one in view.why],
        "lines": [
            {
                "position": line.position,
                "code": line.code,
                "modifier": line.modifier,
                "service_on": line.service_on,
                "quantity": say_quantity(line.quantity_milli),
                "charge_cents": line.charge_cents,
                "expected_cents": line.expected_cents,
            }
            | _line_answer(view, line.position)
            for line in view.lines
        ],
        "contacts": [
            {
                "at": instant(one.at),
                "by": one.by,
                "outcome": one.outcome,
                "status": one.status,
                "spoke_with": one.spoke_with,
                "reference": one.reference,
                "note": one.note,
                "next_on": one.next_on,
                "day": one.day,
            }
            for one in view.contacts
        ],
    }
    return found if view.diagnoses is None else found | {"diagnoses": list(view.diagnoses)}


def view_lines(view: ClaimView, today: date) -> Iterator[str]:
    """A claim for people: what it is, what is next, what was said."""
    claim, payer = view.claim, view.claim.payer

    def money(cents: int) -> str:
        return format_cents(cents, view.currency)

    yield clean(f"{claim.name} · {payer.name} · {claim.status} · {view.customer.name} ({view.account})")
    number = f", theirs {claim.number}" if claim.number else ""
    yield clean(f"Invoice {view.invoice}, control number {claim.control}{number}, {money(claim.charge_cents)} charged")
    if view.coverage is not None:
        group = f", group {view.coverage.group}" if view.coverage.group else ""
        yield clean(f"Member {view.coverage.member}{group}")
    if view.diagnoses is not None:
        yield clean(f"Diagnoses: {', '.join(view.diagnoses) or 'none'}")
    yield from _answer(view)
    if claim.next_on is not None:
        yield clean(f"Next: {claim.next_action}, {claim.next_on}")
    if view.deadline is not None:
        verb = "To be filed" if claim.status == "to file" else "To be contested"
        yield f"{verb} {when_words(view.deadline, today)}"
    for one in view.why:
        yield clean(f"  +{one.points} {one.text}")
    yield from _payer(view)
    if view.lines:
        yield ""
        titles = ("line", "code", "mod", "service", ">quantity", ">charged", ">agreed", *_ANSWER)
        rows = [
            (
                line.position, line.code, line.modifier, line.service_on or "", say_quantity(line.quantity_milli),
                money(line.charge_cents), "" if line.expected_cents is None else money(line.expected_cents),
                *(money(cents) if cents else "" for cents in _line_answer(view, line.position).values()),
            )
            for line in view.lines
        ]  # fmt: skip
        yield from table(titles, rows)
    if view.contacts:
        yield ""
        said = [
            (
                one.at.strftime("%Y-%m-%d %H:%M"), one.by, one.outcome, one.day or "", one.status, one.spoke_with,
                one.reference, " ".join(one.note.split()),
            )
            for one in view.contacts
        ]  # fmt: skip
        yield from table(("when (UTC)", "by", "outcome", "day", "then", "spoke with", "reference", "note"), said)


def _line_answer(view: ClaimView, position: int) -> dict[str, int | None]:
    """What was said of a line, None where nothing was."""
    told = next((one for one in view.told if one.position == position), None)
    names = ("paid_cents", "patient_cents", "refused_cents", "short_cents")
    return {name: None if told is None else getattr(told, name) for name in names}


def _answer(view: ClaimView) -> Iterator[str]:
    claim = view.claim
    if claim.answered:
        parts = (
            ("paid", claim.paid_cents), ("taken off by contract", claim.written_cents),
            ("the patient's", claim.patient_cents), ("refused", claim.refused_cents), ("other", claim.other_cents),
            ("not decided yet", claim.undecided_cents),
        )  # fmt: skip
        yield ", ".join(f"{format_cents(cents, view.currency)} {words}" for words, cents in parts if cents)
    if view.refusal is not None:
        pairs = zip(claim.refusal, view.refusal.reasons, strict=True)
        yield clean(f"Refused for {'; '.join(f'{code} ({words})' for code, words in pairs)}: {view.refusal.kind}")
        if claim.status != "closed" and claim.refused_cents:
            yield from (clean(f"  {line}") for line in filter(None, (view.refusal.helps, *view.refusal.send)))
    if view.underpaid_cents:
        yield f"{format_cents(view.underpaid_cents, view.currency)} less than agreed"
    if view.outstanding_cents:
        yield (
            f"{format_cents(view.outstanding_cents, view.currency)} is still asked of the insurer; of the invoice "
            f"{format_cents(view.pending_cents, view.currency)} is not asked of the patient meanwhile"
        )


def _payer(view: ClaimView) -> Iterator[str]:
    payer = view.claim.payer
    if payer.phone or payer.portal:
        said = {None: "", True: " (open now)", False: " (closed now)"}[view.answers]
        parts = (say_phone(payer.phone) if payer.phone else "", f"{payer.hours} {payer.zone}".strip(), payer.portal)
        yield clean(f"Ask: {', '.join(filter(None, parts))}{said}")
    if payer.note:
        yield from (clean(line) for line in payer.note.splitlines())
