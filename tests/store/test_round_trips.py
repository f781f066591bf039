"""How often the server is asked for what people do all day: each question costs as much as a way over the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from collections_tui.services import calls, ledger, queue, sessions
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.views import Claimed
from tests.build import TODAY, Office, office
from tests.engines import on
from tests.services.billing import draft, line
from tests.services.entries import entry


@pytest.fixture(autouse=True)
def engine() -> Iterator[None]:
    with on("postgres"):
        yield


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, accounts=9) as made:
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that the driver is asked from now on; what it sends together is one question."""
    heard: list[str] = []
    together = False

    def listening(plain: Callable[..., Any]) -> Callable[..., Any]:
        def listen(cursor: psycopg.Cursor, query: object, *rest: Any, **more: Any) -> Any:
            nonlocal together
            was, together = together, cursor.connection.info.pipeline_status != psycopg.pq.PipelineStatus.OFF
            if was and together:
                heard[-1] += f"; {query}"
            else:
                heard.append(str(query))
            return plain(cursor, query, *rest, **more)

        return listen

    for name in ("execute", "executemany"):
        monkeypatch.setattr(psycopg.Cursor, name, listening(getattr(psycopg.Cursor, name)))
    return heard


def test_the_next_account_takes_few_questions(work: Office, asked: list[str]) -> None:
    ana = work.desk("ana")
    queue.next_account(ana)
    asked.clear()
    assert isinstance(queue.next_account(ana, leave=0), Claimed)
    assert 5 < len(asked) <= 16, "\n".join(asked)  # one of them is its entry in the audit: it is looked at


def test_to_be_signed_in_takes_no_question_of_its_own(work: Office, asked: list[str]) -> None:
    def questions() -> int:
        asked.clear()
        assert isinstance(queue.next_account(ana, leave=0), Claimed)
        return len(asked)

    ana = work.desk("ana")
    queue.next_account(ana)
    before = questions()
    sessions.begin(ana)
    assert questions() == before
    assert sum("FROM session WHERE code = " in query for query in asked) > 1, "all the same it is looked at"


# Two questions are what the contact rules say to the call and when the account may be called again, and two whether the
# next one may be; the last ones write the counts that reports are made of and the audit. A number that is wrong may
# move the customer, and a dispute is a hold.
@pytest.mark.parametrize(
    ("code", "most"), [("no_answer", 27), ("promised", 32), ("wrong_number", 42), ("disputes", 30)]
)
def test_a_call_and_the_next_account_take_few_questions(work: Office, asked: list[str], code: str, most: int) -> None:
    ana = work.desk("ana")
    mine = queue.next_account(ana)
    assert isinstance(mine, Claimed)
    calls.save_draft(ana, mine.account_id, {"outcome": code})
    asked.clear()
    assert isinstance(calls.log_and_next(ana, entry(ana, mine.account_id, code))[1], Claimed)
    assert 5 < len(asked) <= most, "\n".join(asked)
    # Whoever changes an account a second time writes its row and all of its indexes a second time.
    changed = [query for query in asked if query.strip().startswith("UPDATE account")]
    assert len(changed) == 2, "the one that was called and the one that comes next"


def test_a_payment_and_its_return_take_few_questions(work: Office, asked: list[str]) -> None:
    ana, account = work.desk("ana"), work.accounts[4]
    queue.next_account(ana)
    asked.clear()
    paid = ledger.pay(ana, PaymentEntry(account, 5_00, TODAY, "one"))
    assert 5 < len(asked) <= 22, "\n".join(asked)
    asked.clear()
    ledger.reverse(ana, paid.entry_id, "NSF", None, "two")
    assert 5 < len(asked) <= 26, "\n".join(asked)


def test_to_issue_and_to_void_take_few_questions(work: Office, asked: list[str]) -> None:
    from collections_tui.services import invoice_drafts, invoices

    ana, account = work.desk("ana"), work.accounts[4]
    made = draft(ana, account, *(line(100 + number, f"Visit {number}") for number in range(20)))
    asked.clear()
    bill = invoices.issue(ana, made.id, "issue")
    few = len(asked)
    assert 5 < few <= 60, "\n".join(asked)
    asked.clear()
    invoice_drafts.view(ana, made.id)
    assert 5 < len(asked) <= 14, "\n".join(asked)
    asked.clear()
    invoices.void(work.boss, bill.invoice_id, "by mistake", "void")
    assert 5 < len(asked) <= 44, "\n".join(asked)
