"""A mapping: which column of somebody's file is which of our fields, and how that file writes dates and money.

Refuses to open the data file. A mapping is taken whole or refused whole, with file, line and field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from pathlib import Path
from typing import NamedTuple

from collections_tui.domain.config import BadField, Fields
from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.domain.text import clean
from collections_tui.files.fields import KINDS, PHONE_FIELDS, Kind, field_named, missing
from collections_tui.files.when import DATE_PARTS, date_pattern

_LARGEST = 1_000_000
_HIGHEST_HEADER = 100
PER_CUSTOMER = "per customer and client"
_ACCOUNT_RULES = ("column", PER_CUSTOMER)
_CREATES = ("customers", "accounts")
_PARTIES = ("first", "third")
_SECTORS = ("medical", "discretionary", "utility", "commercial", "other")
_DIRECTIONS = ("outbound", "inbound")


class NewClient(NamedTuple):
    """What a client is to be called when the database does not know its code yet."""

    name: str
    party: str = "third"
    sector: str = "other"
    phone: str = ""


class Mapping(NamedTuple):
    """How to read one kind of file. ``columns`` gives each field the columns whose texts make it, joined by a space.

    Those of the fields ``apart`` are no one text: each column may have a telephone number of its own. ``header`` is the
    header this mapping was made for, ``source`` what to call it in a sentence.
    """

    kind: str
    source: str
    columns: Dictionary[str, tuple[str, ...]]
    header: tuple[str, ...] = ()
    constants: Dictionary[str, str] = {}
    values: Dictionary[str, Dictionary[str, str]] = {}
    notes: tuple[str, ...] = ()
    dates: tuple[str, ...] = ("YYYY-MM-DD",)
    decimal: str = "."
    thousands: str = ","
    currency: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    region: str = "US"
    time_zone: str = ""
    account: str = "column"
    create: tuple[str, ...] = _CREATES
    client: NewClient | None = None
    apart: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    """Columns that a file may lack."""
    begins: tuple[str, ...] = ()
    """What the first row names of a file that this mapping was made for, in small letters."""
    header_row: int = 1
    """Which of the rows with anything in them is the header."""
    since: str = ""
    """Of a price list: above which cell the first row says since when it holds where a row does not; '' for none."""
    systems: tuple[str, ...] = ()
    """Of a price list: whose code to take where a row has several, the best first."""
    leave_out: tuple[str, ...] = ()
    """Fields without which a row is left out, and not turned away."""

    @property
    def fields(self) -> frozenset[str]:
        """Every field that has a column or a constant."""
        return frozenset(self.columns) | frozenset(self.constants)

    def made_for(self, header: Sequence[str]) -> bool:
        """Return whether this is the mapping for a file whose first row is just this, or names all that it should."""
        named = {column.strip().casefold() for column in header}
        return self.header == tuple(header) or (self.begins != () and named.issuperset(self.begins))

    def not_read(self, header: Iterable[str]) -> tuple[str, ...]:
        """Return the columns of a header that are neither a field nor kept as a note."""
        read = {column.casefold() for names in (*self.columns.values(), self.notes) for column in names}
        return tuple(column for column in header if column and column.casefold() not in read)


def load_mapping(path: Path) -> Mapping:
    """Return the mapping in a TOML file.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong; with file, line and field.
    """
    import tomllib

    source = clean(path.name)[:200]
    text = _read(path, source)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not valid TOML: {error}.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets in thousands of brackets
        raise ConfigError(f"{source} is no mapping that anybody wrote: check that it is the right file.") from None
    try:
        return parse_mapping(raw, source)
    except BadField as error:
        line = _line_of(text, error)
        raise (error.at_line(line) if line else error) from None


def parse_mapping(raw: Dictionary[str, object], source: str) -> Mapping:
    """Return a mapping from parsed TOML.

    Raises:
        ConfigError: a field is missing, unknown or wrong.
    """
    fields = Fields(raw, source)
    kind = KINDS[fields.choice("kind", KINDS)]
    mapping = Mapping(
        kind=kind.name,
        source=source,
        columns=_columns(fields, source, kind),
        header=fields.words("header"),
        constants=_constants(fields, source, kind),
        values=_values(fields, source, kind),
        notes=fields.words("notes"),
        dates=_dates(fields),
        decimal=fields.choice("decimal", (".", ","), "."),
        thousands=_thousands(fields),
        currency=_currency(fields),
        encoding=_encoding(fields),
        delimiter=_delimiter(fields),
        region=_region(fields),
        time_zone=_time_zone(fields),
        account=fields.choice("account", _ACCOUNT_RULES, "column"),
        create=fields.words("create", _CREATES) if "create" in fields else _CREATES,
        client=_client(fields, source),
        apart=fields.words("apart", tuple(PHONE_FIELDS)),
        optional=fields.words("optional"),
        begins=fields.words("begins"),
        header_row=fields.whole("header_row", 1, least=1, most=_HIGHEST_HEADER),
        since=fields.text("since", ""),
        systems=fields.words("systems"),
        leave_out=fields.words("leave_out", kind.fields),
    )
    fields.text("title", "")
    fields.done()
    _complete(fields, mapping, kind)
    return mapping


def by_field_names(kind_name: str, header: Iterable[str]) -> Mapping:
    """Return the mapping of a file whose columns are called like our fields, whatever their order.

    Raises:
        Refused: fields that such a file needs have no column; all of them are named.
    """
    kind, columns = KINDS[kind_name], dict[str, tuple[str, ...]]()
    header = tuple(header)
    for column in header:
        field = field_named(column, kind)
        if field is not None and (field not in columns or _takes_several(field, kind)):
            columns[field] = (*columns.get(field, ()), column)
    lacking = missing(kind, set(columns))
    if lacking:
        raise Refused(
            f"The header has no column for {'; '.join(lacking)}: name the columns like the fields, "
            f"or say with --map which column is which. Its columns are {listed(header)}."
        )
    # Without a column for either, the customer's number serves as the account's.
    account = "column" if "account" in columns else PER_CUSTOMER
    apart = tuple(field for field, names in columns.items() if len(names) > 1)
    return Mapping(kind.name, "the column names", columns, header, account=account, apart=apart)


def _takes_several(field: str, kind: Kind) -> bool:
    """Whether a field can have several columns of its own: a customer may have any number of telephones."""
    return field in PHONE_FIELDS and kind.name != "calls"


def listed(names: Iterable[str], most: int = 20) -> str:
    """Return column names for a sentence, made safe to show."""
    names = [clean(name)[:60] or "(no name)" for name in names]
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _complete(fields: Fields, mapping: Mapping, kind: Kind) -> None:
    lacking = missing(kind, set(mapping.fields))
    if lacking:
        raise fields.wrong("columns", f"must give a column for {'; '.join(lacking)}")
    if kind.name in ("accounts", "invoices") and "account" not in mapping.fields and mapping.account == "column":
        raise fields.wrong("account", f'must be "{PER_CUSTOMER}" when no column is the account')


def _columns(fields: Fields, source: str, kind: Kind) -> dict[str, tuple[str, ...]]:
    table, columns = _table(fields, source, "columns", kind), {}
    for field, value in table.plain().items():
        names = value if isinstance(value, list) else [value]
        if not names or not all(isinstance(name, str) and name for name in names):
            raise table.wrong(field, "must be the name of a column in quotes, or a list of them")
        columns[field] = tuple(str(name) for name in names)
    return columns


def _constants(fields: Fields, source: str, kind: Kind) -> dict[str, str]:
    table = _table(fields, source, "constants", kind)
    texts = {field: table.text(field, "") for field in table.plain()}
    if texts.get("direction", "outbound") not in _DIRECTIONS:
        raise table.wrong("direction", f"must be {' or '.join(_DIRECTIONS)}")
    return texts


def _values(fields: Fields, source: str, kind: Kind) -> dict[str, dict[str, str]]:
    """Return, for each field, what its texts mean; compared without regard to case and blanks around."""
    table, values = _table(fields, source, "values", kind), {}
    for field, meanings in table.plain().items():
        if not isinstance(meanings, dict) or not all(isinstance(text, str) for text in meanings.values()):
            raise table.wrong(field, f"must be a table such as [values.{field}] of texts in quotes")
        values[field] = {key.strip().casefold(): clean(text).strip() for key, text in meanings.items()}
    return values


def _table(fields: Fields, source: str, name: str, kind: Kind) -> Fields:
    table = Fields(fields.table(name), source, table=name)
    for field in table.plain():
        if field not in kind.fields:
            raise table.wrong(field, f"is not a field of {kind.name}; the fields are {', '.join(kind.fields)}")
    return table


def _dates(fields: Fields) -> tuple[str, ...]:
    forms = fields.words("dates", required=True) if "dates" in fields else ("YYYY-MM-DD",)
    for form in forms:
        if date_pattern(form) is None:
            raise fields.wrong("dates", f"cannot have {form!r}: dates are written with {DATE_PARTS}, as in MM/DD/YYYY")
    return forms


def _thousands(fields: Fields) -> str:
    decimal = fields.text("decimal", ".")
    mark = fields.choice("thousands", (",", ".", " ", "'", ""), "" if decimal == "," else ",")
    if mark == decimal:
        raise fields.wrong("thousands", "must differ from the decimal mark")
    return mark


def _currency(fields: Fields) -> str:
    code = fields.text("currency", "")
    if code and not re.fullmatch("[A-Z]{3}", code):
        raise fields.wrong("currency", "must be three capital letters such as USD")
    return code


def _encoding(fields: Fields) -> str:
    name = fields.text("encoding", "utf-8")
    try:
        "".encode(name)
    except (LookupError, UnicodeError):
        raise fields.wrong("encoding", f"{name!r} is not known; utf-8, latin-1 and cp1252 are the usual ones") from None
    return name


def _delimiter(fields: Fields) -> str:
    mark = fields.value("delimiter", ",")
    if not isinstance(mark, str) or len(mark) != 1 or mark in '"\r\n\0' or mark.isalnum():
        raise fields.wrong("delimiter", r'must be one sign such as "," or ";" or "\t"')
    return mark


def _region(fields: Fields) -> str:
    code = fields.text("region", "US")
    if not re.fullmatch("[A-Z]{2}", code):
        raise fields.wrong("region", "must be a country in two capital letters such as US")
    return code


def _time_zone(fields: Fields) -> str:
    name = fields.text("time_zone", "")
    if name:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise fields.wrong("time_zone", f"{name!r} is not known: write one such as America/New_York") from None
    return name


def _client(fields: Fields, source: str) -> NewClient | None:
    if "client" not in fields:
        return None
    table = Fields(fields.table("client"), source, table="client")
    client = NewClient(
        table.text("name"),
        table.choice("party", _PARTIES, "third"),
        table.choice("sector", _SECTORS, "other"),
        table.text("phone", ""),
    )
    table.done()
    return client


def _read(path: Path, source: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"The mapping {source} cannot be read: {(error.strerror or 'error').lower()}.") from None
    if len(content) > _LARGEST:
        raise ConfigError(f"{source} is larger than any mapping: check that it is the right file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{source} is not UTF-8 text: save it again as UTF-8.") from None


def _line_of(text: str, error: BadField) -> int:
    """Return the line of the field, looked for in its table, counted from 1; 0 when it cannot be told."""
    table, field = re.escape(error.table), re.escape(error.field)
    head = re.compile(rf"\s*\[\s*{table}\s*[\].]")
    own = re.compile(rf"\s*[\"']?{field}[\"']?\s*=|\s*\[\s*([\w]+\s*\.\s*)?{field}\s*[\].]")
    inside, start = not error.table, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if error.table and head.match(line):
            inside, start = True, start or number
        if inside and error.field and own.match(line):
            return number
    return start
