"""From a file of accounts to the second call: import, next, call, outcome, next."""

from __future__ import annotations

from pathlib import Path

from collections_tui.services import accounts, imports
from tests.build import office
from tests.stories.driver import sitting

FILE = """\
Account number,Name,State,Phone,Due date,Balance
D-1,Rosa Rivera,NY,(212) 555-0121,2026-09-12,412.80
D-2,Walter Webb,NY,(212) 555-0122,2026-10-20,96.15
D-3,Ida Iris,NY,(212) 555-0123,2026-12-20,50.00
"""


async def test_imported_accounts_are_worked_one_after_the_other(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(FILE, "utf-8")
    with office(tmp_path, accounts=0, lists=()) as work:
        mapping = imports.find_mapping("accounts", None, imports.header_of(file), work.boss.books)
        report = imports.run(work.boss, "accounts", file, "HOSP", mapping)
        assert (report.added, report.problems) == (3, ())
        async with sitting(work) as ui:
            ui.sees("Rosa Rivera", "$412.80", "72d", "Walter Webb", "never called")
            await ui.do("everywhere.next")
            ui.sees("Account D-1", "(212) 555-0121", "$412.80")
            await ui.press("c", "n")
            ui.sees("Account D-2", "No answer")
            await ui.press("c", "n")
            ui.sees("Account D-3")
            await ui.press("c", "n")
            assert ui.message.endswith("Nobody may be called right now: 3 wake tomorrow.")
        ana = work.desk("ana")
        for number in ("D-1", "D-2", "D-3"):
            view = accounts.view(ana, accounts.by_number(ana, number))
            assert (view.last_outcome, view.account.call_count, view.lease) == ("no_answer", 1, None)
