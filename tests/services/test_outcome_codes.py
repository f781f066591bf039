"""What a call counts as, for everybody: who may change it, what is kept of the change, and what is one's own affair."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.resources import data_path
from collections_tui.services.desk import Desk
from collections_tui.services.sign_in import open_desk
from tests.build import Office

COUNTED = ("connected = false\nright_party = false", "connected = true\nright_party = true")
OWN_WORDS = ('words = "No answer"', 'words = "Nobody there"')
OWN_CODE = (
    "# ── Nobody reached",
    '[[outcome]]\ncode = "letter_back"\nkey = "%"\nwords = "Letter came back"\ngroup = "Not reached"\n'
    'connected = false\nright_party = false\ncounts = false\nnext = "in 3 business days"\n# ──',
)


def config(folder: Path, *changes: tuple[str, str]) -> Path:
    """A folder with outcomes of one's own: those that ship, changed."""
    folder.mkdir(exist_ok=True)
    text = data_path("outcomes.toml").read_text("utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    (folder / "outcomes.toml").write_text(text, "utf-8")
    return folder


def sit_down(work: Office, login: str, folder: Path | None = None) -> Desk:
    """Open a desk with the books of a folder, and leave it."""
    with closing(open_desk(work.where, login, work.clock, config=folder)) as desk:
        return desk


def codes(work: Office) -> dict[str, tuple[str, bool]]:
    """The words of every code in the database, and whether its calls count as with the right party."""
    with work.boss.store.read() as tx:
        return {code.code: (code.words, code.right_party) for code in tx.calls.outcome_codes().values()}


def entries(work: Office) -> list[tuple[str, str]]:
    """Who changed outcomes, and how."""
    with work.boss.store.read() as tx:
        return tx.sql.all(
            "SELECT p.login, a.details FROM audit a JOIN collector p ON p.id = a.collector_id "
            "WHERE a.action = 'change outcomes' ORDER BY a.id"
        )


def changes(work: Office) -> int:
    """A number that rises with every change of the database."""
    with work.boss.store.read() as tx:
        if tx.sql.engine == "sqlite":
            return int(tx.sql.value("PRAGMA data_version"))
        return int(tx.sql.value("SELECT count(*) FROM operation"))


def test_the_same_file_elsewhere_and_at_another_time_changes_nothing(work: Office, tmp_path: Path) -> None:
    other = config(tmp_path / "other")
    os.utime(other / "outcomes.toml", (1, 1))
    before = changes(work)
    for folder in (None, other, None, other):
        sit_down(work, "ana", folder)
    assert changes(work) == before


@pytest.mark.parametrize("login", ["ana", "olga"])
def test_who_may_not_manage_outcomes_cannot_sign_in_with_others(work: Office, tmp_path: Path, login: str) -> None:
    before = codes(work)
    with pytest.raises(Refused, match=r"counts no_answer otherwise than this database.*ask a supervisor"):
        sit_down(work, login, config(tmp_path / "own", COUNTED))
    assert (codes(work), entries(work)) == (before, [])


@pytest.mark.parametrize("login", ["sue", "adam"])
def test_who_may_changes_them_for_everybody_and_the_audit_says_how(work: Office, tmp_path: Path, login: str) -> None:
    floors = config(tmp_path / "floor", COUNTED, OWN_WORDS)
    sit_down(work, login, floors)
    assert codes(work)["no_answer"] == ("Nobody there", True)
    assert entries(work) == [(login, "no_answer: “No answer”, counts → “Nobody there”, connected, right party, counts")]
    sit_down(work, "ana", floors)
    with pytest.raises(Refused, match="start with the floor's --config"):
        sit_down(work, "ana")
    assert len(entries(work)) == 1


def test_words_of_ones_own_stay_ones_own(work: Office, tmp_path: Path) -> None:
    own, before = config(tmp_path / "own", OWN_WORDS), changes(work)
    desk = sit_down(work, "ana", own)
    assert desk.books.outcomes.by_code["no_answer"].words == "Nobody there"
    sit_down(work, "ana", own)
    assert codes(work)["no_answer"] == ("No answer", False)
    assert (changes(work), entries(work)) == (before, [])


def test_a_code_of_ones_own_can_be_used_and_stays(work: Office, tmp_path: Path) -> None:
    own = config(tmp_path / "own", OWN_CODE, OWN_WORDS)
    for folder in (own, None, own):
        sit_down(work, "ana", folder)
    assert codes(work)["letter_back"] == ("Letter came back", False)
    assert codes(work)["no_answer"] == ("No answer", False)
    assert entries(work) == [("ana", "letter_back: new, “Letter came back”")]


def test_a_file_that_cannot_be_read_is_a_sentence(work: Office, tmp_path: Path) -> None:
    own = config(tmp_path / "own")
    (own / "outcomes.toml").write_bytes(b"\xff")
    with pytest.raises(Exception, match="UTF-8"):
        sit_down(work, "ana", own)
    shutil.rmtree(own)
    sit_down(work, "ana", own)
