"""Mappings: what they may say, and how a wrong one is refused."""

from pathlib import Path

import pytest

from collections_tui.domain.errors import ConfigError, Refused
from collections_tui.files.fitting import fitted
from collections_tui.files.mapping import PER_CUSTOMER, Mapping, by_field_names, load_mapping
from collections_tui.resources import data_path

INVOICES = """
kind = "invoices"
account = "per customer and client"
dates = ["MM/DD/YYYY"]

[columns]
customer = "customerID"
invoice = "invoiceNumber"
due_on = "DueDate"
amount = "InvoiceAmount"
"""


def load(folder: Path, text: str) -> Mapping:
    """Write a mapping and load it."""
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return load_mapping(path)


def complaint(folder: Path, text: str) -> str:
    """Load a wrong mapping; the sentence it is refused with."""
    with pytest.raises(ConfigError) as wrong:
        load(folder, text)
    return str(wrong.value)


def test_the_shortest_mapping_and_what_it_leaves_unsaid(tmp_path: Path) -> None:
    mapping = load(tmp_path, INVOICES)
    assert mapping.columns["due_on"] == ("DueDate",)
    assert mapping.account == PER_CUSTOMER
    assert (mapping.encoding, mapping.delimiter, mapping.decimal, mapping.thousands) == ("utf-8", ",", ".", ",")
    assert (mapping.region, mapping.currency, mapping.client, mapping.notes) == ("US", "", None, ())


def test_everything_a_mapping_may_say(tmp_path: Path) -> None:
    mapping = load(
        tmp_path,
        """
        title = "Everything"
        kind = "accounts"
        header = ["No", "First", "Last", "Betrag", "Fällig", "Streit", "Rest"]
        encoding = "latin-1"
        delimiter = ";"
        dates = ["DD.MM.YYYY", "YYYY-MM-DD"]
        decimal = ","
        thousands = "."
        currency = "EUR"
        region = "DE"
        notes = ["Rest"]
        create = ["accounts"]

        [columns]
        account = "No"
        name = ["First", "Last"]
        balance = "Betrag"
        due_on = "Fällig"
        disputed = "Streit"

        [constants]
        country = "DE"

        [values.disputed]
        Ja = "yes"
        "" = "no"

        [client]
        name = "Stadtwerke"
        party = "first"
        sector = "utility"
        phone = "+49 30 5550100"
        """,
    )
    assert mapping.columns["name"] == ("First", "Last")
    assert mapping.values["disputed"] == {"ja": "yes", "": "no"}
    assert mapping.constants == {"country": "DE"}
    assert (mapping.decimal, mapping.thousands, mapping.currency, mapping.region) == (",", ".", "EUR", "DE")
    assert (mapping.notes, mapping.create) == (("Rest",), ("accounts",))
    assert mapping.client is not None
    assert mapping.client.sector == "utility"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('kind = "invoices"', 'kind = "bills"'), "line 2: kind must be one of customers, accounts"),
        (('dates = ["MM/DD/YYYY"]', 'dates = ["%m/%d"]'), "line 4: dates cannot have '%m/%d'"),
        (('dates = ["MM/DD/YYYY"]', 'dates = "MM/DD/YYYY"'), "line 4: dates must be a list"),
        (('dates = ["MM/DD/YYYY"]', 'date = ["MM/DD/YYYY"]'), "line 4: date is not a field here"),
        (('due_on = "DueDate"', 'due = "DueDate"'), "line 9: due is not a field of invoices"),
        (('due_on = "DueDate"', "due_on = 5"), "line 9: due_on must be the name of a column"),
        (('due_on = "DueDate"', "due_on = []"), "line 9: due_on must be the name of a column"),
        (('due_on = "DueDate"\n', ""), "line 6: columns must give a column for due_on or issued_on"),
        (('account = "per customer and client"\n', ""), 'account must be "per customer and client"'),
        (('account = "per customer and client"', 'account = "per day"'), "line 3: account must be one of column"),
        (("[columns]", 'delimiter = ",,"\n[columns]'), "line 6: delimiter must be one sign"),
        (("[columns]", 'encoding = "klingon"\n[columns]'), "line 6: encoding 'klingon' is not known"),
        (("[columns]", 'currency = "usd"\n[columns]'), "line 6: currency must be three capital letters"),
        (("[columns]", 'thousands = "."\n[columns]'), "line 6: thousands must differ from the decimal mark"),
        (("[columns]", 'time_zone = "Mars/Base"\n[columns]'), "line 6: time_zone 'Mars/Base' is not known"),
        (("[columns]", 'region = "USA"\n[columns]'), "line 6: region must be a country"),
        (("[columns]", "[values]\ndisputed = 1\n[columns]"), "line 7: disputed must be a table such as"),
        (("[columns]", "[constants]\ncurrency = 1\n[columns]"), "line 7: currency must be text in quotes"),
        (
            ("[columns]", '[client]\nname = "X"\nparty = "fourth"\n[columns]'),
            "line 8: party must be one of first, third",
        ),
        (("[columns]", "[columns"), "mine.toml is not valid TOML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line_and_field(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    before, after = change
    assert before in INVOICES
    sentence = complaint(tmp_path, INVOICES.replace(before, after))
    assert words in sentence
    assert sentence.startswith("mine.toml")


def test_a_mapping_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_mapping(tmp_path / "none.toml")
    (tmp_path / "mine.toml").write_bytes(b"kind = '\xff'")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load_mapping(tmp_path / "mine.toml")


@pytest.mark.parametrize("path", sorted(data_path("mappings").glob("*.toml")), ids=lambda path: path.stem)
def test_every_mapping_that_ships_is_right_and_knows_its_header(path: Path) -> None:
    mapping = load_mapping(path)
    if mapping.kind == "prices":  # what it was made for comes in many widths
        header = ("Description", "code | 1", "code|1|type", "standard_charge|gross", "Code", "Price")
        mapping = fitted(mapping, header)._replace(header=header)
    used = {column for columns in mapping.columns.values() for column in columns}
    assert used <= set(mapping.header)
    assert mapping.kind in path.stem.split("-")


@pytest.mark.parametrize(
    ("kind", "header", "fields"),
    [
        ("accounts", ["account", "name", "balance"], {"account", "name", "balance"}),
        (
            "accounts",
            ["Account Number", "Customer-Name", "Amount Due", "ZIP"],
            {"account", "name", "balance", "postcode"},
        ),
        (
            "invoices",
            ["INVOICE_NO", "customer", "Amount", "Due Date", "Something"],
            {"invoice", "customer", "amount", "due_on"},
        ),
        ("payments", ["invoice", "Payment Date", "amount"], {"invoice", "paid_on", "amount"}),
        ("calls", ["account", "started", "result", "notes"], {"account", "started_at", "outcome", "note"}),
        ("customers", ["customer", "cell"], {"customer", "mobile_phone"}),
    ],
)
def test_columns_called_like_our_fields_need_no_mapping(kind: str, header: list[str], fields: set[str]) -> None:
    assert by_field_names(kind, header).fields == fields


def test_of_two_columns_for_one_field_the_first_counts_and_the_other_is_named() -> None:
    mapping = by_field_names("accounts", header := ["account", "balance", "amount due"])
    assert mapping.columns["balance"] == ("balance",)
    assert mapping.not_read(header) == ("amount due",)


def test_telephone_numbers_may_have_any_number_of_columns() -> None:
    mapping = by_field_names("accounts", header := ["account", "balance", "phone", "telephone", "cell"])
    assert (mapping.columns["phone"], mapping.apart) == (("phone", "telephone"), ("phone",))
    assert mapping.not_read(header) == ()


def test_what_is_missing_is_named_all_at_once() -> None:
    with pytest.raises(Refused) as refused:
        by_field_names("invoices", ["number", "name\x1b[2J"])
    sentence = str(refused.value)
    assert "account or customer; invoice; amount; due_on or issued_on" in sentence
    assert "--map" in sentence
    assert "\x1b" not in sentence
