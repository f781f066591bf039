"""Importing price lists: plain ones, those that hospitals publish, and what cannot be taken."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from collections_tui.domain.billing.records import Price
from collections_tui.domain.errors import NotPermitted, Refused
from collections_tui.services import imports, prices
from tests.services.importing import Importer

PLAIN = """Code,Description,Unit,Price,Valid from,Valid to,System,Least,Most,Tax
ER-30,"Emergency visit, moderate",visit,"1,240.50",2026-01-01,,,1,1,
99213,Office visit,,85,2026-01-01,2026-12-31,CPT,,,
LAMP,Lamp,each,0,2026-03-01,,,0.5,12,State
"""

ABOVE = """hospital_name,last_updated_on,version,location_name,hospital_address,license_number|CA,,,,,,
Elm Hospital,4/1/2026,3.0.0,Elm Hospital|Elm Clinic,"1 Elm Street,
Elmtown, CA 92832",50056,,,,,,
"""
DRUG = "drug_unit_of_measurement,drug_type_of_measurement"
TALL = (
    f"{ABOVE}description,code|1,code|1|type,code | 2,code | 2|type,modifiers,setting,{DRUG},standard_charge|gross,"
    """payer_name,standard_charge|negotiated_dollar
MRI of the head,611,RC,70551,CPT,,outpatient,,,1200,Blue,400
MRI of the head,611,RC,70551,CPT,,outpatient,,,1200,Green,250
Both sides,,,,,50|62,both,,,,Blue,
Hip joint,470,MS-DRG,,,,inpatient,,,,Blue,25678
Saline,J7030,HCPCS,25021-0184-82,NDC,,both,1000,ML,75.5,Blue,35
Knee repair,29881,CPT,,,50,outpatient,,,9000,Blue,35
Room,762,RC,,,,inpatient,,,2000,Blue,35
Room,762,RC,,,,outpatient,,,13000,Blue,35
"""
)
WIDE = (
    ABOVE.replace("4/1/2026,3.0.0", "2.0.0,2026-05-01").replace("last_updated_on,version", "version,Last_Updated_On ")
    + "description,code|1,code|1|type,code|2,code|2|type,code|3,code|3|type,setting,standard_charge|gross,"
    """standard_charge|discounted_cash,standard_charge|Blue|PPO|negotiated_dollar,additional_generic_notes
MRI of the head,611,RC,70551,CPT,,,outpatient,1300,1080,400,
Metabolic panel,301,RC,,,80048,CPT,outpatient,300,270,150,
"""
)


def held(incoming: Importer) -> list[Price]:
    return [one._replace(id=0) for one in prices.page(incoming.desk, "HOSP", None)]


def sums(report: imports.ImportReport) -> tuple[int, ...]:
    return report.read, report.added, report.changed, report.unchanged, report.left_out, report.rejected


def test_a_plain_list_comes_in_and_once_more_changes_nothing(incoming: Importer) -> None:
    assert sums(incoming.run("prices", PLAIN)) == (3, 3, 0, 0, 0, 0)
    new_year, end = date(2026, 1, 1), date(2026, 12, 31)
    assert held(incoming) == [
        Price(0, 1, "99213", "Office visit", 85_00, new_year, end, "CPT"),
        Price(0, 1, "ER-30", "Emergency visit, moderate", 1240_50, new_year, None, "", "", "visit", 1000, 1000),
        Price(0, 1, "LAMP", "Lamp", 0, date(2026, 3, 1), None, "", "", "each", 500, 12_000, "State"),
    ]
    before = incoming.everything()
    for strict, dry_run in ((False, False), (True, False), (False, True)):
        assert sums(incoming.run("prices", PLAIN, strict=strict, dry_run=dry_run)) == (3, 0, 0, 3, 0, 0)
    assert incoming.everything() == before
    incoming.check()
    assert [one.code for one in prices.find(incoming.desk, 1, "vis", date(2026, 11, 1))] == ["ER-30", "99213"]


def test_a_newer_price_ends_the_one_before(incoming: Importer) -> None:
    undated = "code,description,price\nA,Thing,10\nB,Other,20\n"
    incoming.run("prices", undated, start=date(2026, 1, 1))
    assert sums(incoming.run("prices", undated)) == (2, 0, 0, 2, 0, 0), "a list that says the same"
    newer = undated.replace("10", "12").replace("Other", "Another")
    assert sums(incoming.run("prices", newer, start=date(2026, 7, 1))) == (2, 2, 0, 0, 0, 0)
    ours = [(one.code, one.description, one.cents, one.valid_from.month, one.valid_to) for one in held(incoming)]
    assert ours == [
        ("A", "Thing", 10_00, 1, date(2026, 6, 30)),
        ("A", "Thing", 12_00, 7, None),
        ("B", "Other", 20_00, 1, date(2026, 6, 30)),
        ("B", "Another", 20_00, 7, None),
    ]
    corrected = newer.replace("12", "13")
    assert sums(incoming.run("prices", corrected, start=date(2026, 7, 1))) == (2, 0, 1, 1, 0, 0)
    with incoming.desk.store.read() as tx:
        found = {on: prices.at(tx, 1, "a", "", on) for on in (date(2026, 6, 30), date(2026, 7, 1))}
    assert [one and one.cents for one in found.values()] == [10_00, 13_00]
    incoming.check()


def test_the_prices_that_hospitals_publish_are_known_by_how_they_begin(incoming: Importer) -> None:
    report = incoming.run("prices", TALL)
    assert report.mapping == "prices-hospital.toml"
    assert sums(report) == (8, 4, 0, 1, 2, 1)
    assert report.problems == ((12, "762 is on an earlier line of the file, for $2,000.00"),)
    april = date(2026, 4, 1)
    assert held(incoming) == [
        Price(0, 1, "29881", "Knee repair", 9000_00, april, None, "CPT", "50"),
        Price(0, 1, "70551", "MRI of the head", 1200_00, april, None, "CPT"),
        Price(0, 1, "762", "Room", 2000_00, april, None, "RC"),
        Price(0, 1, "J7030", "Saline", 75_50, april, None, "HCPCS", "", "1000 ML"),
    ]
    assert sums(incoming.run("prices", TALL)) == (8, 0, 0, 5, 2, 1)
    assert sums(incoming.run("prices", WIDE)) == (2, 2, 0, 0, 0, 0)
    assert [(one.cents, one.valid_to) for one in held(incoming) if one.code == "70551"] == [
        (1200_00, date(2026, 4, 30)),
        (1300_00, None),
    ]
    # The rows that came back, corrected, begin with their header.
    rejects = (incoming.folder / "some.rejects.csv").read_text("utf-8-sig").replace("762,RC", "763,RC")
    mapping = imports.find_mapping("prices", "prices-hospital", (), incoming.desk.books)
    (incoming.folder / "again.csv").write_text(rejects, "utf-8")
    again = imports.run(incoming.desk, "prices", incoming.folder / "again.csv", "HOSP", mapping)
    assert sums(again) == (1, 1, 0, 0, 0, 0)
    incoming.check()


WRONG = (
    ("A,,1", "description: there is no description in the row"),
    (",Thing,1", "code: there is no code in the row"),
    ("A,Thing,", "price: There is no amount: write one such as 1240.50"),
    ("A,Thing,-1", "price: “-1” is less than nothing: a price is not negative"),
    ("A,Thing,1.234", "price: '1.234' has more decimals than the 2 of USD: write it as 1,240.50"),
    ("A,Thing,99999999999999", "price: '99999999999999' is too large to be an amount: check the decimal mark"),
    (f"{'A' * 33},Thing,1", f"code: “{'A' * 33}” is longer than 32 characters"),
    (f"A,{'T' * 501},1", f"description: “{'T' * 60}…” is longer than 500 characters"),
    ("A,Thing,1,2026-02-30", "valid_from: there is no date “2026-02-30”"),
    ("A,Thing,1,2026-02-03,2026-02-02", "valid_to: “2026-02-02” is before the day from which the price holds"),
    ("A,Thing,1,,,some", "least: “some” is not a quantity such as 2 or 0.5"),
    ("A,Thing,1,,,3,2", "most: “2” is less than the least quantity"),
    ("A,Thing,1,,,,,EUR", "currency: the price is in “EUR”, and the client's are in USD"),
    ("GOOD,Thing,2", "GOOD is on an earlier line of the file, for $1.00"),
)


def test_what_cannot_be_taken_comes_back_with_the_reason(incoming: Importer) -> None:
    rows = ["GOOD,Thing,1", *(row for row, _ in WRONG), "LAST,Thing,1"]
    padded = "".join(f"{row}{',' * (8 - row.count(','))}\n" for row in rows)
    header = "code,description,price,valid_from,valid_to,least,most,currency,modifier\n"
    assert sums(incoming.run("prices", header + padded)) == (len(rows), 2, 0, 0, 0, len(WRONG))
    with (incoming.folder / "some.rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        reasons = [row["reason"] for row in csv.DictReader(file)]
    assert sorted(reasons) == sorted(reason for _, reason in WRONG)
    assert [one.code for one in held(incoming)] == ["GOOD", "LAST"]


def test_controls_and_markup_in_a_list_are_text(incoming: Importer) -> None:
    incoming.run("prices", 'code,description,price\n[b]X[/b],"a\x1b[31m \u202ered",1\n')
    (one,) = held(incoming)
    assert (one.code, one.description) == ("[b]X[/b]", "a␛[31m ⟨U+202E⟩red")


def test_whoever_may_not_manage_prices_imports_none(incoming: Importer, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("code,description,price\nA,Thing,1\n")
    from collections_tui.services import people

    people.add(incoming.desk, "col", "Col", ("collector",))
    desk = incoming.office.desk("col")
    mapping = imports.find_mapping("prices", None, imports.header_of(path))
    with pytest.raises(NotPermitted, match="may not manage prices"):
        imports.run(desk, "prices", path, "HOSP", mapping)
    assert prices.page(desk, "HOSP", None) == []
    with pytest.raises(Refused, match="has no price of A: look for it"):
        prices.history(desk, "HOSP", "A")


def test_a_hospital_list_without_a_day_asks_for_one(incoming: Importer) -> None:
    with pytest.raises(Refused, match=r"last_updated_on is no day .* say with --from since when it holds"):
        incoming.run("prices", TALL.replace("4/1/2026", "last spring"))
    incoming.run("prices", TALL.replace("4/1/2026", "last spring"), start=date(2026, 2, 1))
    assert {one.valid_from for one in held(incoming)} == {date(2026, 2, 1)}
