"""People, clients, worklists, settings, drafts and the audit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collections_tui.domain.records import Client, Draft, Unsaved
from collections_tui.store.contract import Store
from collections_tui.store.transaction import Transaction
from tests.build import EASTERN, NOON, PACIFIC, Office, add_account


def test_a_setting_is_the_last_that_was_set(store: Store) -> None:
    with store.write() as tx:
        assert tx.settings.get("a") is None
        tx.settings.set("a", "1")
        tx.settings.set("a", "é\n2")
        assert tx.settings.get("a") == "é\n2"


# -- people -------------------------------------------------------------------------------------------------------


def test_a_person_comes_back_with_their_roles_in_order(store: Store) -> None:
    with store.write() as tx:
        assert tx.people.any() is False
        zoe = tx.people.add("zoe", "Zoë", ("supervisor", "collector", "auditor"))
        ana = tx.people.add("ana", "Ana", ("admin",))
        assert tx.people.any() is True
        assert tx.people.by_login("zoe") == zoe
        assert zoe.roles == ("supervisor", "collector", "auditor")
        assert tx.people.everyone() == [ana, zoe]
        assert tx.people.by_login("ZOE") is None
        tx.sql.run("UPDATE collector SET disabled = 1 WHERE login = 'zoe'")
        assert tx.people.by_login("zoe") == zoe._replace(disabled=True)


def test_a_client_comes_back_as_stored(store: Store) -> None:
    client = Client(0, "C", "Client", "first", "medical", "EUR", "+12125550100")
    with store.write() as tx:
        stored = tx.clients.add(client)
        other = tx.clients.add(client._replace(code="A"))
        assert stored == client._replace(id=stored.id)
        assert tx.clients.get(stored.id) == stored
        assert tx.clients.by_code("C") == stored
        assert tx.clients.by_code("c") is None
        assert tx.clients.every() == [other, stored]


# -- worklists ----------------------------------------------------------------------------------------------------


def test_a_worklist_is_its_owners_its_members_or_everybodys(store: Store) -> None:
    with store.write() as tx:
        ana, ben, cy = (tx.people.add(login, login, ("collector",)).id for login in ("ana", "ben", "cy"))
        tx.worklists.add("everybody", "A", "balanced", None, [])
        tx.worklists.add("members", "B", "balanced", None, [ana, ben, ben])
        own = tx.worklists.add("own", "C", "promises-first", ana, [ana])

        def of(person: int) -> list[str]:
            return [one.code for one in tx.worklists.of(person)]

        assert of(ana) == ["own", "everybody", "members"]
        assert of(ben) == ["everybody", "members"]
        assert of(cy) == ["everybody"]
        assert own.owner == "ana"
        assert own.strategy == "promises-first"
        assert tx.worklists.get(own.id) == own == tx.worklists.by_code("own")
        assert tx.worklists.by_code("none") is None
        assert [one.code for one in tx.worklists.every()] == ["everybody", "members", "own"]


def test_a_set_of_zones_is_one_window(store: Store) -> None:
    with store.write() as tx:
        both = (*EASTERN, *PACIFIC)
        east, west, wide = (tx.worklists.window(zones) for zones in (EASTERN, PACIFIC, both))
        assert len({east, west, wide}) == 3
        assert tx.worklists.window(EASTERN) == east
        assert {window.id: window.zones for window in tx.worklists.windows()} == {
            east: EASTERN,
            west: PACIFIC,
            wide: both,
        }


def test_an_account_without_known_zones_has_a_window_too(store: Store) -> None:
    with store.write() as tx:
        nowhere = tx.worklists.window(())
        assert [window.zones for window in tx.worklists.windows() if window.id == nowhere] == [()]


# -- drafts -------------------------------------------------------------------------------------------------------


@pytest.fixture
def people(work: Office) -> list[int]:
    with work.boss.store.read() as tx:
        return [person.id for login in ("ana", "ben") if (person := tx.people.by_login(login)) is not None]


def test_the_first_save_of_a_draft_fixes_when_the_call_started(work: Office, people: list[int]) -> None:
    ana, account = people[0], work.accounts[0]
    later = NOON + timedelta(minutes=5)
    with work.boss.store.write() as tx:
        tx.drafts.save(ana, account, {"note": "h"}, NOON)
        tx.drafts.save(ana, account, {"note": "he said “\x1b[31m”\n🙂"}, later)
        draft = tx.drafts.get(ana, account)
    assert draft is not None
    assert (draft.started_at, draft.updated_at, draft.login) == (NOON, later, "ana")
    assert draft.body == {"note": "he said “\x1b[31m”\n🙂"}


def test_drafts_are_everyones_own_and_come_latest_first(work: Office, people: list[int]) -> None:
    (ana, ben), (one, two, *_) = people, work.accounts
    with work.boss.store.write() as tx:
        tx.drafts.save(ana, one, {}, NOON)
        tx.drafts.save(ana, two, {}, NOON + timedelta(seconds=1))
        tx.drafts.save(ben, one, {"note": "ben's"}, NOON)
        assert [draft.account_id for draft in tx.drafts.of(ana)] == [two, one]
        tx.drafts.drop(ana, one)
        assert tx.drafts.get(ana, one) is None
        assert [draft.body for draft in tx.drafts.of(ben)] == [{"note": "ben's"}]


def test_a_draft_put_back_keeps_its_times_and_spares_a_newer_one(work: Office, people: list[int]) -> None:
    ana, account = people[0], work.accounts[0]
    with work.boss.store.write() as tx:
        tx.drafts.save(ana, account, {"note": "old"}, NOON)
        old = tx.drafts.get(ana, account)
        assert old is not None
        tx.drafts.drop(ana, account)
        tx.drafts.restore(ana, old)
        assert tx.drafts.get(ana, account) == old
        tx.drafts.restore(ana, old._replace(body={"note": "never"}))
        assert tx.drafts.get(ana, account) == old


def test_a_draft_knows_how_long_it_lay_aside_and_when_its_call_ended(work: Office, people: list[int]) -> None:
    ana, account = people[0], work.accounts[0]
    ended, later = NOON + timedelta(minutes=2), NOON + timedelta(hours=1)
    with work.boss.store.write() as tx:
        old = Draft(account, "ana", NOON, ended, {"note": "old"}, ended_at=ended)
        tx.drafts.restore(ana, old)
        assert tx.drafts.get(ana, account) == old
        tx.drafts.save(ana, account, {"note": "new"}, later, paused_seconds=3480)
        assert tx.drafts.get(ana, account) == old._replace(updated_at=later, body={"note": "new"}, paused_seconds=3480)


# -- texts that are not saved yet ---------------------------------------------------------------------------------


def test_the_newest_text_is_kept_for_each_person_and_each_thing(work: Office, people: list[int]) -> None:
    (ana, ben), account = people[:2], work.accounts[0]
    note, plan = Unsaved("note", account), Unsaved("plan", account)
    with work.boss.store.write() as tx:
        tx.unsaved.save(ana, note, {"text": "h"}, NOON)
        tx.unsaved.save(ana, note, {"text": "he said “\x1b[31m”\n🙂"}, NOON + timedelta(minutes=1))
        tx.unsaved.save(ana, plan, {"day": "fri"}, NOON)
        assert tx.unsaved.get(ana, note) == {"text": "he said “\x1b[31m”\n🙂"}
        assert tx.unsaved.get(ben, note) == {}
        tx.unsaved.drop(ana, note)
        assert tx.unsaved.get(ana, note) == {}
        assert tx.unsaved.get(ana, plan) == {"day": "fri"}
        tx.unsaved.drop(ana, note)


# -- audit --------------------------------------------------------------------------------------------------------


def test_the_audit_says_who_did_what_when(work: Office, people: list[int]) -> None:
    with work.boss.store.write() as tx:
        tx.audit.add(NOON, people[0], "looked", work.accounts[0], "twice")
        tx.audit.add(NOON, None, "started")
        before = tx.audit.head_id()
    with work.boss.store.read() as tx:
        assert tx.audit.head_id() == before + 2
        assert _last_audits(tx, 2) == [
            ("2026-11-23T17:00:00Z", None, "started", None, ""),
            ("2026-11-23T17:00:00Z", people[0], "looked", work.accounts[0], "twice"),
        ]


def _last_audits(tx: Transaction, count: int) -> list[tuple[object, ...]]:
    return tx.sql.all(
        "SELECT at, collector_id, action, account_id, details FROM audit ORDER BY id DESC LIMIT :n", {"n": count}
    )


def test_numbers_and_names_may_be_long(store: Store) -> None:
    with store.write() as tx:
        tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'C')")
        tx.worklists.add("main", "Main", "balanced", None, [])
        account = add_account(tx, number="N" * 64, name="n" * 100_000, invoices=())
        assert tx.accounts.ids_by_number("N" * 64) == [account]
        found = tx.accounts.get(account)
        assert found is not None
        assert len(tx.accounts.customer(found.customer_id).name) == 100_000
