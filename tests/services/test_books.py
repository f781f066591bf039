"""Reading the books: what ships is read, and a wrong file is refused with its name, line, entry and field."""

from pathlib import Path

import pytest

from collections_tui.domain.errors import ConfigError
from collections_tui.resources import data_path
from collections_tui.services.books import (
    load_mail,
    load_outcomes,
    load_places,
    load_scripts,
    load_strategies,
    load_strategy,
)

STRATEGY = """\
title = "Mine"

[[rule]]
id = "late"
kind = "days_past_due"
at_least = [[30, 5]]
text = "{days} days past due"

[[rule]]  # the second
id = "argued"
kind = "disputed"
  points = "many"
text = "disputed"
"""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "strategies" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(ConfigError) as refused:
        load_strategy(path)
    return str(refused.value)


def test_everything_that_ships_is_read() -> None:
    assert load_outcomes(data_path("outcomes.toml")).outcomes[0].code == "no_answer"
    assert load_scripts(data_path("scripts", "default.toml")).scripts
    assert load_places(data_path("places", "us.toml")).states["NY"] == ("America/New_York",)
    assert list(load_strategies(data_path("strategies"))) == ["balanced", "promises-first"]


def test_a_strategy_is_named_after_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.toml", STRATEGY.replace('"many"', "-3"))
    strategy = load_strategy(path)
    assert (strategy.name, strategy.title) == ("mine", "Mine")
    assert [rule.id for rule in strategy.rules] == ["late", "argued"]


def test_a_wrong_field_is_found_by_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "x.toml", STRATEGY)
    assert complaint(path) == "strategies/x.toml, line 12: rule 2: points must be a whole number"


def test_a_missing_field_is_found_by_the_line_of_its_entry(tmp_path: Path) -> None:
    path = write(tmp_path, "x.toml", STRATEGY.replace('  points = "many"\n', ""))
    assert complaint(path) == "strategies/x.toml, line 9: rule 2: points is missing"


def test_a_wrong_field_of_the_file_itself_is_found_too(tmp_path: Path) -> None:
    path = write(tmp_path, "x.toml", STRATEGY.replace('"Mine"', "3"))
    assert complaint(path) == "strategies/x.toml, line 1: title must be text in quotes"


def test_a_wrong_table_is_found_by_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "us.toml"
    path.write_text('unknown = ["America/New_York"]\n\n[states]\nNY = "Eastern"\n', "utf-8")
    with pytest.raises(ConfigError, match=r"us\.toml, line 3: states must give NY a list of time zones"):
        load_places(path)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.toml", b"\xef\xbb\xbf" + STRATEGY.replace('"many"', "-3").encode())
    assert load_strategy(path).title == "Mine"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'title = "Mine', "strategies/x.toml is not valid TOML: "),
        (b"", "strategies/x.toml: title is missing"),
        (b'title = "\xe9"', "strategies/x.toml is not UTF-8 text: save it again as UTF-8."),
        (b"#" * 1_000_001, "strategies/x.toml is larger than any such file: check that it is the right one."),
    ],
    ids=["half", "empty", "latin", "huge"],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    assert complaint(write(tmp_path, "x.toml", content)).startswith(reason)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert complaint(tmp_path / "strategies" / "x.toml").startswith("strategies/x.toml cannot be read: no such file")
    assert complaint(tmp_path).endswith("cannot be read: is a directory.")


def test_a_field_that_several_tables_have_is_found_in_its_own(tmp_path: Path) -> None:
    path = tmp_path / "mail.toml"
    good = '[server]\nhost = "mail.example.org"\n[sender]\naddress = "a@example.org"\n[clients.HOSP]\nname = "H"\n'
    for more, said in (
        ('address = "nobody"\n', "line 7: address is no address that mail can come from"),
        ("", "line 5: address is missing"),
    ):
        path.write_text(good + more)
        with pytest.raises(ConfigError, match=rf"/mail\.toml, {said}$"):
            load_mail(path)
