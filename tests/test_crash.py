"""Where the details of an unforeseen error go."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collections_tui.crash import LOG_NAME, log_crash, log_folder

AT = datetime(2026, 11, 23, 17, tzinfo=UTC)


def broken() -> ZeroDivisionError:
    """An error with a traceback."""
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def test_the_details_go_to_the_log_one_after_the_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    log = log_folder() / LOG_NAME
    assert log.is_relative_to(tmp_path)
    sentence = (
        f"{log} says what went wrong (ZeroDivisionError): try again; if it stays, show whoever installed this program "
        "that file."
    )
    assert log_crash(broken(), AT) == log_crash(broken(), AT) == sentence
    written = log.read_text("utf-8")
    assert written.count("2026-11-23T17:00:00Z collections-tui ") == 2
    assert written.count("ZeroDivisionError: division by zero") == 2


def test_without_a_folder_for_logs_they_go_to_a_temporary_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert log_crash(broken(), AT).startswith(f"{tmp_path / LOG_NAME} says what went wrong")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    sentence = log_crash(broken(), AT)
    assert "no log file could be written (ZeroDivisionError: division by zero): try again" in sentence


def test_what_the_system_says_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert "(OSError: No space left on device)" in log_crash(OSError(28, "No space left on device"), AT)


def test_any_text_can_be_logged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    log_crash(ValueError("\ud800 \x1b[31m"), AT)
    assert "\\ud800" in (log_folder() / LOG_NAME).read_text("utf-8")
