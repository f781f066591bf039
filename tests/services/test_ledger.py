"""Money at an account: paid, returned, adjusted; what follows, and what is refused."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.services import accounts, calls, ledger, scoring
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_views import Paid, PaymentEntry
from collections_tui.services.views import CallEntry
from tests.build import TODAY, Office, add_account, put
from tests.services.facts import check_everything

BILLS = [(date(2026, 8, 1), 100_00), (date(2026, 7, 1), 50_00), (date(2026, 9, 1), 30_00)]


@pytest.fixture
def owing(work: Office) -> Office:
    """The first account owes 180.00 on three invoices, the second 20.00; both are Ada's. The last is Bob's."""
    with work.boss.store.write() as tx:
        first = add_account(tx, number="P-1", name="Ada Payer", invoices=BILLS)
        account = tx.accounts.get(first)
        assert account is not None
        second = add_account(tx, number="P-2", customer_id=account.customer_id, invoices=[(date(2026, 8, 15), 20_00)])
        other = add_account(tx, number="Q-1", name="Bob")
    work.accounts[:] = [first, second, other]
    scoring.rescore(work.boss)
    return work


def paying(work: Office, cents: int, operation: str = "op", desk: Desk | None = None, **more: Any) -> Paid:
    entry = PaymentEntry(work.accounts[0], cents, more.pop("on", TODAY), operation, **more)
    return ledger.pay(desk or work.desk("ana"), entry)


def open_cents(work: Office) -> list[int]:
    """What is open on the invoices of the first account and of the second, as they were billed."""
    with work.boss.store.read() as tx:
        rows = tx.sql.all("SELECT open_cents FROM invoice WHERE number LIKE 'P-%' ORDER BY number")
    return [row[0] for row in rows]


def balance(work: Office, at: int = 0) -> int:
    return accounts.view(work.boss, work.accounts[at]).account.balance_cents


def test_a_payment_pays_the_oldest_due_first(owing: Office) -> None:
    paid = paying(owing, 120_00, method="check", reference=" check 17 ")
    assert [(part.invoice, part.cents) for part in paid.parts] == [("P-1-2", 50_00), ("P-1-1", 70_00)]
    assert paid.sentence == (
        "$120.00 paid on P-1: $50.00 on invoice P-1-2, $70.00 on invoice P-1-1. $60.00 is still owed."
    )
    assert open_cents(owing) == [30_00, 0, 30_00, 20_00]
    lines = ledger.entries(owing.desk("ana"), owing.accounts[0])[:2]
    assert {(line.kind, line.method, line.reference, line.by) for line in lines} == {
        ("payment", "check", "check 17", "ana")
    }
    assert sorted(line.part_of or 0 for line in lines) == [0, paid.entry_id]
    check_everything(owing.boss)


def test_a_payment_goes_where_it_is_told_and_to_no_dispute(owing: Office) -> None:
    with owing.boss.store.write() as tx:
        tx.sql.run("UPDATE invoice SET disputed = 1 WHERE number = 'P-1-2'")
    paid = paying(owing, 35_00, invoices=("P-1-3",))
    assert [(part.invoice, part.cents) for part in paid.parts] == [("P-1-3", 30_00), ("P-1-1", 5_00)]
    assert paying(owing, 1_00, "named", invoices=("P-1-2",)).parts[0].invoice == "P-1-2"
    check_everything(owing.boss)


def test_a_payment_on_several_accounts_and_what_is_left_is_credit(owing: Office) -> None:
    ana = owing.desk("ana")
    paid = paying(owing, 210_00, desk=ana, accounts=(owing.accounts[1],))
    assert [(part.account, part.invoice, part.cents) for part in paid.parts] == [
        ("P-1", "P-1-2", 50_00), ("P-1", "P-1-1", 100_00), ("P-1", "P-1-3", 30_00), ("P-2", "P-2-1", 20_00),
        ("P-1", "", 10_00),
    ]  # fmt: skip
    assert (paid.credit_cents, paid.balance_cents, balance(owing, 1)) == (10_00, -10_00, 0)
    assert paid.sentence.endswith("$20.00 on invoice P-2-1 of P-2, $10.00 on no invoice. $10.00 is credit.")
    with owing.boss.store.read() as tx:
        assert (
            tx.sql.all("SELECT status, closed_reason FROM account WHERE number LIKE 'P-%'") == [("closed", "paid")] * 2
        )
    check_everything(owing.boss)
    back = ledger.reverse(ana, paid.entry_id, "returned unpaid (NSF)", None, "back")
    assert (back.amount_cents, back.balance_cents, open_cents(owing)) == (210_00, 180_00, [100_00, 50_00, 30_00, 20_00])
    with owing.boss.store.read() as tx:
        rows = tx.sql.all("SELECT status, ready, next_action FROM account WHERE number LIKE 'P-%' ORDER BY number")
        assert rows == [("open", 1, "payment returned: $210.00"), ("open", 1, "")]
    check_everything(owing.boss)


def test_the_same_operation_twice_is_stored_once(owing: Office) -> None:
    first = paying(owing, 25_00)
    assert paying(owing, 25_00)._replace(sentence="") == first._replace(sentence="")
    with pytest.raises(Refused, match="operation ID already"):
        paying(owing, 26_00)
    back = ledger.reverse(owing.boss, first.entry_id, "NSF", None, "back")
    assert ledger.reverse(owing.boss, first.entry_id, "NSF", None, "back") == back
    written = ledger.adjust(owing.boss, owing.accounts[0], "write_off", 5_00, None, "", "small", "w")
    assert ledger.adjust(owing.boss, owing.accounts[0], "write_off", 5_00, None, "", "small", "w") == written
    assert balance(owing) == 175_00
    with pytest.raises(Refused, match="reversed already"):
        ledger.reverse(owing.boss, first.entry_id, "NSF", None, "again")
    with pytest.raises(Refused, match="a reversal itself"):
        ledger.reverse(owing.boss, back.entry_id, "NSF", None, "again")


def test_a_returned_payment_keeps_no_promise(owing: Office) -> None:
    ana = owing.desk("ana")
    promised = CallEntry(owing.accounts[0], "promised", "c", amount_cents=50_00, promised_on=TODAY + timedelta(days=3))
    calls.log_call(ana, promised)
    paid = paying(owing, 50_00, desk=ana)
    assert accounts.view(ana, owing.accounts[0]).promises[0].status == "kept"
    ledger.reverse(ana, paid.entry_id, "NSF", None, "back")
    assert accounts.view(ana, owing.accounts[0]).promises[0].status == "open"
    check_everything(owing.boss)


def test_a_call_back_that_was_agreed_is_not_lost_by_a_returned_payment(owing: Office) -> None:
    with owing.boss.store.write() as tx:
        put(tx, owing.accounts[0], urgent=True, next_action="call back")
    paid = paying(owing, 50_00)
    ledger.reverse(owing.boss, paid.entry_id, "NSF", None, "back")
    assert accounts.view(owing.boss, owing.accounts[0]).account.next_action == "call back"


def test_what_is_booked_besides_payments(owing: Office) -> None:
    def book(kind: Any, cents: int, invoice: str = "") -> int:
        return ledger.adjust(
            owing.boss, owing.accounts[0], kind, cents, None, invoice, "as agreed", f"{kind}{cents}{invoice}"
        ).balance_cents

    assert book("charge", 12_00) == 192_00
    assert book("charge", 8_00, "P-1-3") == 200_00
    assert open_cents(owing)[2] == 38_00
    assert book("adjustment", -20_00, "P-1-1") == 180_00
    assert book("adjustment", 1_00) == 181_00
    assert book("write_off", 181_00) == 0
    assert open_cents(owing) == [0, 0, 0, 20_00]
    check_everything(owing.boss)
    with pytest.raises(Refused, match=r"\$0.01 is more than the \$0.00 owed on P-1"):
        book("write_off", 1)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"cents": 0}, "more than nothing"),
    ({"cents": -5}, "more than nothing"),
    ({"cents": 10**14}, "too large to be right"),
    ({"on": TODAY + timedelta(days=1)}, "Tomorrow is still to come"),
    ({"on": date(2006, 11, 5)}, "more than ten years ago"),
    ({"method": "cowrie"}, "“cowrie” is no way to pay: there are cash, check"),
    ({"reference": "card 4111 1111 1111 1111"}, "number of a payment card"),
    ({"reference": "x" * 201}, "longer than 200"),
    ({"invoices": ("A-0001-1",)}, "There is no invoice A-0001-1 on P-1: open are P-1-2, P-1-1, P-1-3"),
    ({"invoices": ("P-2-1",)}, "There is no invoice P-2-1 on P-1"),
    ({"accounts": (3,)}, "is not of the customer of P-1"),
    ({"accounts": (10**9,)}, "does not exist|no such account|is gone"),
]


@pytest.mark.parametrize(("what", "why"), WRONG)
def test_a_payment_that_cannot_be_is_refused_in_one_sentence(owing: Office, what: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        paying(owing, **{"cents": 10_00} | what)
    assert str(refused.value).count(". ") == 0
    assert balance(owing) == 180_00


def test_a_payment_stays_in_its_currency_and_names_what_is_owed(owing: Office) -> None:
    with owing.boss.store.write() as tx:
        tx.sql.run("UPDATE account SET currency = 'EUR' WHERE number = 'P-2'")
    with pytest.raises(Refused, match="P-2 is in EUR, and P-1 in USD"):
        paying(owing, 10_00, accounts=(owing.accounts[1],))
    paying(owing, 50_00, invoices=("P-1-2",))
    with pytest.raises(Refused, match="Nothing is owed on invoice P-1-2"):
        paying(owing, 10_00, "again", invoices=("P-1-2",))


def test_who_may_do_what(owing: Office) -> None:
    paid = paying(owing, 10_00)
    for login, words in (("olga", "olga may not work"), ("adam", "adam may not work")):
        with pytest.raises(Refused, match=words):
            paying(owing, 10_00, "other", desk=owing.desk(login))
    for login in ("ana", "adam"):
        with pytest.raises(Refused, match=f"{login} may not adjust the ledger: ask a supervisor"):
            ledger.adjust(owing.desk(login), owing.accounts[0], "write_off", 1_00, None, "", "x", "w")
    written = ledger.adjust(owing.desk("sue"), owing.accounts[0], "write_off", 1_00, None, "", "x", "w")
    with pytest.raises(Refused, match="may not adjust the ledger"):
        ledger.reverse(owing.desk("ana"), written.entry_id, "mistake", None, "r")
    with pytest.raises(Refused, match="needs a reason"):
        ledger.reverse(owing.desk("ana"), paid.entry_id, " ", None, "r")
    with pytest.raises(Refused, match="before the entry itself"):
        ledger.reverse(owing.desk("ana"), paid.entry_id, "NSF", TODAY - timedelta(days=1), "r")
    with pytest.raises(Refused, match="no entry 999999"):
        ledger.reverse(owing.desk("ana"), 999_999, "NSF", None, "r")


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_payments_changes_nothing_in_the_end(owing: Office, seed: int) -> None:
    """What is owed, what is open and what is credit are the same, whichever payment was entered first."""
    dice = random.Random(seed)
    amounts = [dice.randrange(1, 70_00) for _ in range(6)]
    dice.shuffle(amounts)
    entered = [paying(owing, cents, f"op{at}") for at, cents in enumerate(amounts)]
    returned = entered[dice.randrange(6)]
    ledger.reverse(owing.boss, returned.entry_id, "NSF", None, "back")
    assert balance(owing) == 180_00 - sum(amounts) + returned.amount_cents
    check_everything(owing.boss)
