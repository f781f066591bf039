"""What people who come over SSH write and read: their own folder, whichever service it is."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.services import (
    assistance_file,
    bounces,
    copying,
    deliveries,
    document_runs,
    documents,
    exports,
    figures,
    imports,
    mail,
    print_run,
    remittances,
)
from collections_tui.services.desk import Desk
from tests.build import Office
from tests.services.walk import Service, everything

# Every service that is told a path by whoever asks, and how it is asked for one.
WRITES: dict[str, Callable[[Desk, Path], object]] = {
    "figures.export": lambda desk, path: figures.export(desk, figures.report(desk, "calls"), path),
    "documents.write": lambda desk, path: documents.write(desk, "agreement", 1, path),
    "documents.write_statement": lambda desk, path: documents.write_statement(desk, 1, path),
    "document_runs.statements": lambda desk, path: document_runs.statements(desk, "HOSP", path),
    "documents.check_file": lambda desk, path: documents.check_file(desk, path),
    "mail.write_document": lambda desk, path: mail.write_document(desk, 1, path),
    "deliveries.write_message": lambda desk, path: deliveries.write_message(desk, 1, path),
    "print_run.print_run": lambda desk, path: print_run.print_run(desk, path),
    "exports.place_for": lambda desk, path: exports.place_for(desk, path).write(b"x"),
}
HOSTS: dict[str, Callable[[Desk, Path], object]] = {
    "imports.run": lambda desk, path: imports.run(desk, "accounts", path, "HOSP", cast(Any, None)),
    "bounces.bounced": lambda desk, path: bounces.bounced(desk, path),
    "assistance_file.take": lambda desk, path: assistance_file.take(desk, path, "HOSP"),
    "remittances.take": lambda desk, path: remittances.take(desk, path, "HOSP"),
    "copying.copy_everything": lambda desk, path: copying.copy_everything(desk, str(path)),
}

NEVER_FROM_AFAR = {"ssh_keys.install", "backup.make"}
"""What only commands of `services/remote.py:NEVER` ask for."""
PATHS = {"path", "file", "folder", "to"}
"""How a parameter is called that is a path as text."""


@pytest.fixture
def sue(work: Office) -> Desk:
    """A supervisor, and admin, who comes over SSH."""
    desk = work.boss
    desk.from_afar = True
    return desk


def test_every_service_that_is_told_a_path_is_known_here() -> None:
    told = {
        name for name, service in everything().items()
        if any("Path" in str(one.annotation) or one.name in PATHS for one in parameters(service))
    }  # fmt: skip
    assert told - NEVER_FROM_AFAR <= WRITES.keys() | HOSTS.keys(), "say here how it is confined"


def parameters(service: Service) -> list[inspect.Parameter]:
    return list(inspect.signature(service).parameters.values())


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("typed", ["/tmp/x.csv", "../x.csv", "~/x.csv", "sub/x.csv", ".x"])
def test_no_path_is_written_outside_of_ones_folder(sue: Desk, tmp_path: Path, name: str, typed: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(Refused, match="cannot be a file in your folder"):
        WRITES[name](sue, Path(typed))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", HOSTS)
def test_what_takes_any_path_is_for_the_host_alone(sue: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="from afar: do it on the host itself"):
        HOSTS[name](sue, tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_what_is_written_is_fetched_and_both_are_entered(
    sue: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    base = tmp_path / "kept"
    monkeypatch.setattr(sue.books, "site", sue.books.site._replace(exports=str(base)))
    said = figures.export(sue, figures.report(sue, "calls"), Path("calls.csv"))
    assert said.endswith("are in your folder: ssh HOST export calls.csv > FILE.")
    assert [one.name for one in exports.kept(sue)] == ["calls.csv"]
    assert exports.fetch(sue, "calls.csv") == (base / "boss" / "calls.csv").read_bytes()
    with sue.store.read() as tx:
        told = [row[0] for row in tx.sql.all("SELECT action FROM audit WHERE action LIKE 'export%' ORDER BY id")]
    assert told == ["export report", "export file"]
    assert exports.remove(sue, "calls.csv") == "calls.csv is removed from your folder."
    assert exports.kept(sue) == []


def test_the_folder_is_beside_the_database_or_where_the_site_says_in_full(
    sue: Desk, engine: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if engine == "sqlite":
        exports.place_for(sue, Path("a.txt")).write(b"x")
        assert (tmp_path / "exports" / "boss" / "a.txt").read_bytes() == b"x"
    monkeypatch.setattr(sue.books, "site", sue.books.site._replace(exports="exports"))
    with pytest.raises(ConfigError, match="exports must be a whole path"):
        exports.kept(sue)


def test_whoever_sits_at_the_machine_writes_where_they_say(work: Office, tmp_path: Path) -> None:
    figures.export(work.boss, figures.report(work.boss, "calls"), tmp_path / "calls.csv")
    assert (tmp_path / "calls.csv").read_text().startswith("of,calls")
