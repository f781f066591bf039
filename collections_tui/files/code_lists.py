"""Reads a list of codes with their words as its keeper gives it out: a CSV file with a column for each."""

from __future__ import annotations

from pathlib import Path

from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.text import clean
from collections_tui.files.csv_in import CsvFile

_CODES = ("code", "reason code", "remark code", "carc", "rarc")
_WORDS = ("description", "words", "definition", "message")
_MOST = 20_000
_LONGEST_CODE, _LONGEST = 10, 2_000


def read_code_list(path: Path) -> dict[str, str]:
    """Return a list's codes with their words; whatever else it says of them, as the day they ended, is left out.

    An adjustment of a year ago may have a code that has ended since: those stay.

    Raises:
        ConfigError: it cannot be read, has no such columns, or a code stands twice or has no words; with the line.
    """
    try:
        with CsvFile(path, "utf-8-sig") as file:
            names = [clean(name).strip().lower() for name in file.columns]
            at, words_at = _column(path, names, _CODES), _column(path, names, _WORDS)
            found: dict[str, str] = {}
            while (batch := file.take(1_000)) is not None:
                if batch.bad:
                    row, why = batch.bad[0]
                    raise _wrong(path, row.line, why)
                for row in batch.rows:
                    code = clean(row.cells[at]).strip().upper()
                    _enter(found, path, row.line, code, clean(row.cells[words_at]).strip())
    except Refused as refused:
        raise ConfigError(str(refused)) from refused
    if not found:
        raise ConfigError(f"{path} has no codes: take the whole list.")
    return found


def _enter(found: dict[str, str], path: Path, line: int, code: str, words: str) -> None:
    if not 0 < len(code) <= _LONGEST_CODE:
        raise _wrong(path, line, f"“{code[:20]}” is no code")
    if not 0 < len(words) <= _LONGEST:
        raise _wrong(path, line, f"{code} needs words, {_LONGEST:,} characters at most")
    if code in found:
        raise _wrong(path, line, f"{code} stands there twice")
    if len(found) == _MOST:
        raise _wrong(path, line, f"more than {_MOST:,} codes")
    found[code] = words


def _column(path: Path, names: list[str], known: tuple[str, ...]) -> int:
    for name in known:
        if name in names:
            return names.index(name)
    raise ConfigError(f"{path} has no column {known[0]}: its first line has to name {_CODES[0]} and {_WORDS[0]}.")


def _wrong(path: Path, line: int, why: str) -> ConfigError:
    return ConfigError(f"{path}, line {line}: {why}.")
