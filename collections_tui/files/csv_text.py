"""The text of a file, decoded block by block and cut at the ends of lines.

Refuses a file that is not text of its encoding before anything of it is handed out, and says where.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from collections_tui.domain.errors import Refused
from collections_tui.domain.text import clean

_BLOCK = 1 << 18
_LONGEST_LINE = 32_000_000
_UTF8_MARK, _UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class CsvText:
    """One file of text. ``size`` and ``done`` are bytes, in all and read so far; ``has_nul`` whether it holds a NUL."""

    def __init__(self, path: Path, encoding: str) -> None:
        """Look through the whole file.

        Raises:
            Refused: it cannot be read, is empty, or is not text of this encoding; with the line.
        """
        self.name = clean(path.name)[:200]
        self.size, self.done, self.has_nul = 0, 0, False
        self._file = self._open(path)
        try:
            self._encoding, self._start = self._encoding_of(encoding)
            self._look_through()
        except BaseException:
            self.close()
            raise

    def whole_lines(self) -> Iterator[str]:
        """Yield the text in blocks of whole lines; a line ends with a line feed, a carriage return, or both.

        Raises:
            Refused: a line is longer than any row can be.
        """
        decoder, carry = self._decoder(), ""
        self._file.seek(self._start)
        self.done = self._start
        while True:
            block = self._file.read(_BLOCK)
            text = carry + decoder.decode(block, final=not block)
            # A carriage return at the very end may be half of a line end.
            cut = text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1 if block else len(text)
            carry = text[cut:]
            if len(carry) > _LONGEST_LINE:
                raise Refused(f"{self.name} has a line of more than {_LONGEST_LINE:,} characters: is it a CSV file?")
            self.done += len(block)
            if cut:
                yield text[:cut]
            if not block:
                return

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _open(self, path: Path) -> BinaryIO:
        try:
            if not path.exists():
                raise Refused(f"There is no file {clean(str(path))}: check the path.")
            if not path.is_file():
                raise Refused(f"{self.name} is not a file: check the path.")
            return path.open("rb")
        except OSError as error:
            raise Refused(f"{self.name} cannot be read: {(error.strerror or 'error').lower()}.") from None

    def _encoding_of(self, told: str) -> tuple[str, int]:
        """Return the encoding and where the text starts. A mark at the start of the file is believed before anybody."""
        head = self._file.read(3)
        if not head:
            raise Refused(f"{self.name} is empty.")
        if head.startswith(_UTF8_MARK):
            return "utf-8", len(_UTF8_MARK)
        return ("utf-16" if head.startswith(_UTF16_MARKS) else told), 0

    def _look_through(self) -> None:
        decoder, line = self._decoder(), 1
        self._file.seek(self._start)
        self.size = self._start
        while True:
            block = self._file.read(_BLOCK)
            self.size += len(block)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                line += bytes(error.object[: error.start]).count(b"\n")
                raise Refused(self._not_text(line, error)) from None
            if not block:
                return
            line += text.count("\n")
            self.has_nul = self.has_nul or "\0" in text

    def _not_text(self, line: int, error: UnicodeDecodeError) -> str:
        return (
            f"{self.name}, line {line}: the byte {error.object[error.start]:#04x} is no {self._encoding.upper()} text: "
            'save the file as UTF-8, or say its encoding in the mapping, such as encoding = "latin-1".'
        )

    def _decoder(self) -> codecs.IncrementalDecoder:
        return codecs.getincrementaldecoder(self._encoding)("strict")
