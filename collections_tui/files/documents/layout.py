"""Templates of documents, and what a client says of its own: read from TOML and checked before anything is written.

A template is a list of blocks. Words in it may name fields of the document, as ``{total}``; one that there is not is
refused with its place in the file.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from collections_tui.domain.config import Fields
from collections_tui.domain.templates import blanks
from collections_tui.files.documents.fields import REQUIRED, TABLES, WORDS, known
from collections_tui.files.documents.records import Kind

BlockType = Literal["letterhead", "address", "heading", "text", "table", "sums", "facts", "choices", "slip", "line"]
Style = Literal["body", "small", "strong"]
Paper = Literal["letter", "a4"]
Align = Literal["left", "right"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_BLOCKS: tuple[BlockType, ...] = get_args(BlockType)
_LISTS = ("address", "sums", "facts", "slip")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONGEST_WORDS = 2_000
_MOST_FONTS = 8


class Column(NamedTuple):
    """A column of a table: a field of its rows, or words with several, under a title."""

    text: str
    title: str
    align: Align


class Pair(NamedTuple):
    """A label and what stands behind it. ``each`` is the table for whose rows it is repeated."""

    label: str
    text: str
    each: str = ""


class Block(NamedTuple):
    """One part of a document. ``when`` is the field without which it is left out, ``each`` the table of its rows."""

    type: BlockType
    text: str = ""
    title: str = ""
    style: Style = "body"
    when: str = ""
    unless: str = ""
    each: str = ""
    columns: tuple[Column, ...] = ()
    pairs: tuple[Pair, ...] = ()
    choices: tuple[str, ...] = ()
    carried: str = ""
    brought: str = ""


class Layout(NamedTuple):
    """The template of one kind of document."""

    kind: Kind
    title: str
    language: str
    blocks: tuple[Block, ...]


class Look(NamedTuple):
    """What a client's ``[layout]`` says: its paper, its logo, fonts, who collects for it, and words of its own.

    ``collector`` is a name and the lines of an address, or nothing; ``logo`` and ``fonts`` are paths.
    """

    paper: Paper
    logo: Path | None
    fonts: tuple[Path, ...]
    collector: tuple[str, ...]
    pay_to: tuple[str, ...]
    words: dict[str, str]


def parse_layout(raw: object, source: str, kind: Kind) -> Layout:
    """Return the template of a parsed file.

    Raises:
        ConfigError: a field of it is wrong or unknown, or something is missing that such a document has to have.
    """
    whole = Fields(raw, source)
    if whole.text("kind") != kind:
        raise whole.wrong("kind", f"must be {kind}, as the file's name says")
    language = whole.text("language", "en", longest=20)
    if not _LANGUAGE.fullmatch(language):
        raise whole.wrong("language", "must be the code of a language, such as en or en-US")
    title = whole.text("title")
    _check(whole, "title", title, known(kind))
    blocks = tuple(_block(entry, kind) for entry in whole.tables("block"))
    whole.done()
    named = blanks(title).union(*(_named(block) for block in blocks))
    missing = [name for name in REQUIRED[kind] if name not in named]
    if missing:
        raise whole.wrong("", f"no block has {{{missing[0]}}}, which every such document has to have")
    return Layout(kind, title, language, blocks)


def parse_look(raw: dict[str, object], source: str, base: Look | None, folder: Path | None) -> Look:
    """Return what ``[layout]`` of a parsed file says; what it leaves out is as in ``base``.

    Args:
        raw: the file, which may have other tables.
        source: its name, for errors.
        base: None for the file that ships, which says everything.
        folder: where the paths of its logo and its fonts begin.

    Raises:
        ConfigError: something in it is wrong.
    """
    look = Fields(Fields(raw, source).table("layout"), source, table="layout")
    paper = look.choice("paper", get_args(Paper), base.paper if base else None)
    logo = look.text("logo", "")
    fonts, collector, pay_to = look.words("fonts"), look.words("collector"), look.words("pay_to")
    words = {name: look.text(name, base.words[name] if base else None, longest=_LONGEST_WORDS) for name in WORDS}
    for name, said in words.items():
        _check(look, name, said, ("account", "client", "customer", "phone", "sender", "today"))
    look.done()
    if len(fonts) > _MOST_FONTS:
        raise look.wrong("fonts", f"must be at most {_MOST_FONTS} files")
    for name, lines in (("collector", collector), ("pay_to", pay_to)):
        if any(not line.isprintable() or len(line) > 80 for line in lines) or len(lines) > 8:
            raise look.wrong(name, "must be at most 8 lines of at most 80 printable characters")
    return Look(
        cast(Paper, paper), _path(look, "logo", logo, folder) if logo else base.logo if base else None,
        tuple(_path(look, "fonts", font, folder) for font in fonts) or (base.fonts if base else ()),
        collector or (base.collector if base else ()), pay_to or (base.pay_to if base else ()), words,
    )  # fmt: skip


def _path(look: Fields, name: str, typed: str, folder: Path | None) -> Path:
    """A path of a supervisor's: in the folder of the configuration, or a whole one."""
    path = Path(typed)
    if not path.is_absolute() and folder is None:
        raise look.wrong(name, "must be a whole path, as /srv/logo.png")
    return path if folder is None else folder / path


def _block(entry: Fields, kind: Kind) -> Block:
    type_ = cast(BlockType, entry.choice("type", _BLOCKS))
    each = entry.text("rows", "") if type_ == "table" else ""
    tables = TABLES[kind]
    if type_ == "table" and each not in tables:
        raise entry.wrong("rows", f"must be a table of this kind of document: {', '.join(tables) or 'it has none'}")
    wanted, asks = type_ in ("heading", "text"), type_ in ("choices", "slip")
    block = Block(
        type_,
        text=entry.long_text("text") if wanted else entry.text("question", "") if asks else "",
        title=entry.text("title", "") if type_ in ("table", "slip", "choices", "facts") else "",
        style=cast(Style, entry.choice("style", get_args(Style), "body")) if type_ == "text" else "body",
        when=_condition(entry, "when", kind),
        unless=_condition(entry, "unless", kind),
        each=each,
        columns=_columns(entry, tables[each]) if type_ == "table" else (),
        pairs=_pairs(entry, kind) if type_ in _LISTS else (),
        choices=entry.words("choices", required=type_ == "choices") if asks else (),
        carried=entry.text("carried", "") if type_ == "table" else "",
        brought=entry.text("brought", "") if type_ == "table" else "",
    )
    entry.done()
    shown = [("text", block.text), ("title", block.title), *(("choices", line) for line in block.choices)]
    for name, words in shown:
        _check(entry, name, words, known(kind))
    return block


def _condition(entry: Fields, name: str, kind: Kind) -> str:
    field = entry.text(name, "")
    if field:
        _check(entry, name, f"{{{field}}}", (*known(kind), *TABLES[kind]))
    return field


def _columns(entry: Fields, fields: tuple[str, ...]) -> tuple[Column, ...]:
    found = []
    for line in entry.words("columns", required=True):
        text, title, align = _split(line, 3)
        if align not in ("", "left", "right"):
            raise entry.wrong("columns", f"must be aligned left or right, not {align!r}")
        _check(entry, "columns", text, fields)
        found.append(Column(text, title, "right" if align == "right" else "left"))
    return tuple(found)


def _pairs(entry: Fields, kind: Kind) -> tuple[Pair, ...]:
    found = []
    for line in entry.words("lines"):
        label, text = _split(line, 2)
        named = blanks(line)
        each = next((name for name, fields in TABLES[kind].items() if named & (set(fields) - set(known(kind)))), "")
        _check(entry, "lines", line, (*known(kind), *(TABLES[kind][each] if each else ())))
        found.append(Pair(label, text, each))
    return tuple(found)


def _split(line: str, parts: int) -> list[str]:
    found = [part.strip() for part in line.split("|")]
    return (found + [""] * parts)[:parts]


def _check(fields: Fields, name: str, words: str, allowed: tuple[str, ...]) -> None:
    """Refuse words that name a field which there is not.

    Raises:
        BadField: they do, or have a brace that belongs to none.
    """
    strange = sorted(blanks(words) - set(allowed))
    if strange:
        near = get_close_matches(strange[0], allowed, 1, 0.5)
        hint = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(sorted(allowed))}."
        raise fields.wrong(name, f"names {{{strange[0]}}}, which is no field here: {hint}")
    if re.search(r"[{}]", re.sub(r"\{[a-z_]*\}", "", words)):
        raise fields.wrong(name, "has a brace that belongs to no field such as {customer}")


def _named(block: Block) -> set[str]:
    """Every field that a block shows; letterhead and address show those of sender and receiver."""
    words = [block.text, block.title, *block.choices, *(part for pair in block.pairs for part in pair)]
    named = set().union(*(blanks(one) for one in words))
    if block.type == "letterhead":
        named |= {"sender", "sender_address"}
    if block.type in ("address", "slip"):
        named |= {"customer", "customer_address"}
    return named
