"""What people type, in a dialog or a shell: understood or refused in one clear sentence, and never anything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.cli.main import cli
from collections_tui.cli.options import FIRST_YEAR, LAST_YEAR, read_instant
from collections_tui.domain.dates import parse_day, parse_moment
from collections_tui.domain.errors import Refused
from collections_tui.domain.money import MOST_CENTS, parse_cents
from collections_tui.domain.phones import parse_phone
from collections_tui.services.sign_in import check_login
from collections_tui.tui.dialogs.go_day import read_past_day
from collections_tui.tui.dialogs.plan import read_day
from tests.build import NOON, TODAY, Office, office
from tests.naughty.strings import LONG, NAUGHTY, SHORT, driving
from tests.stories.driver import sitting

Value = TypeVar("Value")

TYPED = (
    st.text(max_size=60)
    | st.from_regex(re.compile(r"[-+]?[0-9a-z/:., $()]{0,20}"))
    | st.sampled_from([*SHORT.values()])
)


def tried(read: Callable[[], Value]) -> Value | None:
    """What was read; None when it was refused, which has to be done in one clean sentence of a reasonable length."""
    try:
        return read()
    except (ValueError, OverflowError, Refused) as error:
        sentence = str(error)
    assert driving(sentence) == []
    assert 0 < len(sentence) < 300
    assert "\n" not in sentence
    return None


@given(text=TYPED)
def test_a_day_is_a_day_or_a_sentence(text: str) -> None:
    for found, words in (read_day(text, TODAY), read_past_day(text, TODAY)):
        assert words
        assert found is not None or words.endswith(".")
    day = tried(lambda: parse_day(text, TODAY))
    assert day is None or 1900 <= day.year <= 2199


@given(text=TYPED)
def test_a_moment_is_still_to_come(text: str) -> None:
    moment = tried(lambda: parse_moment(text, NOON))
    assert moment is None or moment > NOON


@given(text=TYPED, currency=st.sampled_from(["USD", "JPY", "KWD", "CHF"]))
def test_an_amount_is_whole_cents_in_our_digits(text: str, currency: str) -> None:
    cents = tried(lambda: parse_cents(text, currency=currency))
    if cents is not None:
        assert abs(cents) <= MOST_CENTS
        assert not [sign for sign in text if sign.isdigit() and not sign.isascii()]


@given(text=TYPED)
def test_a_number_is_in_its_one_form(text: str) -> None:
    phone = parse_phone(text)
    assert phone is None or re.fullmatch(r"\+[1-9][0-9]{3,14}", phone.e164)


@given(text=TYPED | st.datetimes().map(datetime.isoformat) | st.dates().map(str))
def test_an_instant_has_a_day_before_and_after(text: str) -> None:
    at = tried(lambda: read_instant(text))
    assert at is None or (at.tzinfo is UTC and FIRST_YEAR - 1 <= at.year <= LAST_YEAR + 1)


@given(text=TYPED)
def test_a_login_is_letters_and_digits(text: str) -> None:
    login = tried(lambda: check_login(text))
    assert login is None or not set(login) & set(" /\\'\"[]\x1b\n;")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office whose few accounts may be asked anything."""
    with office(tmp_path_factory.mktemp("typed"), accounts=3) as made:
        yield made


def run(work: Office, *words: str) -> str:
    """Type a command, and check that what comes of it is in order; what was said on standard error."""
    who = ["--db", work.where, "--as", "boss", "--now", "2026-11-23T17:00Z"]
    result = CliRunner().invoke(cli, [*who, *words])
    assert result.exit_code in (0, 1, 2), (words, result.exception)
    assert "says what went wrong" not in result.output, (words, result.output)
    assert driving(result.output) == [], words
    if result.exit_code == 1:
        assert result.stderr.count("\n") == 1, (words, result.stderr)
    return result.stderr


@pytest.mark.parametrize(
    "now", ["9999-12-31", "9999-12-31T23:59Z", "0001-01-01", "0001-01-01T00:00+14:00", "1969-12-31"]
)
def test_there_is_no_work_at_the_ends_of_time(work: Office, now: str) -> None:
    for words in (("next",), ("calls",), ("list",), ("plan", "A-0001", "eom")):
        assert "no year to work in" in run(work, *words, "--now", now) or "no instant" in run(
            work, *words, "--now", now
        )


def test_a_place_that_cannot_be_is_said_to_be_none(work: Office, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database")
    for place, said in (
        ("~nobody-of-that-name/x.db", "Nobody's home"),
        ("a" * 300, "cannot be opened"),
        (str(tmp_path / "none" / "x.db"), "does not exist"),
        (str(tmp_path), "is a folder"),
        (str(tmp_path / "text.db"), "is not a collections-tui database"),
        ("/dev/null", "is not a file"),
        ("\x1b]52;c;eA==\x07.db", "There is no database at ␛]52;c;eA==␇.db"),
        ("", "is a folder"),
    ):
        assert said in run(work, "list", "--db", place)


def test_a_folder_of_books_has_to_be_there(work: Office, tmp_path: Path) -> None:
    assert "There is no folder" in run(work, "outcomes", "--config", str(tmp_path / "misspelt"))
    (tmp_path / "file").touch()
    assert "There is no folder" in run(work, "outcomes", "--config", str(tmp_path / "file"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40) | st.sampled_from([*NAUGHTY.values()]))
def test_anything_may_be_noted_and_looked_for(work: Office, text: str) -> None:
    run(work, "note", "A-0001", "--", text)
    run(work, "find", "--", text)
    run(work, "plan", "A-0002", "+3d", "--words", text)


HOSTILE = ("clipboard", "click", "right to left override", "lines", "zalgo", "family", "formula", "other digits")


async def test_fields_of_a_call_take_anything(tmp_path: Path) -> None:
    with office(tmp_path, accounts=2) as work:
        async with sitting(work, size=(100, 30)) as ui:
            await ui.do("worklist.open")
            await ui.do("account.call")
            await ui.press("p")
            for name in HOSTILE:
                for _ in range(4):
                    await ui.paste(NAUGHTY[name])
                    await ui.press("tab")
                assert [driving(line) for line in ui.screen_lines() if driving(line)] == []
            await ui.press("enter")
            ui.sees("Not saved yet")
        (draft,) = _drafts(work)
        assert all(driving(text.replace("\n", "")) == [] for text in draft.values())
        assert "␛]52;c;TkFVR0hUWQ==␇" in draft["note"]


def _drafts(work: Office) -> list[dict[str, str]]:
    desk = work.desk("ana")
    with desk.store.read() as tx:
        return [draft.body for draft in tx.drafts.of(desk.person.id)]


async def test_a_note_takes_anything(tmp_path: Path) -> None:
    with office(tmp_path, accounts=1) as work:
        async with sitting(work, size=(80, 24)) as ui:
            await ui.do("worklist.open")
            for text in (*(NAUGHTY[name] for name in HOSTILE), LONG["long brackets"][:30_000]):
                await ui.do("account.note")
                await ui.paste(text)
                await ui.press("enter")
                ui.sees("The note is saved")
                assert [driving(line) for line in ui.screen_lines() if driving(line)] == []
