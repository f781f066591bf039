"""A supervisor's PIN, and what it lets somebody else do once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from collections_tui.domain.arrangements.records import Every, Terms
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import (
    arrangement_answers,
    arrangements,
    authority,
    calls,
    clients,
    dialling,
    flags,
    ledger,
    people,
    queue,
)
from collections_tui.services.desk import Desk
from collections_tui.services.views import CallEntry, Claimed
from tests.build import TODAY, HandClock, Office, office
from tests.services.entries import entry

PIN, WRONG = "270461", "270462"
OVERRIDE = "override contact rules"


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, people=("ana", "ben", "eva:supervisor", "olga:auditor"), accounts=4) as made:
        authority.set_pin(made.desk("eva"), PIN)
        yield made


def charge(desk: Desk, work: Office, number: int = 1) -> object:
    return ledger.adjust(desk, work.accounts[0], "charge", 5_00, None, "", "fee", f"op {number}")


def entered(work: Office) -> list[tuple[str, str]]:
    with work.boss.store.read() as tx:
        rows = tx.sql.all(
            "SELECT p.login || ': ' || e.action, e.details FROM audit e JOIN collector p ON p.id = e.collector_id "
            "WHERE p.login <> 'boss' ORDER BY e.id"
        )
    return [(row[0], row[1]) for row in rows]


def test_authority_is_good_for_one_action_and_told_by_the_audit(work: Office) -> None:
    ana = work.desk("ana")
    with pytest.raises(NotPermitted) as refused:
        charge(ana, work)
    assert authority.lendable(refused.value)
    assert authority.lend(ana, "eva", PIN, refused.value.permission).login == "eva"
    charge(ana, work)
    with pytest.raises(NotPermitted, match="ana may not adjust the ledger: ask a supervisor"):
        charge(ana, work, 2)
    assert ("ana: lend authority", "eva: adjust the ledger") in entered(work)
    assert any(who == "ana: adjust" and text.endswith("fee (with the authority of eva)") for who, text in entered(work))


def test_authority_is_lent_for_what_was_named_and_nothing_else(work: Office) -> None:
    ana = work.desk("ana")
    authority.lend(ana, "eva", PIN, OVERRIDE)
    with pytest.raises(NotPermitted):
        charge(ana, work)
    authority.give_back(ana)
    assert ana.lent is None
    authority.lend(ana, "eva", PIN)  # as the command line does, which does one thing
    with pytest.raises(NotPermitted, match="manage worklists"):
        ana.permit("manage worklists")
    charge(ana, work)


def test_an_override_is_the_supervisors_wherever_it_is_told(work: Office) -> None:
    ana, account = work.desk("ana"), work.accounts[0]
    flags.set_flag(work.boss, account, "attorney", {"name": "Jane Roe"})
    queue.open_account(ana, account)
    phone = "+12015550101"
    with pytest.raises(NotPermitted):
        dialling.dial(ana, account, phone, override="the attorney agreed")
    authority.lend(ana, "eva", PIN, OVERRIDE)
    assert dialling.dial(ana, account, phone, override="the attorney agreed").verdict == "block"
    calls.log_call(ana, entry(ana, account)._replace(phone=phone, draft="finish"))
    made = calls.get(ana, 1)[1]
    assert (made.by, made.override_by, made.override_reason) == ("ana", "eva", "the attorney agreed")
    # Without dialling first, as the command line logs a call that is over.
    authority.lend(ana, "eva", PIN)
    logged = CallEntry(account, "no_answer", "again", phone=phone, override="again")
    assert calls.get(ana, calls.log_call(ana, logged).call.id)[1].override_by == "eva"


def test_a_request_is_approved_at_the_collectors_keyboard(work: Office) -> None:
    ana = work.desk("ana")
    far = Terms(0, Every("months"), TODAY + timedelta(days=90), 1)
    asked = arrangements.arrange(ana, work.accounts[0], far, "op")
    assert asked.status == "proposed"
    with pytest.raises(NotPermitted):
        arrangement_answers.answer(ana, asked.arrangement_id, True)
    authority.lend(ana, "eva", PIN, "approve arrangements")
    arrangement_answers.answer(ana, asked.arrangement_id, True, "they wait for a pension")
    made = arrangements.get(ana, asked.arrangement_id).arrangement
    assert (made.status, made.by, made.answered_by) == ("active", "ana", "eva")


def test_five_wrong_ones_lock_it_for_a_quarter_of_an_hour_at_every_desk(work: Office) -> None:
    ana, ben = work.desk("ana"), work.desk("ben")
    for desk, left in ((ana, "4 more"), (ben, "3 more"), (ana, "2 more"), (ben, "one more")):
        with pytest.raises(Refused, match=f"That is not the PIN of eva: {left} wrong ones? locks? it"):
            authority.lend(desk, "eva", WRONG)
    with pytest.raises(Refused, match="The PIN of eva is locked until 12:15"):
        authority.lend(ana, "eva", WRONG)
    for desk in (ana, work.desk("ana")):
        with pytest.raises(Refused, match="locked until 12:15"):
            authority.lend(desk, "eva", PIN)
        assert desk.lent is None
    assert [who for who, _ in entered(work)].count("ana: wrong PIN") == 3
    assert isinstance(work.clock, HandClock)
    work.clock.forward(timedelta(minutes=15))
    with pytest.raises(Refused, match="4 more wrong ones"):
        authority.lend(ana, "eva", WRONG)
    authority.lend(ana, "eva", PIN)
    with pytest.raises(Refused, match="4 more wrong ones"):
        authority.lend(ana, "eva", WRONG)


def test_no_more_than_five_are_looked_at_however_many_come_at_once(work: Office) -> None:
    desks = [work.desk("ana", f"window {number}") for number in range(8)]

    def guess(desk: Desk) -> str:
        try:
            authority.lend(desk, "eva", WRONG)
        except Refused as refused:
            return str(refused)
        return ""

    # A connection of SQLite belongs to the thread that made it.
    if work.boss.store.where.startswith("postgres"):
        with ThreadPoolExecutor(len(desks)) as threads:
            said = list(threads.map(guess, desks))
    else:
        said = [guess(desk) for desk in desks]
    assert [who for who, _ in entered(work)].count("ana: wrong PIN") == authority.TRIES
    assert sum("locked" in one for one in said) == 4, "the fifth, and those behind it"


@pytest.mark.parametrize(
    ("login", "permission", "sentence"),
    [
        ("zoe", OVERRIDE, "Nobody signs in as zoe"),
        ("ben", OVERRIDE, "ben has no authority to lend for this"),
        ("olga", "", "olga has no authority to lend for this"),
        ("ana", OVERRIDE, "You cannot lend authority to yourself"),
        ("boss", OVERRIDE, "boss has no PIN yet: they set one with `collections-tui users pin`"),
        ("eva", "manage people", "Nobody can lend the authority to manage people"),
        ("eva", "see other clients", "Nobody can lend the authority to see other clients"),
    ],
)
def test_who_lends_what_to_whom(work: Office, login: str, permission: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        authority.lend(work.desk("ana"), login, PIN, permission)


def test_who_only_looks_is_lent_nothing_and_who_is_disabled_lends_nothing(work: Office) -> None:
    with pytest.raises(NotPermitted, match="olga may not work"):
        authority.lend(work.desk("olga"), "eva", PIN, "adjust the ledger")
    people.disable(work.boss, "eva")
    with pytest.raises(Refused, match="Nobody signs in as eva"):
        authority.lend(work.desk("ana"), "eva", PIN)


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12345a", "111111", "123456", "987654", "١٢٣٤٥٧"])
def test_a_pin_is_six_digits_that_nobody_tries_first(work: Office, pin: str) -> None:
    with pytest.raises(Refused, match=r"A PIN has 6 to 12 digits|the first that anybody would try"):
        authority.set_pin(work.desk("eva"), pin)


def test_only_what_cannot_be_turned_back_is_kept_of_a_pin(work: Office) -> None:
    with work.boss.store.read() as tx:
        rows = tx.sql.all("SELECT salt, hash FROM collector_pin")
        everything = repr([tx.sql.all(f"SELECT * FROM {table}") for table in ("collector_pin", "audit", "collector")])
    assert PIN not in everything
    authority.set_pin(work.desk("eva"), PIN)
    with work.boss.store.read() as tx:
        again = tx.sql.all("SELECT salt, hash FROM collector_pin")
    assert len(rows[0][0]) == 32
    assert rows[0] != again[0], "the same PIN never gives the same, since each has a salt of its own"


def test_the_next_account_needs_no_authority_that_lies_about(work: Office) -> None:
    ana = work.desk("ana")
    authority.lend(ana, "eva", PIN, OVERRIDE)
    assert isinstance(queue.next_account(ana), Claimed)
    assert clients.every(ana)
    assert ana.lent is not None, "what one may anyhow uses up nothing"


def test_ones_own_pin_opens_and_lends_nothing_without_the_role(work: Office) -> None:
    ana = work.desk("ana")
    assert not authority.has_pin(ana)
    with pytest.raises(Refused, match="You have no PIN yet"):
        authority.unlock(ana, PIN)
    assert authority.set_pin(ana, PIN) == "Your PIN is set: it opens your locked screen."
    assert authority.has_pin(ana)
    authority.unlock(ana, PIN)
    for _ in range(authority.TRIES - 1):
        with pytest.raises(Refused, match="That is not your PIN"):
            authority.unlock(ana, WRONG)
    authority.unlock(ana, PIN)
    for _ in range(authority.TRIES):
        with pytest.raises(Refused):
            authority.unlock(ana, WRONG)
    with pytest.raises(Refused, match="Your PIN is locked until 12:15"):
        authority.unlock(ana, PIN)
    with pytest.raises(Refused, match="ana has no authority to lend"):
        authority.lend(work.desk("ben"), "ana", PIN)
