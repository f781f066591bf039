"""A printer is given a file through `lp`, and says in one sentence why it was not."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.domain.errors import Refused
from collections_tui.files.printer import Printer


def lp(folder: Path, script: str) -> Path:
    """A program in the place of `lp`."""
    path = folder / "lp"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_it_is_given_the_name_the_title_and_the_file(tmp_path: Path) -> None:
    program = lp(tmp_path, f'printf "%s|" "$@" > {tmp_path}/words\ncat > {tmp_path}/got\necho "request id is desk-7"')
    said = Printer("desk", (tmp_path / "none", program)).send("Invoice 1; rm -rf /\x1b", b"%PDF")
    assert said == "request id is desk-7"
    assert (tmp_path / "words").read_text() == "-d|desk|-t|Invoice 1; rm -rf /␛|--|-|"
    assert (tmp_path / "got").read_bytes() == b"%PDF"


def test_what_it_does_not_take_is_said(tmp_path: Path) -> None:
    program = lp(tmp_path, "echo 'lp: The printer or class does not exist.' >&2; exit 1")
    with pytest.raises(
        Refused, match=r"^The printer desk was given nothing: lp: The printer or class does not exist\.$"
    ):
        Printer("desk", (program,)).send("x", b"x")


@pytest.mark.parametrize("name", ["", "-o raw", "a b", "a;b", "$(x)", "/etc/passwd", "x" * 200, "a\nb"])
def test_what_cannot_be_a_printer_is_none(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be the name of a printer"):
        Printer(name, (lp(tmp_path, "exit 0"),))


def test_where_there_is_no_lp_it_says_what_to_do() -> None:
    with pytest.raises(Refused, match="There is no `lp` on this computer: install CUPS, or write a file with --to"):
        Printer("desk", ())
