"""What to say fits the account: its figures, its client, and how the last call ended."""

from __future__ import annotations

from pathlib import Path

from collections_tui.services import accounts, calls, scripts
from collections_tui.services.views import CallEntry, Words
from tests.build import Office, office


def words(work: Office) -> Words:
    """What to say on the first account."""
    ana = work.desk("ana")
    return scripts.for_view(ana, accounts.view(ana, work.accounts[0]))


def opening(said: Words) -> str:
    """The name of the text that opens the next call."""
    return said.scripts[said.opening].title


def test_the_blanks_are_filled_in(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        said = words(work)
    text = said.scripts[said.opening].text
    assert "Ada Lovelace 1" in text
    assert "$12.00" in text
    assert "This is Ana" in text
    assert not any("{" in script.text for script in said.scripts)


def test_the_last_outcome_decides_what_opens_the_next_call(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        ana = work.desk("ana")
        assert opening(words(work)) == "First call"
        calls.log_call(ana, CallEntry(work.accounts[0], "no_answer", "1"))
        assert opening(words(work)) == "First call"
        calls.log_call(ana, CallEntry(work.accounts[0], "refuses", "2", note="no"))
        assert opening(words(work)) == "Refusal"
        calls.log_call(ana, CallEntry(work.accounts[0], "paid_already", "3", note="in cash"))
        assert opening(words(work)) == "Follow-up"


def test_what_the_machine_hears_tells_nobody_of_a_debt(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        said = words(work)
    (voicemail,) = [script.text for script in said.scripts if script.title == "Voicemail"]
    for secret in ("$12.00", "St. Elsewhere", "Ada Lovelace", "debt"):
        assert secret not in voicemail
    assert "(212) 555-0100" in voicemail
