"""What documents say, in each of their forms, and what a PDF tells of itself to whoever reads it aloud."""

from __future__ import annotations

import re
import unicodedata
import zlib
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from rich.cells import cell_len

from collections_tui.domain.aging import Aging
from collections_tui.domain.billing.records import BillDraft, BillLine
from collections_tui.domain.billing.totals import of_draft
from collections_tui.domain.errors import ConfigError
from collections_tui.domain.money import parse_cents
from collections_tui.domain.text import clean
from collections_tui.files.documents import faces
from collections_tui.files.documents.as_pdf import as_pdf
from collections_tui.files.documents.compose import Pairs, Table
from collections_tui.files.documents.records import Kind, Paid, Party
from collections_tui.files.documents.render import render, rendered, together
from collections_tui.files.documents.writing import units
from tests.build import NOON
from tests.files.documents.samples import (
    ADA,
    DAY,
    EVERY,
    FRAME,
    agreement,
    document,
    invoice,
    statement,
    validation,
)

FRAMES = Path(__file__).parents[2] / "frames" / "documents"
KINDS = list(EVERY)


def read(body: bytes) -> PdfReader:
    """A PDF as another program reads it, which complains of whatever is wrong with it."""
    return PdfReader(BytesIO(body), strict=True)


def pages(body: bytes) -> list[str]:
    """What each page says, without its blanks at the ends of lines."""
    return [page.extract_text() for page in read(body).pages]


def words(body: bytes) -> str:
    """All that a PDF says, on one line."""
    return " ".join(" ".join(pages(body)).split())


@pytest.mark.parametrize("kind", KINDS)
def test_each_document_is_laid_out_as_before(kind: Kind, request: pytest.FixtureRequest) -> None:
    made = document(EVERY[kind])
    for form, text in (
        ("txt", render(made, "txt").decode()),
        ("pdf", "\f\n".join(pages(render(made, "pdf"))) + "\n"),
        ("html", render(made, "html").decode()),
    ):
        golden = FRAMES / f"{kind}.{form}.txt"
        if request.config.getoption("--update-frames"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text, "utf-8")
        assert golden.read_text("utf-8") == text


@pytest.mark.parametrize("kind", KINDS)
def test_all_forms_say_the_same(kind: Kind) -> None:
    made = document(EVERY[kind])
    html = re.sub(r"<[^>]+>", " ", render(made, "html").decode())
    for form in (render(made, "txt").decode(), html):
        amounts = re.findall(r"-?\$[\d,]+\.\d\d", words(render(made, "pdf")))
        assert sorted(set(amounts)) == sorted(set(re.findall(r"-?\$[\d,]+\.\d\d", form)))


def test_a_pdf_says_its_title_its_language_and_what_everything_in_it_is() -> None:
    body = render(document(invoice()), "pdf")
    pdf = read(body)
    root = cast(Any, pdf.trailer["/Root"])
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("Invoice 2026-000017", "St. Elsewhere Hospital")
    assert (root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == ("en", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<dc:title>" in root["/Metadata"].get_data().decode()
    tree = root["/StructTreeRoot"]["/K"]
    kinds = [kid.get_object()["/S"] for kid in tree["/K"]]
    assert kinds[:5] == ["/P", "/P", "/Table", "/H1", "/Table"]
    rows = tree["/K"][4].get_object()["/K"]
    assert [cell.get_object()["/S"] for cell in rows[0].get_object()["/K"]] == ["/TH"] * 6
    assert [cell.get_object()["/S"] for cell in rows[1].get_object()["/K"]] == ["/TD"] * 6
    # Every mark on a page belongs to something, and nothing is drawn that is neither marked nor decoration.
    for page in pdf.pages:
        drawn = page.get_contents().get_data().decode("latin-1")  # type: ignore[union-attr]
        marks = list(map(int, re.findall(r"/MCID (\d+)", drawn)))
        owners = root["/StructTreeRoot"]["/ParentTree"]["/Nums"][2 * int(cast(Any, page["/StructParents"])) + 1]
        assert marks == list(range(len(owners)))
        assert all(line.startswith(("/Artifact BMC", "/P", "/T", "/H", "/L", "/F")) for line in drawn.splitlines())


def test_the_fonts_are_in_the_file_and_only_what_is_used_of_them() -> None:
    body = render(document(invoice()), "pdf")
    fonts = cast(Any, read(body).pages[0]["/Resources"])["/Font"].values()
    files = [one.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"] for one in fonts]
    assert len(files) == 2
    assert all(len(file.get_data()) < 60_000 for file in files)
    assert len(body) < 40_000


def test_the_same_document_is_the_same_file() -> None:
    assert render(document(invoice()), "pdf") == render(document(invoice()), "pdf")


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 841))])
def test_long_invoices_carry_their_sum_from_page_to_page(paper: str, size: tuple[int, int]) -> None:
    record = invoice(150)
    body = render(document(record, paper=paper), "pdf")
    box = read(body).pages[0].mediabox
    assert (int(box.width), int(box.height)) == size
    said = pages(body)
    so_far = 0
    shown: list[int] = []
    for number, page in enumerate(said, start=1):
        assert f"Page {number} of {len(said)}" in page
        brought = re.search(r"Brought forward\s*\n?\s*\$([\d,.]+)", page)
        assert (brought is not None) == (0 < so_far < record.lines_cents)
        if brought:
            assert brought[1] == f"{so_far / 100:,.2f}"
        here = [int(n) for n in re.findall(r"session (\d+) 1 ", page)]
        shown += here
        so_far += sum(1000 + n for n in here)
        carried = re.search(r"Carried forward\s*\n?\s*\$([\d,.]+)", page)
        assert (carried is not None) == (0 < so_far < record.lines_cents)
        if carried:
            assert carried[1] == f"{so_far / 100:,.2f}"
    assert shown == list(range(1, 151))


def test_ten_thousand_lines_are_all_there() -> None:
    made = document(invoice(10_000))
    # Other programs take their time over so many objects: this looks into the packed ones by itself.
    streams = re.findall(rb"/Type/ObjStm.*?stream\n(.*?)\nendstream", render(made, "pdf"), re.DOTALL)
    assert sum(zlib.decompress(one).count(b"<</Type/Page/") for one in streams) > 150
    assert render(made, "txt").count(b"Physical therapy") == 10_000


NAMES = (
    "Αθηνά Παπαδοπούλου", "Дмитрий Шостакович", "Łukasz Żółć", "Nguyễn Thị Hương", "דוד בן־גוריון", "محمد عبد الله",
    "Հայկ",
    "王小明",
    "さくら 김민준",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_in_any_script_the_fonts_have_are_shown_and_copied(name: str) -> None:
    made = rendered(document(invoice(frame=FRAME._replace(receiver=Party(name)))), "pdf")
    assert made.lost == ""
    assert name in rendered(document(invoice(frame=FRAME._replace(receiver=Party(name)))), "txt").body.decode()
    fonts = [font.get_object() for font in cast(Any, read(made.body).pages[0]["/Resources"])["/Font"].values()]
    letters = "".join(font["/ToUnicode"].get_object().get_data().decode() for font in fonts)
    for sign in unicodedata.normalize("NFC", name):
        assert sign.encode("utf-16-be").hex().upper() in letters


def test_what_no_font_has_is_a_box_that_is_copied_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "USUAL", ())
    faces.face.cache_clear()
    try:
        made = as_pdf(document(invoice(frame=FRAME._replace(receiver=Party("ᚠᚢꠀ Wang")))))
    finally:
        faces.face.cache_clear()
    assert made.lost == "ᚠᚢꠀ"
    assert "ᚠᚢꠀ Wang" in words(made.body)


def test_arabic_is_joined_and_runs_from_the_right() -> None:
    drawn = "".join(one.drawn for one in units("Mr سلام 123 x"))
    assert drawn == "Mr 123 \ufee1\ufefc\ufeb3 x"
    assert "".join(one.drawn for one in units("שלום (12)")) == "(12) םולש"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
@settings(max_examples=200)
def test_whatever_is_drawn_stands_for_all_of_the_text(text: str) -> None:
    assert sorted("".join(one.said for one in units(text))) == sorted(unicodedata.normalize("NFC", text))


def test_nothing_from_outside_is_markup_or_drives_a_printer() -> None:
    evil = "Eve\x1b[2J\u202e <script>alert(1)</script> {total} ) Tj [/b]"
    made = document(invoice(frame=FRAME._replace(receiver=ADA._replace(name=evil)), note="a\x00b\nc"))
    text, html, body = (render(made, form) for form in ("txt", "html", "pdf"))
    assert all(sign.isprintable() or sign == "\n" for sign in text.decode())
    assert b"<script>" not in html
    assert b"{total} ) Tj" in html
    assert "{total} ) Tj [/b]" in words(body)
    assert "<script>alert(1)</script>" in words(body)


@given(st.text(max_size=120), st.text(max_size=120), st.integers(-(10**14), 10**14))
@settings(max_examples=40)
def test_whatever_is_typed_makes_a_document_that_can_be_read(name: str, words: str, cents: int) -> None:
    rows = tuple(one._replace(description=words, code=name[:32], amount_cents=cents) for one in invoice().lines)
    made = document(invoice(frame=FRAME._replace(receiver=Party(name, (words,)), account=name), lines=rows, note=words))
    text = render(made, "txt").decode()
    assert clean(text, lines=True) == text
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "<script" not in render(made, "html").decode()
    assert "Page 1 of" in pages(render(made, "pdf"))[0]


def test_text_is_never_wider_than_a_terminal() -> None:
    wide = invoice(frame=FRAME._replace(receiver=Party("王" * 60, ("x" * 200,))), discount_reason="y" * 90)
    huge = tuple(
        one._replace(unit_cents=10**15, amount_cents=-(10**15), discount_cents=10**15, tax="t" * 30, code="c" * 32)
        for one in invoice().lines
    )
    for record in (*EVERY.values(), wide, invoice(lines=huge, aging=Aging(*[10**15] * 5))):
        lines = render(document(record), "txt").decode().splitlines()
        assert max(map(cell_len, lines)) <= 80


CENTS = st.integers(-(10**9), 10**9)


@given(
    st.lists(st.tuples(CENTS, st.sampled_from(["", "City", "State"])), min_size=1, max_size=8),
    st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["USD", "JPY", "KWD"]),
)  # fmt: skip
@settings(max_examples=100)
def test_every_printed_sum_adds_up(
    billed: list[tuple[int, str]], ppm: int, insurance: int, credit: int, currency: str
) -> None:
    rows = tuple(BillLine(n, "x", cents, cents, tax=tax) for n, (cents, tax) in enumerate(billed, start=1))
    draft = BillDraft(1, 1, 1, NOON, "ana", 1, rows, discount_ppm=ppm, insurance_cents=insurance)
    sums = of_draft(draft, {"City": 88_750, "State": 40_000}, credit)
    record = invoice(
        frame=FRAME._replace(currency=currency), lines=rows, lines_cents=sums.lines_cents,
        discount_cents=sums.discount_cents, taxes=sums.taxes, total_cents=sums.total_cents,
        insurance_cents=sums.insurance_cents, deposit_cents=sums.deposit_cents, due_cents=sums.due_cents,
        open_cents=sums.due_cents,
    )  # fmt: skip
    (table,) = [one for one in document(record).parts if isinstance(one, Table) and one.heads[-1] == "Amount"]
    (printed,) = [one for one in document(record).parts if isinstance(one, Pairs)]
    amounts = {label: parse_cents(amount, currency=currency) for label, amount in printed.rows}
    (total,) = [at for at, (label, _) in enumerate(printed.rows) if label == "Total"]
    values = list(amounts.values())
    assert sum(parse_cents(row[-1], currency=currency) for row in table.rows) == values[0]
    assert sum(values[:total]) == values[total] == sums.total_cents
    assert sum(values[total:-1]) == values[-1] == sums.due_cents


def test_what_was_paid_and_is_disputed_stands_apart() -> None:
    record = invoice(3, open_cents=1000, disputed_cents=400, disputed=frozenset({2}),
                     paid=(Paid(date(2026, 12, 1), "Payment, check", 386),))  # fmt: skip
    assert b"session 2 in dispute<" in render(document(record), "html")
    text = " ".join(render(document(record), "txt").decode().split())
    assert "Payment, check, 1 Dec 2026 -$3.86 In dispute, not asked for now -$4.00" in text
    assert "To be paid by 23 December 2026 $6.00" in text


def test_a_voided_invoice_asks_for_nothing() -> None:
    text = render(document(invoice(3, void=True, open_cents=0)), "txt").decode()
    assert "voided by a credit note" in text
    assert "Please send this part" not in text


def test_a_settlement_says_until_when_it_holds() -> None:
    said = " ".join(render(document(agreement(total_cents=50_000, until=date(2027, 1, 31))), "txt").decode().split())
    assert "You owe $600.00. We accept $500.00 as payment in full, if all of it reaches us by 31 January 2027." in said
    assert "in parts" not in said


def test_a_debt_collector_says_so_and_nobody_else() -> None:
    assert b"debt collector" in render(document(agreement()), "txt")
    assert b"debt collector" not in render(document(statement()), "txt")


def test_the_validation_notice_has_all_that_the_rule_asks_for() -> None:
    """12 CFR 1006.34(c)(1) to (4), in the order of the model form B-1."""
    said = words(render(document(validation()), "pdf"))
    at = 0
    for part in (
        "North South Group", "P.O. Box 123456", "Ada Lovelace", "12 Elm Street",
        "North South Group is a debt collector.",
        "a debt that you owe to St. Elsewhere Hospital", "use any information you give us to help collect the debt",
        "number A-0001", "As of 1 August 2026, you owed:", "$400.00", "interest", "$0.00", "fees", "$0.00",
        "paid or were credited", "$150.00", "Total amount of the debt now", "$250.00",
        "Call or write to us by 31 December 2026, to dispute all or part of the debt",
        "we must stop collection on any amount you dispute", "name and address of the original creditor",
        "www.cfpb.gov/debt-collection", "How do you want to respond?", "I want to dispute the debt because I think",
        "This is not my debt.", "The amount is wrong.", "Other (please describe",
        "I want you to send me the name and address of the original creditor.", "I enclosed this amount",
    ):  # fmt: skip
        found = said.find(part, at)
        assert found >= 0, part
        at = found


def test_many_documents_make_one_file_each_with_pages_of_its_own() -> None:
    made = together((document(statement(frame=FRAME._replace(account=f"A-{n}"))) for n in range(3)), "All", "pdf")
    pdf = read(made.body)
    titles = [cast(Any, one)["/Title"] for one in pdf.outline]
    assert titles == [f"Statement of account A-{n}" for n in range(3)]
    said = pages(made.body)
    assert sum("Page 1 of" in page for page in said) == 3
    assert together([document(statement())] * 2, "All", "txt").body.count(b"\f") == 1


LOGOS = {
    "words.png": (b"not an image at all", "is no PNG or JPEG image"),
    "cut.png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is no PNG or JPEG image"),
    "empty.jpg": (b"", "is no PNG or JPEG image"),
    "page.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PNG or JPEG image"),
    "huge.png": (b"\x89PNG" + b"0" * (5 << 20), "is larger than 4 MB"),
}


@pytest.mark.parametrize("name", LOGOS)
def test_a_logo_that_is_no_image_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    content, why = LOGOS[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=why) as refused:
        render(document(invoice(), logo=path), "pdf")
    assert name in str(refused.value)
    with pytest.raises(ConfigError, match="cannot be read: no such file"):
        render(document(invoice(), logo=tmp_path / "gone.png"), "pdf")


@pytest.mark.parametrize(("mode", "end"), [("RGBA", "png"), ("P", "png"), ("L", "jpg"), ("CMYK", "jpg")])
def test_logos_of_every_kind_are_shown_and_named(mode: str, end: str, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / f"logo.{end}"
    Image.new(mode, (300, 90)).save(path)
    pdf = read(render(document(invoice(), logo=path), "pdf"))
    (image,) = pdf.pages[0].images
    assert image.image is not None
    assert image.image.size == (300, 90)
    tree = cast(Any, pdf.trailer["/Root"])["/StructTreeRoot"]["/K"]["/K"]
    figure = next(kid.get_object() for kid in tree if kid.get_object()["/S"] == "/Figure")
    assert figure["/Alt"] == "St. Elsewhere Hospital"


def test_the_day_of_a_file_is_that_of_the_document() -> None:
    found = read(render(document(invoice()), "pdf")).metadata
    assert found is not None
    assert found.creation_date is not None
    assert found.creation_date.date() == DAY
