"""The official lists of reasons and remarks, put in place of ours as they are given out."""

from __future__ import annotations

from pathlib import Path

import pytest

from collections_tui.domain.errors import ConfigError
from collections_tui.files.code_lists import read_code_list
from collections_tui.services.bookshelf import Books

OFFICIAL = """Code,Description,Start Date,Last Modified,Stop Date
1,Deductible Amount,01/01/1995,,
45,"Charge exceeds fee schedule/maximum allowable or contracted/legislated fee arrangement, as agreed.
Usage: this must not duplicate amounts.",01/01/1995,07/01/2017,
a1,"Claim/Service denied.",01/01/1995,11/16/2015,01/16/2016
"""


def test_the_official_list_goes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "insurance").mkdir()
    (tmp_path / "insurance" / "carc.csv").write_text(OFFICIAL, "utf-8-sig")
    codes = Books(tmp_path).codes
    assert codes.reason("1") == "Deductible Amount"
    assert codes.reason("45").startswith("Charge exceeds fee schedule")
    assert "\n" not in codes.reason("45")
    assert codes.reason("A1") == "Claim/Service denied."  # ended, and still in what was paid before
    assert codes.reason("96") == "reason 96"
    assert codes.kind("45") == "contractual"  # what it means for the money is another file
    assert codes.remark("N130") == Books().codes.remark("N130")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("Code,Description\n", "has no codes"),
        ("Number,Description\n1,x\n", "has no column code"),
        ("Code,Words of it\n1,x\n", "has no column description"),
        ("Code,Description\n1,x\n1,y\n", "line 3: 1 stands there twice"),
        ("Code,Description\n1,\n", "line 2: 1 needs words"),
        ("Code,Description\n,x\n", "line 2: “” is no code"),
        ("Code,Description\n1,\"x\n", "line 2"),
    ],
)  # fmt: skip
def test_a_wrong_list_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "carc.csv"
    path.write_text(text)
    with pytest.raises(ConfigError, match=told):
        read_code_list(path)
