"""Reads parsed TOML field by field, so that a wrong file is refused with its place and field, never half understood.

Refuses to open files: whoever read the text knows the line, and may add it with ``BadField.at_line``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from collections_tui.domain.errors import ConfigError


class BadField(ConfigError):
    """One field of one entry is wrong. ``entry`` is such as ``rule 3``, or empty for the file itself.

    ``table`` and ``number`` say which ``[[table]]`` block, counted from 1, so that its line can be found.
    """

    def __init__(
        self,
        source: str,
        reason: str,
        *,
        entry: str = "",
        field: str = "",
        table: str = "",
        number: int = 0,
        line: int = 0,
    ) -> None:
        self.source, self.reason, self.entry, self.field = source, reason, entry, field
        self.table, self.number, self.line = table, number, line
        place = f"{source}, line {line}" if line else source
        super().__init__(": ".join(part for part in (place, entry, reason) if part))

    def at_line(self, line: int) -> BadField:
        """Return the same error with the line of the file in its sentence."""
        return BadField(
            self.source,
            self.reason,
            entry=self.entry,
            field=self.field,
            table=self.table,
            number=self.number,
            line=line,
        )


class Fields:
    """One table of a TOML file. Every getter checks the type; ``done`` refuses what nobody asked for."""

    def __init__(self, raw: object, source: str, *, table: str = "", number: int = 0) -> None:
        self._source, self._table, self._number = source, table, number
        self._asked: set[str] = set()
        if not isinstance(raw, dict):
            raise self.wrong("", f"{table or 'the file'} must be a table of fields")
        self._raw: dict[str, object] = raw

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def plain(self) -> dict[str, object]:
        """Return a copy of the fields as they stand, unchecked."""
        return dict(self._raw)

    def replaced(self, raw: dict[str, object]) -> Fields:
        """Return the same place in the file with other fields."""
        return Fields(raw, self._source, table=self._table, number=self._number)

    def wrong(self, field: str, reason: str) -> BadField:
        """Return (not raise) the error for one field: ``reason`` follows the field's name."""
        entry = f"{self._table} {self._number}" if self._number else ""
        return BadField(
            self._source,
            f"{field} {reason}" if field else reason,
            entry=entry,
            field=field,
            table=self._table,
            number=self._number,
        )

    def value(self, name: str, default: object = None) -> object:
        """Return a field as it stands. Without a default it must be there."""
        self._asked.add(name)
        if name in self._raw:
            return self._raw[name]
        if default is None:
            raise self.wrong(name, "is missing")
        return default

    def text(self, name: str, default: str | None = None, *, longest: int = 200) -> str:
        """Return a field that is one line of printable text."""
        value = self.value(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, "must be text in quotes")
        if default is None and not value.strip():
            raise self.wrong(name, "must not be empty")
        if not value.isprintable() or len(value) > longest:
            raise self.wrong(name, f"must be one line of at most {longest} printable characters")
        return value

    def long_text(self, name: str, *, longest: int = 5_000) -> str:
        """Return a field that may run over several lines, without the blank lines around it."""
        value = self.value(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "must be text in quotes")
        lines = value.strip().splitlines()
        if len(value) > longest or not all(line.isprintable() for line in lines):
            raise self.wrong(name, f"must be at most {longest} printable characters")
        return "\n".join(lines)

    def whole(self, name: str, default: int | None = None, *, least: int, most: int) -> int:
        """Return a field that is a whole number from ``least`` to ``most``."""
        value = self.value(name, default)
        if not is_whole(value):
            raise self.wrong(name, "must be a whole number")
        assert isinstance(value, int)
        if not least <= value <= most:
            raise self.wrong(name, f"must be from {least} to {most}")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return a field that is true or false."""
        value = self.value(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "must be true or false")
        return value

    def choice(self, name: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return a field that is one of a few words."""
        allowed = tuple(allowed)
        value = self.text(name, default)
        if value not in allowed:
            raise self.wrong(name, f"must be one of {', '.join(one or 'nothing' for one in allowed)}")
        return value

    def words(self, name: str, allowed: Iterable[str] | None = None, *, required: bool = False) -> tuple[str, ...]:
        """Return a field that is a list of different words, from ``allowed`` when that is given."""
        value = self.value(name, None if required else ())
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) and word for word in value):
            raise self.wrong(name, "must be a list of words in quotes")
        if required and not value:
            raise self.wrong(name, "must not be empty")
        if len(set(value)) != len(value):
            raise self.wrong(name, "names something twice")
        known = None if allowed is None else tuple(allowed)
        strange = [] if known is None else [word for word in value if word not in known]
        if known is not None and strange:
            raise self.wrong(name, f"cannot have {strange[0]!r}; it may have {', '.join(known)}")
        return tuple(value)

    def tables(self, name: str) -> Iterator[Fields]:
        """Yield every ``[[name]]`` of this table, numbered from 1. There must be at least one."""
        value = self._raw.get(name)
        self._asked.add(name)
        if not isinstance(value, list) or not value:
            raise self.wrong("", f"there must be at least one [[{name}]]")
        for number, raw in enumerate(value, start=1):
            yield Fields(raw, self._source, table=name, number=number)

    def table(self, name: str) -> dict[str, object]:
        """Return a ``[name]`` table as a dictionary; empty when it is not there."""
        value = self.value(name, {})
        if not isinstance(value, dict):
            raise self.wrong(name, f"must be a table, written as [{name}]")
        return value

    def done(self) -> None:
        """Refuse the table when it has a field that nobody asked for: most often a misspelt one."""
        for name in self._raw:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise self.wrong(name, f"is not a field here; the fields are {known}")


def is_whole(value: object) -> bool:
    """Tell whether a TOML value is a whole number. ``true`` is not one, though Python thinks so."""
    return isinstance(value, int) and not isinstance(value, bool)
