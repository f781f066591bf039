"""What the README promises is there: its key map is the program's, its pictures and links lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.keymap import README, written_into
from tests.screenshots import IMAGES, PICTURES

ROOT = README.parent
PAGES = [README, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")


def test_the_key_map_is_the_one_of_the_program() -> None:
    text = README.read_text(encoding="utf-8")
    assert written_into(text) == text, "bring it up to date with: python -m tests.keymap"


def test_every_picture_is_shown_and_every_picture_shown_is_drawn_by_the_program() -> None:
    shown = set(re.findall(r"docs/images/([a-z0-9-]+)\.svg", README.read_text(encoding="utf-8")))
    assert shown == set(PICTURES) == {path.stem for path in IMAGES.iterdir()}


def test_a_picture_loads_nothing_and_runs_nothing() -> None:
    for path in IMAGES.glob("*.svg"):
        svg = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|<script|<image|<use|@import|url\(", svg), path.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_that_is_there(page: Path) -> None:
    for found in _LINK.finditer(page.read_text(encoding="utf-8")):
        target = (found[1] or found[2]).partition("#")[0]
        if target and not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_targets_of_make_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.M))
    assert {"demo", "test"} <= named <= targets
