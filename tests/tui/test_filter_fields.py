"""What is typed into the filter, and what it means."""

from __future__ import annotations

import pytest

from collections_tui.services.views import ListQuery
from collections_tui.tui.dialogs.filter import FIELDS, FieldError, as_typed, from_typed

CLIENTS, STATES = ["DENT", "HOSP", "HOSTEL"], ["NM", "NY"]
NOTHING = dict.fromkeys(FIELDS, "")


def read(**typed: str) -> ListQuery:
    said = {name.rstrip("_"): text for name, text in typed.items()}
    return from_typed(ListQuery(7, "open", "name"), NOTHING | said, CLIENTS, STATES)


def test_empty_fields_filter_nothing_and_leave_the_rest_as_it_is() -> None:
    assert read() == ListQuery(7, "open", "name")


def test_everything_at_once() -> None:
    query = read(client="dent", age="31-60", from_="250", to="$1,000.50", state="ny", words=" smith ".strip())
    assert query == ListQuery(7, "open", "name", "DENT", "31_60", 250_00, 1000_50, "NY", "smith")


@pytest.mark.parametrize(
    ("typed", "bucket"),
    [
        ("not due", "current"),
        ("current", "current"),
        ("1-30", "1_30"),
        ("1–30", "1_30"),
        ("61-90 days", "61_90"),
        ("90+", "over_90"),
        ("over", "over_90"),
    ],
)
def test_ages_as_people_write_them(typed: str, bucket: str) -> None:
    assert read(age=typed).bucket == bucket


def test_a_beginning_is_enough_where_it_is_the_only_one() -> None:
    assert read(client="d").client == "DENT"
    assert read(client="hosp").client == "HOSP"
    with pytest.raises(FieldError, match="HOSP, HOSTEL"):
        read(client="ho")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("client", "X"), ("age", "old"), ("from_", "lots"), ("from_", "-5"), ("to", "1.234"), ("state", "Narnia")],
)
def test_what_cannot_be_understood_names_its_field(field: str, typed: str) -> None:
    with pytest.raises(FieldError) as refused:
        read(**{field: typed})
    assert refused.value.field == field.rstrip("_")
    assert str(refused.value).endswith((".", "…"))


def test_from_more_than_to_is_refused() -> None:
    with pytest.raises(FieldError, match="less than"):
        read(from_="500", to="100")


def test_what_is_shown_again_means_the_same() -> None:
    query = read(client="HOSP", age="over 90", from_="1", to="99,999.99", state="NM", words="a b")
    assert from_typed(ListQuery(7, "open", "name"), as_typed(query), CLIENTS, STATES) == query


def test_text_from_outside_is_shown_clean() -> None:
    with pytest.raises(FieldError) as refused:
        read(client="\x1b[2J")
    assert "\x1b" not in str(refused.value)
