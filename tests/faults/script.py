"""A call as it goes at a workstation, step by step, each with what tells whether it has happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

from collections_tui.domain.audit_check import check
from collections_tui.domain.errors import StoreError
from collections_tui.services import accounts, calls, dialling, ledger, queue
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.store.transaction import Transaction
from tests.build import own_phone
from tests.services.entries import entry


class Step(NamedTuple):
    """Something that is done, and a question to the database: 1 is the answer once it has been, and 0 before."""

    name: str
    do: Callable[[], object]
    sql: str


def steps(desk: Desk, account: int, mark: str) -> Iterator[Step]:
    """A call on an account that nobody has called yet; ``mark`` is in whatever it leaves behind."""
    phone, note = own_phone(account), f"{mark} " + "and so on " * 300
    said = entry(desk, account, "promised", operation_id=mark, phone=phone, note=note)
    paid = PaymentEntry(account, 1_00, desk.today(), operation_id=mark)
    yield Step(
        "claim", lambda: queue.open_account(desk, account), f"SELECT count(*) FROM lease WHERE account_id = {account}"
    )
    yield Step(
        "dial", lambda: dialling.dial(desk, account, phone),
        f"SELECT count(*) FROM draft WHERE account_id = {account} AND dialled <> ''",
    )  # fmt: skip
    yield Step(
        "draft", lambda: calls.save_draft(desk, account, {"note": note}),
        f"SELECT count(*) FROM draft WHERE account_id = {account} AND body LIKE '%{mark}%'",
    )  # fmt: skip
    yield Step(
        "outcome", lambda: calls.log_call(desk, said), f"SELECT count(*) FROM call WHERE operation_id = '{mark}'"
    )
    yield Step(
        "note", lambda: accounts.add_note(desk, account, note), f"SELECT count(*) FROM note WHERE text LIKE '{mark} %'"
    )
    yield Step(
        "payment", lambda: ledger.pay(desk, paid), f"SELECT count(*) FROM ledger_entry WHERE operation_id = '{mark}'"
    )


def go_through(
    desk: Desk, account: int, mark: str, fault: Callable[[], AbstractContextManager[object]]
) -> tuple[str, str] | None:
    """Do all steps; while the fault lasts until the first that is refused, and the rest without it.

    What was done is there, and what was refused is not. Returns the step that was refused and the sentence, if one was.
    """
    every, done, refused = list(steps(desk, account, mark)), list[Step](), None
    with fault():
        for step in every:
            try:
                step.do()
            except StoreError as error:
                refused = (step.name, str(error))
                break
            done.append(step)
    if refused is not None:
        with desk.store.read() as tx:
            check_steps(tx, done, 1)
            check_steps(tx, every[len(done) : len(done) + 1], 0)
    for step in every[len(done) :]:
        step.do()
    with desk.store.read() as tx:
        check_steps(tx, every[3:], 1)
    return refused


def check_steps(tx: Transaction, some: list[Step], count: int) -> None:
    """What lasts of the steps that were done: the claim and the draft of a call end with its outcome."""
    names = [one.name for one in some]
    for step in some:
        over = step.name in ("claim", "dial", "draft") and "outcome" in names
        if not over:
            assert tx.sql.value(step.sql) == count, (step.name, names)


def check_sound(desk: Desk) -> None:
    """The file is whole, and so is the audit."""
    with desk.store.read() as tx:
        assert tx.sql.value("PRAGMA integrity_check") == "ok"
        assert tx.sql.all("PRAGMA foreign_key_check") == []
        assert check(tx.audit.links, tx.audit.head()).bad is None
