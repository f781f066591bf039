"""Who may do what: every service function, for every role, against a table written here a second time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from collections_tui.domain.arrangements.records import Every, Terms
from collections_tui.domain.errors import Refused
from collections_tui.domain.records import Unsaved
from collections_tui.services import (
    accounts,
    approval_news,
    approvals,
    arrangement_answers,
    arrangements,
    audit,
    authority,
    call_log,
    calls,
    clients,
    day,
    doctor,
    exports,
    figures,
    find,
    ledger,
    listening,
    lists,
    numbers,
    people,
    promises,
    queue,
    scoring,
    sessions,
    ssh_keys,
    team,
    teams,
    unmatched,
    unsaved,
    worklists,
)
from collections_tui.services.approval_views import Wanted
from collections_tui.services.desk import Desk
from collections_tui.services.ledger_views import PaymentEntry
from collections_tui.services.remote import Start
from collections_tui.services.views import CallFilter, ListQuery
from collections_tui.store.subjects.unmatched import NewUnmatched
from tests.build import TODAY, Office, office
from tests.services.entries import entry
from tests.sound import tables
from tests.ssh_samples import GOOD

NOTE = Unsaved("note", 1)
PLAN = Terms(0, Every("months"), TODAY, 1)
START = Start(("/opt/collections-tui",), "/srv/work.db", "")
WRITE_OFF = Wanted("write_off", 1, "Small", cents=1_00)
LONG = PLAN._replace(first_on=TODAY + timedelta(days=90))
ROLES = ("collector", "supervisor", "auditor", "admin")
LOOK, WORK = "collector supervisor auditor admin", "collector supervisor"
RUN, WATCH = "supervisor admin", "supervisor auditor"
READ = "supervisor auditor admin"


def _everybodys(by: str | None) -> CallFilter:
    return CallFilter(TODAY, TODAY, by)


# What somebody does, and whose role lets them.
ACTS: dict[str, tuple[str, Callable[[Office, Desk], Any]]] = {
    "approvals.ask": (WORK, lambda work, desk: approvals.ask(desk, WRITE_OFF._replace(account_id=1), "1")),
    "approvals.waiting": (LOOK, lambda work, desk: approvals.waiting(desk)),
    "approvals.answered": (LOOK, lambda work, desk: approvals.answered(desk)),
    "approval_news.news": (LOOK, lambda work, desk: approval_news.news(desk)),
    "team.look": (WATCH, lambda work, desk: team.look(desk)),
    "listening.heard": (WATCH, lambda work, desk: listening.heard(desk, work.accounts[0])),
    "people.everyone": (LOOK, lambda work, desk: people.everyone(desk)),
    "people.add": ("admin", lambda work, desk: people.add(desk, "new", "New", ("collector",))),
    "people.set_roles": ("admin", lambda work, desk: people.set_roles(desk, "ben", ["auditor"])),
    "people.set_scope": ("admin", lambda work, desk: people.set_scope(desk, "ben", ["HOSP"])),
    "people.set_team": ("admin", lambda work, desk: people.set_team(desk, "ben", "")),
    "people.disable": ("admin", lambda work, desk: people.disable(desk, "ben")),
    "people.enable": ("admin", lambda work, desk: people.enable(desk, "ben")),
    "ssh_keys.every": ("admin", lambda work, desk: ssh_keys.every(desk)),
    "ssh_keys.add": ("admin", lambda work, desk: ssh_keys.add(desk, "ben", GOOD["ed25519"][0])),
    "ssh_keys.authorized": ("admin", lambda work, desk: ssh_keys.authorized(desk, START)),
    "teams.every": (LOOK, lambda work, desk: teams.every(desk)),
    "teams.add": ("admin", lambda work, desk: teams.add(desk, "east")),
    "authority.has_pin": (LOOK, lambda work, desk: authority.has_pin(desk)),
    "sessions.begin": (LOOK, lambda work, desk: sessions.begin(desk)),
    "authority.set_pin": (LOOK, lambda work, desk: authority.set_pin(desk, "270461")),
    "audit.page": (READ, lambda work, desk: audit.page(desk)),
    "audit.last_page": (READ, lambda work, desk: audit.last_page(desk)),
    "audit.count": (READ, lambda work, desk: audit.count(desk)),
    "audit.kinds": (READ, lambda work, desk: audit.kinds(desk)),
    "audit.head": (READ, lambda work, desk: audit.head(desk)),
    "audit.verify": (READ, lambda work, desk: audit.verify(desk)),
    "exports.exported": (LOOK, lambda work, desk: exports.exported(desk, "report")),
    "clients.every": (LOOK, lambda work, desk: clients.every(desk)),
    "clients.add": (RUN, lambda work, desk: clients.add(desk, "NEW", "New")),
    "worklists.mine": (LOOK, lambda work, desk: worklists.mine(desk)),
    "worklists.counts": (LOOK, lambda work, desk: worklists.counts(desk)),
    "worklists.add": (RUN, lambda work, desk: worklists.add(desk, "new", "New")),
    "queue.next_account": (WORK, lambda work, desk: queue.next_account(desk)),
    "queue.set_next_action": (WORK, lambda work, desk: queue.set_next_action(desk, work.accounts[0], desk.today())),
    "accounts.by_number": (LOOK, lambda work, desk: accounts.by_number(desk, "A-0001")),
    "accounts.view": (LOOK, lambda work, desk: accounts.view(desk, work.accounts[0])),
    "accounts.preview": (LOOK, lambda work, desk: accounts.preview(desk, work.accounts[0])),
    "accounts.invoice_lines": (LOOK, lambda work, desk: accounts.invoice_lines(desk, 1)),
    "accounts.add_note": (WORK, lambda work, desk: accounts.add_note(desk, work.accounts[0], "x")),
    "numbers.add": (WORK, lambda work, desk: numbers.add(desk, work.accounts[0], "212 555 0199")),
    "numbers.mark": (WORK, lambda work, desk: numbers.mark(desk, work.accounts[0], "+12015550101", "wrong")),
    "calls.save_draft": (WORK, lambda work, desk: calls.save_draft(desk, work.accounts[0], {})),
    "calls.drop_draft": (WORK, lambda work, desk: calls.drop_draft(desk, work.accounts[0])),
    "calls.drafts": (LOOK, lambda work, desk: calls.drafts(desk)),
    "unsaved.keep": (WORK, lambda work, desk: unsaved.keep(desk, NOTE, {"text": "x"})),
    "unsaved.begun": (WORK, lambda work, desk: unsaved.begun(desk, NOTE)),
    "calls.log_call": (WORK, lambda work, desk: calls.log_call(desk, entry(desk, work.accounts[0]))),
    "calls.log_and_next": (WORK, lambda work, desk: calls.log_and_next(desk, entry(desk, work.accounts[0]))),
    "calls.add_addendum to another's": ("supervisor", lambda work, desk: calls.add_addendum(desk, 1, "x")),
    "calls.get another's": (LOOK, lambda work, desk: calls.get(desk, 1)),
    "call_log.page of mine": (LOOK, lambda work, desk: call_log.page(desk, _everybodys(desk.person.login))),
    "call_log.page of another": (WATCH, lambda work, desk: call_log.page(desk, _everybodys("ben"))),
    "call_log.page of all": (WATCH, lambda work, desk: call_log.page(desk, _everybodys(None))),
    "call_log.last_page of all": (WATCH, lambda work, desk: call_log.last_page(desk, _everybodys(None))),
    "call_log.totals of all": (WATCH, lambda work, desk: call_log.totals(desk, _everybodys(None))),
    "call_log.count of all": (WATCH, lambda work, desk: call_log.count(desk, _everybodys(None))),
    "doctor.examine": ("supervisor auditor admin", lambda work, desk: doctor.examine(desk)),
    "doctor.examine and mend": ("admin", lambda work, desk: doctor.examine(desk, repair=True)),
    "figures.report of mine": (LOOK, lambda work, desk: figures.report(desk, "calls", person=desk.person.login)),
    "figures.report of another": (WATCH, lambda work, desk: figures.report(desk, "calls", person="ben")),
    "figures.report of all together": (WATCH, lambda work, desk: figures.report(desk, "aging")),
    "lists.page": (LOOK, lambda work, desk: lists.page(desk, ListQuery(1))),
    "lists.last_page": (LOOK, lambda work, desk: lists.last_page(desk, ListQuery(1))),
    "promises.make": (WORK, lambda work, desk: promises.make(desk, work.accounts[0], 5_00, TODAY, "op-new")),
    "promises.expected": (LOOK, lambda work, desk: promises.expected(desk, "today", mine=False)),
    "promises.last_expected": (LOOK, lambda work, desk: promises.last_expected(desk, "coming")),
    "promises.sums": (LOOK, lambda work, desk: promises.sums(desk)),
    "day.run": ("collector supervisor admin", lambda work, desk: day.run(desk)),
    "lists.count": (LOOK, lambda work, desk: lists.count(desk, ListQuery(1))),
    "lists.facets": (LOOK, lambda work, desk: lists.facets(desk)),
    "find.find": (LOOK, lambda work, desk: find.find(desk, "ada")),
    "arrangements.ground": (LOOK, lambda work, desk: arrangements.ground(desk, work.accounts[0])),
    "arrangements.preview": (LOOK, lambda work, desk: arrangements.preview(desk, work.accounts[0], PLAN)),
    "arrangements.of_account": (LOOK, lambda work, desk: arrangements.of_account(desk, work.accounts[0])),
    "arrangements.get": (LOOK, lambda work, desk: arrangements.get(desk, 1)),
    "arrangements.requests": (LOOK, lambda work, desk: arrangements.requests(desk)),
    "arrangements.arrange": (WORK, lambda work, desk: arrangements.arrange(desk, work.accounts[0], PLAN, "new")),
    "arrangements.move": (WORK, lambda work, desk: arrangements.move(desk, 1, 1, TODAY + timedelta(days=1))),
    "arrangements.cancel": (WORK, lambda work, desk: arrangements.cancel(desk, 1, "x")),
    "arrangement_answers.answer": ("supervisor", lambda work, desk: arrangement_answers.answer(desk, 2, True)),
    "ledger.pay": (WORK, lambda work, desk: ledger.pay(desk, PaymentEntry(work.accounts[0], 1_00, TODAY, "op"))),
    "ledger.reverse a charge": ("supervisor", lambda work, desk: ledger.reverse(desk, 1, "mistake", None, "op")),
    "ledger.adjust": (
        "supervisor",
        lambda work, desk: ledger.adjust(desk, work.accounts[0], "charge", 1_00, None, "", "fee", "op"),
    ),
    "ledger.entries": (LOOK, lambda work, desk: ledger.entries(desk, work.accounts[0])),
    "unmatched.page": (LOOK, lambda work, desk: unmatched.page(desk)),
    "unmatched.match": (WORK, lambda work, desk: unmatched.match(desk, 1, work.accounts[0])),
    "unmatched.dismiss": (WORK, lambda work, desk: unmatched.dismiss(desk, 1, "sent back")),
    "scoring.unknown_clients": (LOOK, lambda work, desk: scoring.unknown_clients(desk)),
    "scoring.rescore": (RUN, lambda work, desk: scoring.rescore(desk)),
}


def everything(work: Office) -> dict[str, list[Any]]:
    """All rows of all tables, but what is entered when somebody is refused."""
    but = ("operation", "audit", "audit_head")
    with work.boss.store.read() as tx:
        return {name: tx.sql.all(f"SELECT * FROM {name}") for name in tables(tx) if name not in but}


def entered(work: Office) -> list[tuple[str, str, str]]:
    """The audit: who, what, and about what."""
    with work.boss.store.read() as tx:
        return tx.sql.all(
            "SELECT p.login, a.action, a.details FROM audit a JOIN collector p ON p.id = a.collector_id ORDER BY a.id"
        )


@pytest.fixture
def staffed(tmp_path: Path) -> Any:
    """One person of each role, named like it; ben has made a call."""
    with office(tmp_path, people=("ben", *(f"{role}:{role}" for role in ROLES)), accounts=3) as work:
        ben = work.desk("ben")
        calls.log_call(ben, entry(ben, work.accounts[1]))
        for position, terms in ((1, PLAN), (2, LONG)):
            arrangements.arrange(ben, work.accounts[position], terms, f"of {position}")
        with work.boss.store.write() as tx:
            lost = NewUnmatched("2026-11-20", 5_00, "USD", "X", "", "", "", "there is no account X", "key-1")
            tx.unmatched.add(1, [lost], work.clock.now(), 1)
        yield work


# It is decided before the database is asked: the other engine has its turn with the slow ones.
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)], indirect=True)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ACTS)
def test_the_table_of_permissions(staffed: Office, act: str, role: str) -> None:
    who, do = ACTS[act]
    desk = staffed.desk(role)
    if role in who.split():
        do(staffed, desk)
        return
    before, known = everything(staffed), entered(staffed)
    with pytest.raises(Refused, match=f"{role} may not .*: ask an? ") as told:
        do(staffed, desk)
    assert everything(staffed) == before
    assert entered(staffed) == [*known, (role, "refused", str(told.value))]


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_work_take_a_claim_or_take_back_a_call(staffed: Office, role: str) -> None:
    desk = staffed.desk(role)
    works = role in WORK.split()
    assert (queue.open_account(desk, staffed.accounts[0]) is not None) is works
    with pytest.raises(Refused, match="no call to take back" if works else "may not work"):
        calls.undo_last(desk)


def test_whoever_has_been_disabled_does_not_get_in(staffed: Office) -> None:
    with staffed.boss.store.write() as tx:
        tx.sql.run("UPDATE collector SET disabled = 1 WHERE login = 'ben'")
    with pytest.raises(Refused, match="ben has been disabled"):
        staffed.desk("ben")
    with staffed.boss.store.read() as tx:
        last = tx.sql.one("SELECT action, about, details FROM audit ORDER BY id DESC")
    assert last == ("refused", "sign in", "ben has been disabled: ask an admin.")


def test_two_roles_may_what_either_may(tmp_path: Path) -> None:
    with office(tmp_path, people=()) as work:
        people.add(work.boss, "both", "Both", ("collector", "auditor"))
        both = work.desk("both")
        calls.log_call(both, entry(both, work.accounts[0]))
        assert len(call_log.page(both, CallFilter(TODAY - timedelta(days=1), TODAY, None))) == 1
        with pytest.raises(Refused, match="ask an admin or supervisor"):
            scoring.rescore(both)
