"""The audit on the screen: read by those who may, entry by entry, and checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from collections_tui.domain.errors import NotPermitted
from collections_tui.services import accounts, calls, clients, queue, scoring
from tests.build import Office, office
from tests.services.entries import entry
from tests.sound import past_the_triggers
from tests.stories.driver import sitting
from tests.stories.frames import SIZES, Golden


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Ana has called, noted and been refused something; the boss has changed the hospital's name."""
    monkeypatch.setenv("LOGNAME", "adam")
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50022 192.0.2.1 22")
    with office(tmp_path, people=("ana", "olga:auditor"), accounts=3) as made:
        ana = made.desk("ana")
        ana.place = made.boss.place = "ana at desk-7, screen"
        queue.open_account(ana, made.accounts[0])
        calls.log_call(ana, entry(ana, made.accounts[0], "refuses", operation_id="one"))
        accounts.add_note(ana, made.accounts[0], "They moved to [b]Boston[/b].")
        with suppress(NotPermitted):
            scoring.rescore(ana)
        clients.change(made.boss, "HOSP", name="St. Elsewhere’s", phone="+12125550199")
        yield made


async def test_an_auditor_reads_who_did_what_and_opens_an_entry(work: Office) -> None:
    async with sitting(work, "olga") as ui:
        await ui.do("everywhere.audit")
        ui.sees("Audit", "change client", "refused", "note", "refuses", "ana", "boss", "A-0001")
        await ui.do("audit.open")
        ui.sees("change client", "By        boss", "From      ana at desk-7, screen")
        ui.sees("name", "− St. Elsewhere Hospital", "+ St. Elsewhere’s")
        await ui.do("audit_entry.account")
        ui.sees("This entry is about no account.")
        await ui.do("audit_entry.cancel")
        await ui.press("down", "down", "enter")
        ui.sees("text", "+ They moved to [b]Boston[/b].")
        await ui.do("audit_entry.account")
        ui.sees("A-0001")
        ui.misses("Audit")
        await ui.do("account.leave")
        ui.sees("Audit", "view")


async def test_the_audit_is_filtered_by_person_kind_account_and_day(work: Office) -> None:
    async with sitting(work, "olga") as ui:
        await ui.press("A", "f")
        await ui.type("ana")
        await ui.do("filter.apply")
        ui.sees("Audit · ana", "refused")
        ui.misses("change client")
        await ui.press("f", "tab")
        await ui.type("moon")
        await ui.do("filter.apply")
        ui.sees("Nothing of the kind “moon” is in the audit; there is:")
        await ui.do("filter.clear")
        await ui.type("note")
        await ui.press("tab")
        await ui.type("A-0001")
        await ui.do("filter.apply")
        ui.sees("Audit · note · A-0001", "They moved")
        ui.misses("refused")
        await ui.press("d")
        await ui.type("sun")
        await ui.press("enter")
        ui.sees("Audit · note · A-0001 · Sun 22 Nov", "Nothing in the audit is like it.")


async def test_a_check_names_the_first_entry_that_somebody_has_been_at(work: Office) -> None:
    async with sitting(work, "olga") as ui:
        await ui.press("A")
        await ui.do("audit.check")
        ui.sees("entries are as they were written.")
        with work.boss.store.write() as tx:
            past_the_triggers(tx)
            tx.sql.run("UPDATE audit SET details = 'nothing' WHERE action = 'call'")
            tampered = tx.sql.value("SELECT id FROM audit WHERE action = 'call'")
        await ui.do("audit.check")
        ui.sees(f"Entry {tampered} was changed after it was written.")


async def test_a_collector_is_refused_the_audit_and_that_is_in_it(work: Office) -> None:
    async with sitting(work, "ana") as ui:
        await ui.press("A")
        ui.sees("ana may not read the audit: ask an admin or auditor or supervisor.")
    with work.boss.store.read() as tx:
        assert tx.sql.one("SELECT action, about FROM audit ORDER BY id DESC") == ("refused", "read the audit")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_frames(work: Office, size: tuple[int, int], golden: Golden) -> None:
    async with sitting(work, "olga", size=size) as ui:
        await ui.do("everywhere.audit")
        golden(ui, "audit")
        await ui.do("audit.open")
        golden(ui, "audit-entry")
        await ui.do("audit_entry.cancel")
        await ui.do("audit.filter")
        golden(ui, "audit-filter")
