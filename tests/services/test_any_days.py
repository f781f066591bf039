"""Random days of promises, arrangements, payments, calls, and whatever takes them back: every figure stays right."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from collections_tui.domain.arrangements.records import Every, Settlement, Terms
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import EntryKind
from collections_tui.services import arrangement_answers, arrangements, calls, day, ledger, promises, scoring
from collections_tui.services.ledger_views import PaymentEntry
from tests.build import HandClock, Office, add_account, office
from tests.engines import copied
from tests.services.entries import entry
from tests.services.facts import check_everything

WHICH = st.integers(0, 2)
CENTS = st.sampled_from((10_00, 50_00, 100_00, 300_00))
DAYS = st.integers(0, 12)


class Days(RuleBasedStateMachine):
    """Ana and Sue, a supervisor, on three accounts; two are of one customer."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = HandClock()
        self.work = Office(copied(self.template, Path(self.folder.name)), self.clock)
        self.ana, self.sue = self.work.desk("ana"), self.work.desk("sue")
        with self.ana.store.read() as tx:
            self.accounts = [row[0] for row in tx.sql.all("SELECT id FROM account ORDER BY id")]
        self.numbers = count(1)

    def teardown(self) -> None:
        """Leave."""
        self.work.__exit__(None, None, None)
        self.folder.cleanup()

    def operation(self) -> str:
        return f"op {next(self.numbers)}"

    def terms(self, parts: int, days: int, off: int, down: int) -> Terms:
        first = self.ana.today() + timedelta(days=days)
        settlement = Settlement(off, first + timedelta(days=7 * parts)) if off else None
        return Terms(0, Every("weeks"), first, parts, None, down, None, settlement)

    @rule(which=WHICH, cents=CENTS, days=DAYS, everywhere=st.booleans())
    def promise(self, which: int, cents: int, days: int, everywhere: bool) -> None:
        due_on = self.ana.today() + timedelta(days=days)
        with suppress(Refused):
            promises.make(self.ana, self.accounts[which], cents, due_on, self.operation(), everywhere=everywhere)

    @rule(which=WHICH)
    def cancel_promise(self, which: int) -> None:
        with self.ana.store.read() as tx:
            running = tx.accounts.running_promises(self.accounts[which], self.ana.today())
        with suppress(Refused):
            for one in running:
                promises.cancel(self.ana, one, "they cannot")

    @rule(
        which=WHICH, parts=st.integers(1, 3), days=DAYS, off=st.sampled_from((0, 30_00)),
        down=st.sampled_from((0, 50_00)), instead=st.booleans(), by_call=st.booleans(), sue=st.booleans(),
    )  # fmt: skip
    def arrange(
        self, which: int, parts: int, days: int, off: int, down: int, instead: bool, by_call: bool, sue: bool
    ) -> None:
        desk, account = self.sue if sue else self.ana, self.accounts[which]
        terms = self.terms(parts, days, off, down)
        start = arrangements.ground(desk, account)
        there = start.asked or start.running
        other = there.arrangement.id if there is not None and instead else None
        with suppress(Refused):
            if by_call:
                said = {"amount_cents": None, "promised_on": None, "terms": terms, "instead_of": other}
                calls.log_call(desk, entry(desk, account, "promised", **said))
            else:
                arrangements.arrange(desk, account, terms, self.operation(), instead_of=other)

    @rule(which=WHICH, approve=st.booleans(), days=st.none() | DAYS)
    def answer(self, which: int, approve: bool, days: int | None) -> None:
        asked = arrangements.ground(self.sue, self.accounts[which]).asked
        terms = None if days is None or not approve else self.terms(2, days, 0, 0)
        if asked is not None:
            with suppress(Refused):
                arrangement_answers.answer(self.sue, asked.arrangement.id, approve, "so it is", terms)

    @rule(which=WHICH, number=st.integers(0, 3), days=DAYS)
    def move(self, which: int, number: int, days: int) -> None:
        running = arrangements.ground(self.sue, self.accounts[which]).running
        if running is not None:
            with suppress(Refused):
                arrangements.move(self.sue, running.arrangement.id, number, self.sue.today() + timedelta(days=days))

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        start = arrangements.ground(self.ana, self.accounts[which])
        there = start.running or start.asked
        if there is not None:
            with suppress(Refused):
                arrangements.cancel(self.ana, there.arrangement.id, "no work any more")

    @rule(which=WHICH, cents=CENTS, ago=st.integers(0, 9), both=st.booleans())
    def pay(self, which: int, cents: int, ago: int, both: bool) -> None:
        on = self.ana.today() - timedelta(days=ago)
        others = (self.accounts[1 - which],) if both and which < 2 else ()
        ledger.pay(self.ana, PaymentEntry(self.accounts[which], cents, on, self.operation(), accounts=others))

    @rule(which=WHICH, place=st.integers(0, 3))
    def reverse(self, which: int, place: int) -> None:
        lines = [one for one in ledger.entries(self.sue, self.accounts[which]) if one.kind != "reversal"]
        with suppress(Refused, IndexError):
            ledger.reverse(self.sue, lines[place].id, "returned", None, self.operation())

    @rule(which=WHICH, cents=CENTS, kind=st.sampled_from(("charge", "adjustment", "write_off")))
    def adjust(self, which: int, cents: int, kind: EntryKind) -> None:
        signed = -cents if kind == "adjustment" else cents
        with suppress(Refused):
            ledger.adjust(self.sue, self.accounts[which], kind, signed, None, "", "so", self.operation())

    @rule(
        which=WHICH, code=st.sampled_from(("no_answer", "promised", "will_pay_full", "disputes")),
        days=DAYS, everywhere=st.booleans(), undo=st.booleans(),
    )  # fmt: skip
    def call(self, which: int, code: str, days: int, everywhere: bool, undo: bool) -> None:
        said = {} if code in ("no_answer", "disputes") else {
            "promised_on": self.ana.today() + timedelta(days=days), "everywhere": everywhere,
        }  # fmt: skip
        with suppress(Refused):
            calls.log_call(self.ana, entry(self.ana, self.accounts[which], code, **said))
        if undo:
            self.undo()

    @rule()
    def undo(self) -> None:
        with suppress(Refused):
            calls.undo_last(self.ana)

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        self.clock.forward(timedelta(days=days))
        day.run(self.work.boss)
        assert "nothing had changed" in day.run(self.work.boss)._replace(broken=0, part_kept=0).words

    @rule()
    def an_hour_passes(self) -> None:
        self.clock.forward(timedelta(minutes=20))

    @invariant()
    def all_is_right(self) -> None:
        check_everything(self.ana)
        self.clock.forward(timedelta(seconds=1))  # what is entered in the same second as a promise counts for it


def test_whatever_is_agreed_and_paid_all_stays_right(tmp_path: Path, engine: str) -> None:
    with office(tmp_path, people=("ana", "sue:supervisor"), accounts=0) as made:
        today = made.boss.today()
        with made.boss.store.write() as tx:
            first = add_account(tx, number="A-1", invoices=[(today, 300_00)])
            account = tx.accounts.get(first)
            assert account is not None
            add_account(tx, number="A-2", customer_id=account.customer_id, invoices=[(today, 100_00)])
            add_account(tx, number="A-3", invoices=[(today, 50_00), (today, 250_00)])
        scoring.rescore(made.boss)
    Days.template = tmp_path
    run_state_machine_as_test(
        Days,
        settings=settings(
            max_examples=20 if engine == "sqlite" else 4,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
