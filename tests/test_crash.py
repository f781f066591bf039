"""Where the details of an unforeseen error go."""

import re
import sqlite3
from contextlib import closing
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
    assert (
        len(re.findall(r"\n  tests/test_crash\.py:\d+ broken: 1 / 0  # noqa: B018\nZeroDivisionError\n", written)) == 2
    )


def test_without_a_folder_for_logs_they_go_to_a_temporary_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert log_crash(broken(), AT).startswith(f"{tmp_path / LOG_NAME} says what went wrong")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "file"))
    sentence = log_crash(broken(), AT)
    assert re.search(
        r"no log file could be written \(ZeroDivisionError, tests/test_crash\.py:\d+\): try again", sentence
    )


def test_what_the_system_says_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert "(OSError: No space left on device)" in log_crash(OSError(28, "No space left on device"), AT)


NAMES, NUMBERS, AMOUNTS = ("Łukasz", "Lovelace"), ("A-0001", "+12015550101", "5550101"), ("1,234.56", "123456")


def work_on(customer: str, number: str, cents: int) -> None:
    """Fail with everything in it: in variables, in what is raised, in what led to it, and in notes to it."""
    called = {"customer": customer, "number": number, "cents": cents}
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE one (name TEXT CHECK (name <> 'Ada Lovelace, +12015550101'))")
        try:
            db.execute(f"INSERT INTO one VALUES ('{customer}, {number}') RETURNING nothing_{number[1:]}")
        except sqlite3.Error as error:
            try:
                raise KeyError(f"{customer} owes $1,234.56") from error
            except KeyError as second:
                second.add_note(f"while working on A-0001 of {called}")
                raise ExceptionGroup(f"both of {customer}", [second, ValueError(cents)]) from second


def test_no_name_number_or_amount_gets_into_the_log_or_the_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with pytest.raises(ExceptionGroup) as caught:
        work_on("Łukasz Lovelace", "+12015550101", 123456)
    # The lines of the program are in the log, of this test too: what stands in them was put together elsewhere.
    said = log_crash(caught.value, AT)
    written = (log_folder() / LOG_NAME).read_text("utf-8")
    lines = [line for line in written.splitlines() if "tests/test_crash.py" not in line]
    for text in (*NAMES, *NUMBERS, *AMOUNTS):
        assert text not in "\n".join(lines), text
        assert text not in said, text
    assert [line.split()[0] for line in lines[1:] if line and not line.startswith((" ", "which", "together"))] == [
        "OperationalError", "KeyError", "ValueError", "ExceptionGroup",
    ]  # fmt: skip
    assert "SQLITE_ERROR" in written
    assert written.count("work_on") >= 3, "where it happened"


def test_any_kind_can_be_logged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    log_crash(type("Größe", (ValueError,), {})("\ud800 \x1b[31m"), AT)
    assert "Größe" in (log_folder() / LOG_NAME).read_text("utf-8")
