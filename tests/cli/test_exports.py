"""`export`: what is in my folder on the host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def mine(shell: Shell) -> Path:
    """Ana's folder, with a file of any bytes in it."""
    folder = shell.database.parent / "exports" / "ana"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "a.pdf").write_bytes(b"%PDF\xff\x00\x1b[2J\r\n")
    return folder


def test_files_are_listed_printed_byte_by_byte_and_removed(shell: Shell, mine: Path) -> None:
    (listed,) = shell.json("export")
    assert (listed["name"], listed["bytes"]) == ("a.pdf", 12)
    assert "a.pdf     12" in shell.run("export").stdout
    assert shell.run("export", "a.pdf").stdout_bytes == b"%PDF\xff\x00\x1b[2J\r\n"
    assert shell.run("export", "a.pdf", "--remove").stdout == "a.pdf is removed from your folder.\n"
    assert list(mine.iterdir()) == []
    assert shell.json("export") == []
    assert shell.refused("export", "a.pdf") == "There is no file a.pdf in your folder: export lists what there is."


def test_everybody_has_a_folder_of_their_own(shell: Shell, boss: Shell, mine: Path) -> None:
    assert boss.json("export") == []
    assert boss.refused("export", "../ana/a.pdf").startswith("“../ana/a.pdf” cannot be a file in your folder")
    assert "Say which file" in shell.run("export", "--remove", exit_code=2).stderr


def test_nothing_is_printed_on_a_screen(shell: Shell, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collections_tui.cli.exports.is_terminal", lambda stream: True)
    assert shell.refused("export", "a.pdf") == "A file is not for the screen: send it into one, with > a.pdf."
