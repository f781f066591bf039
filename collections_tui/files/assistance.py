"""Reads what protects a hospital's patients from a CSV file: a row for an account, a column for each day or fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.insurance.assistance import DECISIONS, Happened
from collections_tui.domain.money import parse_cents
from collections_tui.domain.text import clean
from collections_tui.files.csv_in import CsvFile, Row

COLUMNS = (
    "account", "statement", "notice", "applied", "decided", "decision", "estimate", "disputed", "settled", "protected",
)  # fmt: skip
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")


class AssistanceRow(NamedTuple):
    """What a row says of an account, by its number; ``line`` is where the row begins."""

    line: int
    account: str
    happened: Happened


def read_assistance(path: Path, currency: str) -> Iterator[AssistanceRow]:
    """Yield the rows of a file; columns may come in any order, and all but ``account`` may be missing.

    Raises:
        Refused: it cannot be read, has a column that nobody knows, or a row that cannot be; with the line.
    """
    with CsvFile(path, "utf-8-sig") as file:
        names = [clean(name).strip().lower() for name in file.columns]
        unknown = [name for name in names if name not in COLUMNS]
        if "account" not in names or unknown or len(set(names)) != len(names):
            wrong = (
                f"“{unknown[0][:40]}” is no column of it" if unknown else "it needs the column account, and each once"
            )
            raise Refused(f"{file.name}: {wrong}: there are {', '.join(COLUMNS)}.")
        while (batch := file.take(1_000)) is not None:
            for row, why in batch.bad:
                raise Refused(f"{file.name}, line {row.line}: {why}.")
            for row in batch.rows:
                yield _row(row, names, currency, file.name)


def _row(row: Row, names: list[str], currency: str, name: str) -> AssistanceRow:
    cells = dict(zip(names, (clean(cell).strip() for cell in row.cells), strict=False))
    try:
        return AssistanceRow(row.line, cells["account"], _happened(cells, currency))
    except ValueError as error:
        raise Refused(f"{name}, line {row.line}: {str(error).rstrip('.')}.") from error


def _happened(cells: dict[str, str], currency: str) -> Happened:
    def day(name: str) -> date | None:
        text = cells.get(name, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise ValueError(f"“{text[:20]}” is no day for {name}: write it as 2026-11-23") from None

    decision = cells.get("decision", "").lower()
    if decision and decision not in DECISIONS:
        raise ValueError(f"“{decision[:20]}” is no decision: there are {', '.join(DECISIONS)}")
    protected = cells.get("protected", "").lower()
    if protected not in (*_YES, *_NO):
        raise ValueError(f"protected is yes or no, and not “{protected[:20]}”")
    estimate = cells.get("estimate", "")
    return Happened(
        day("statement"), day("notice"), day("applied"), day("decided"),
        next((one for one in DECISIONS if one == decision), None),
        parse_cents(estimate, currency=currency) if estimate else None,
        day("disputed"), day("settled"), None if protected == "" else protected in _YES,
    )  # fmt: skip
