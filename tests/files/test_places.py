"""Where files go: anywhere for who sits at the machine, and nowhere but their own folder for who does not."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.files import places
from collections_tui.files.places import Anywhere, OwnFolder

OUTSIDE = "what is outside"


@pytest.fixture
def folder(tmp_path: Path) -> OwnFolder:
    """Ana's folder, beside a file that is not for her."""
    (tmp_path / "secret").write_text(OUTSIDE)
    return OwnFolder(tmp_path / "exports", "ana")


def own(tmp_path: Path) -> Path:
    return tmp_path / "exports" / "ana"


def test_a_file_is_written_whole_or_not(tmp_path: Path) -> None:
    Anywhere(tmp_path / "a.txt").write(b"one")
    Anywhere(tmp_path / "a.txt").write(b"two")
    assert (tmp_path / "a.txt").read_bytes() == b"two"
    for name, said in (("", "is a folder: name a file"), ("no/a.txt", "There is no folder")):
        with pytest.raises(Refused, match=said):
            Anywhere(tmp_path / name).check()
    with pytest.raises(Refused, match="is a folder: name a file"):
        Anywhere(tmp_path).write(b"x")
    with pytest.raises(Refused, match="cannot be written: no such file or directory"):
        Anywhere(tmp_path / "no" / "a.txt").write(b"x")
    with pytest.raises(Refused, match="Nobody's home is ~nobody-of-that-name"):
        Anywhere(Path("~nobody-of-that-name/a.txt"))
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_what_is_written_is_kept_for_its_person_alone(folder: OwnFolder, tmp_path: Path) -> None:
    assert folder.names() == []
    place = folder.file(Path("calls-2026.csv"))
    place.check()
    place.write(b"one")
    place.write(b"two!")
    assert str(place) == "your folder on the host: ssh HOST export calls-2026.csv > calls-2026.csv"
    assert [(kept.name, kept.size) for kept in folder.names()] == [("calls-2026.csv", 4)]
    assert folder.read("calls-2026.csv") == b"two!"
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (own(tmp_path), own(tmp_path) / "calls-2026.csv")]
    assert modes == [0o700, 0o600]
    assert OwnFolder(tmp_path / "exports", "ben").names() == []
    folder.remove("calls-2026.csv")
    for again in (folder.read, folder.remove):
        with pytest.raises(Refused, match=r"There is no file calls-2026\.csv in your folder"):
            again("calls-2026.csv")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../secret", "../ben/x.csv", "/etc/passwd", "a/b", "~/x", "~root", ".hidden", "-rf", "a b", "a\0b",
     "a\nb", "$(id)", "`id`", "a;b", "a|b", "x" * 121, "a\x1b[2J", "a\\b", "a*", "\u202ea"],
)  # fmt: skip
def test_no_name_leads_out_of_it(folder: OwnFolder, tmp_path: Path, name: str) -> None:
    for ask in (lambda typed: folder.file(Path(typed)), folder.read, folder.remove):
        with pytest.raises(Refused, match="cannot be a file in your folder"):
            ask(name)
    assert (tmp_path / "secret").read_text() == OUTSIDE
    assert not (tmp_path / "exports").exists()


@pytest.mark.parametrize("login", ["..", ".", "a/b", "", "../../etc"])
def test_no_login_is_another_folder(tmp_path: Path, login: str) -> None:
    with pytest.raises(Refused):
        OwnFolder(tmp_path, login)


def test_a_link_in_it_is_neither_read_nor_written_through(folder: OwnFolder, tmp_path: Path) -> None:
    folder.file(Path("a")).write(b"x")
    for name, make in (("soft", os.symlink), ("hard", os.link)):
        make(tmp_path / "secret", own(tmp_path) / name)
        with pytest.raises(Refused, match=r"There is no file soft|hard is no plain file"):
            folder.read(name)
        folder.file(Path(name)).write(b"mine")
        assert (tmp_path / "secret").read_text() == OUTSIDE
        assert folder.read(name) == b"mine"
    os.mkfifo(own(tmp_path) / "pipe")
    (own(tmp_path) / "sub").mkdir()
    for name in ("pipe", "sub"):
        with pytest.raises(Refused, match="is no plain file"):
            folder.read(name)
    with pytest.raises(Refused, match="sub cannot be written: is a directory"):
        folder.file(Path("sub")).write(b"x")
    assert [kept.name for kept in folder.names()] == ["a", "hard", "soft"]


def test_a_folder_that_is_a_link_or_anybodys_is_not_opened(folder: OwnFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "exports").mkdir()
    own(tmp_path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="Your folder cannot be opened"):
        folder.file(Path("a")).write(b"x")
    own(tmp_path).unlink()
    own(tmp_path).mkdir()
    own(tmp_path).chmod(0o777)
    with pytest.raises(Refused, match="can be written to by others"):
        folder.file(Path("a")).write(b"x")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_one_person_does_not_fill_the_host(folder: OwnFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_FILES", 2)
    monkeypatch.setattr(places, "MOST_BYTES", 10)
    folder.file(Path("a")).write(b"123456")
    with pytest.raises(Refused, match="Your folder is full"):
        folder.file(Path("b")).write(b"123456")
    folder.file(Path("a")).write(b"1234567890")
    folder.file(Path("b")).write(b"")
    with pytest.raises(Refused, match="Your folder is full"):
        folder.file(Path("c")).write(b"")
