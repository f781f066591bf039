"""Reads the TOML books that ship in data/ or that a supervisor wrote: outcomes, strategies, scripts, places, policies.

A book is read whole or refused whole, with file, line, entry and field in the sentence. Refuses to understand a book
itself: the domain does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from collections_tui.domain.config import BadField, Fields
from collections_tui.domain.errors import ConfigError

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Guidelines
    from collections_tui.domain.arrangements.policy import Like
    from collections_tui.domain.arrangements.records import ArrangementPolicy
    from collections_tui.domain.billing.check_records import Check
    from collections_tui.domain.billing.invoicing import Invoicing
    from collections_tui.domain.contact.policy_files import ClientPolicy, PolicyFile
    from collections_tui.domain.insurance.codes import CodeBook
    from collections_tui.domain.insurance.outcomes import ClaimOutcomes
    from collections_tui.domain.mail import MailSettings
    from collections_tui.domain.outcomes import OutcomeBook
    from collections_tui.domain.places import Places
    from collections_tui.domain.scripts import ScriptBook
    from collections_tui.domain.site import Site
    from collections_tui.domain.strategy import Strategy
    from collections_tui.files.documents.layout import Layout, Look
    from collections_tui.files.documents.records import Kind

_Book = TypeVar("_Book")
_LARGEST = 1_000_000
_LETTERHEAD = 8
_NO_CONTACT = ("arrangements", "checks", "invoices", "layout", "letterhead")
_NO_LAW = ("client", "arrangements", "invoices", "checks")


def load_outcomes(path: Path) -> OutcomeBook:
    """Return the outcome codes of a file.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.outcomes import parse_outcomes

    return _load(path, parse_outcomes)


def load_claim_outcomes(path: Path) -> ClaimOutcomes:
    """Return what a contact with an insurer can end in, from a file.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.insurance.outcomes import parse_claim_outcomes

    return _load(path, parse_claim_outcomes)


def load_site(path: Path) -> Site:
    """Return how a host lets people work.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.site import parse_site

    return _load(path, parse_site)


def load_mail(path: Path) -> MailSettings:
    """Return how a host sends mail.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.mail import parse_mail

    return _load(path, parse_mail)


def load_strategy(path: Path) -> Strategy:
    """Return the strategy of a file; its name is the file's own, without ``.toml``.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.strategy import parse_strategy

    return _load(path, lambda raw, source: parse_strategy(raw, source, name=path.stem))


def load_strategies(folder: Path) -> dict[str, Strategy]:
    """Return every strategy of a folder by its name, in the order of the names.

    Raises:
        ConfigError: a file cannot be read, or something in it is wrong.
    """
    return {path.stem: load_strategy(path) for path in sorted(folder.glob("*.toml"))}


def load_scripts(path: Path) -> ScriptBook:
    """Return what to say, from a file.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.scripts import parse_scripts

    return _load(path, parse_scripts)


def load_codes(reasons: Path, remarks: Path, denials: Path) -> CodeBook:
    """Return what the codes of insurers mean, from three files; the first two may be the official lists as CSV.

    Raises:
        ConfigError: a file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.insurance.codes import CodeBook, parse_denials, parse_words

    def words(path: Path) -> dict[str, str]:
        if path.suffix != ".csv":
            return _load(path, parse_words)
        from collections_tui.files.code_lists import read_code_list

        return read_code_list(path)

    return CodeBook(words(reasons), words(remarks), _load(denials, parse_denials))


def load_places(path: Path) -> Places:
    """Return the table of places of a file.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.places import parse_places

    return _load(path, parse_places)


def load_policies(paths: Iterable[Path]) -> tuple[PolicyFile, ...]:
    """Return the law of every place from its files, in their order; other policies among them are passed over.

    Raises:
        ConfigError: a file cannot be read, something in it is wrong, or two of them use one id.
    """
    from collections_tui.domain.contact.policy_files import parse_policy_file

    laws: list[PolicyFile] = []
    taken: dict[str, str] = {}
    for path in paths:

        def parse(raw: dict[str, object], source: str, name: str = path.stem) -> PolicyFile | None:
            if raw.get("kind") in _NO_LAW:
                return None
            return parse_policy_file(raw, source, name=name, taken=taken)

        law = _load(path, parse)
        if law is not None:
            laws.append(law)
            taken.update(dict.fromkeys(law.binds, f"{path.parent.name}/{path.name}"))
    return tuple(laws)


def load_client_policy(path: Path, laws: Sequence[PolicyFile]) -> ClientPolicy:
    """Return a client's own policy from a file, checked against the law; its name is the file's own.

    Raises:
        ConfigError: the file cannot be read, something in it is wrong, or it relaxes what it may not.
    """
    from collections_tui.domain.contact.policy_files import parse_client_policy

    return _load(path, lambda raw, source: parse_client_policy(_contact(raw), source, laws, name=path.stem))


def load_arrangement_policy(path: Path, name: str, like: Like) -> ArrangementPolicy:
    """Return a policy for arrangements from a file of its own; ``like`` finds the one that it starts from.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.arrangements.policy import parse_arrangement_policy

    return _load(path, lambda raw, source: parse_arrangement_policy(raw, source, name=name, like=like))


def load_arrangements_of(path: Path, like: Like) -> ArrangementPolicy | None:
    """Return the policy for arrangements in a client's own file; None where it says nothing of them.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.arrangements.policy import policy_in

    return _load(path, lambda raw, source: policy_in(raw, source, name=path.stem, like=like))


def load_invoicing(path: Path) -> Invoicing:
    """Return the standard terms of invoices from a file of their own.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.billing.invoicing import parse_invoicing

    return _load(path, parse_invoicing)


def load_invoicing_of(path: Path, base: Invoicing) -> Invoicing:
    """Return the terms of invoices in a client's own file; ``base`` where it says nothing of them.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.billing.invoicing import invoicing_in

    return _load(path, lambda raw, source: invoicing_in(raw, source, base))


def load_letterhead(path: Path) -> tuple[str, ...]:
    """Return the lines of the letterhead in a client's own file; none where it has none.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    return _load(path, _letterhead)


def load_checks(path: Path) -> tuple[Check, ...]:
    """Return the checks of bills from a file.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.billing.check_book import parse_checks

    return _load(path, parse_checks)


def load_checks_of(path: Path, standard: tuple[Check, ...]) -> tuple[Check, ...]:
    """Return the checks of bills as a client's own file changes the standard ones.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.billing.check_book import checks_in

    return _load(path, lambda raw, source: checks_in(raw, source, standard))


def _letterhead(raw: dict[str, object], source: str) -> tuple[str, ...]:
    head = Fields(Fields(raw, source).table("letterhead"), source)
    lines = head.words("lines", required="lines" in head)
    head.done()
    if len(lines) > _LETTERHEAD or any(not line.isprintable() or len(line) > 80 for line in lines):
        raise head.wrong("lines", f"must be at most {_LETTERHEAD} lines of at most 80 printable characters")
    return lines


def _contact(raw: dict[str, object]) -> dict[str, object]:
    """What a client's own file says about contact: without the tables that are about something else."""
    return {name: value for name, value in raw.items() if name not in _NO_CONTACT}


def load_look(path: Path, base: Look | None = None, folder: Path | None = None) -> Look:
    """Return what a file says under ``[layout]`` of a client's documents; what it leaves out is as in ``base``.

    ``folder`` is where paths in it begin.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.files.documents.layout import parse_look

    return _load(path, lambda raw, source: parse_look(raw, source, base, folder))


def load_layout(path: Path, kind: Kind) -> Layout:
    """Return the template of a kind of document.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.files.documents.layout import parse_layout

    return _load(path, lambda raw, source: parse_layout(raw, source, kind))


def load_guidelines(path: Path) -> Guidelines:
    """Return the poverty guidelines of a file.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong.
    """
    from collections_tui.domain.arrangements.means import parse_guidelines

    return _load(path, parse_guidelines)


def _load(path: Path, parse: Callable[[dict[str, object], str], _Book]) -> _Book:
    source = f"{path.parent.name}/{path.name}" if path.parent.name else path.name
    text = _read(path, source)
    import tomllib

    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not valid TOML: {error}.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in thousands of brackets
        raise ConfigError(f"{source} is nothing that anybody wrote: check that it is the right file.") from None
    try:
        return parse(raw, source)
    except BadField as error:
        line = _line_of(text, error)
        raise (error.at_line(line) if line else error) from None


def _read(path: Path, source: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{source} cannot be read: {(error.strerror or 'unknown error').lower()}.") from None
    if len(content) > _LARGEST:
        raise ConfigError(f"{source} is larger than any such file: check that it is the right one.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{source} is not UTF-8 text: save it again as UTF-8.") from None


def _line_in_table(text: str, error: BadField) -> int:
    """Return the line of a field in the one ``[table]`` of that name, else that of the table; 0 where there is none."""
    started, any_header = 0, re.compile(r"\s*\[")
    header = re.compile(rf"\s*\[\s*{re.escape(error.table)}\s*\]")
    field = re.compile(rf"\s*[\"']?{re.escape(error.field)}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), start=1):
        if header.match(line):
            started = number
        elif started and any_header.match(line):
            break
        elif started and error.field and field.match(line):
            return number
    return started


def _line_of(text: str, error: BadField) -> int:
    """Return the line of the field, else of its entry, counted from 1; 0 when it cannot be told."""
    if error.table and not error.number:
        found = _line_in_table(text, error)
        if found:
            return found
    header = re.compile(rf"\s*\[\[\s*{re.escape(error.table)}\s*\]\]") if error.table else None
    field = re.compile(rf"\s*[\"']?{re.escape(error.field)}[\"']?\s*=|\s*\[\s*{re.escape(error.field)}\s*\]")
    entries, started = 0, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header is not None and header.match(line):
            entries += 1
            started = number if entries == error.number else started
        if entries == error.number and error.field and field.match(line):
            return number
    return started
