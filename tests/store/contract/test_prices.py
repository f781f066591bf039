"""What both engines answer about prices."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collections_tui.domain.billing.price_words import price_words, words_of
from collections_tui.domain.billing.records import Price
from collections_tui.store.contract import Store
from tests.build import Office, taken_back

DAY = date(2026, 3, 1)
OLD = date(2026, 1, 1)


def price(code: str, description: str, cents: int = 10_00, **more: object) -> Price:
    return Price(0, 1, code, description, cents, OLD)._replace(**more)  # type: ignore[arg-type]


LIST = (
    price("ER-30", "Emergency visit, moderate"),
    price("ER-50", "Emergency visit, severe"),
    price("ER-51", "Closing of a simple wound"),
    price("CL-20", "Clinic visit, established patient"),
    price("IM-60", "MRI of the knee, without contrast"),
    price("LB-31", "Cholesterol panel, Dépistage"),
    price("VI-1", "Visiting nurse", valid_to=DAY - timedelta(days=1)),
    price("VI-1", "Visiting nurse", 12_00, valid_from=DAY),
)


def codes(store: Store, text: str, on: date = DAY, limit: int = 50) -> list[str]:
    with store.read() as tx:
        return [one.code for one in tx.prices.find(1, text, on, limit)]


def test_prices_are_found_by_part_of_a_code_or_a_word_codes_first(work: Office) -> None:
    store = work.boss.store
    with store.write() as tx:
        tx.prices.add(LIST)
    assert codes(store, "er-5") == ["ER-50", "ER-51"]
    assert codes(store, "er5") == ["ER-50", "ER-51"]
    assert codes(store, "er 51") == ["ER-51"]
    assert codes(store, "vi") == ["VI-1", "ER-30", "ER-50", "CL-20"], "the code before the words"
    assert codes(store, "vis emer") == ["ER-30", "ER-50"]
    assert codes(store, "depistage") == ["LB-31"]
    assert codes(store, "lesterol") == ["LB-31"], "only where nothing begins so, it may stand anywhere"
    assert codes(store, "e", limit=2) == ["ER-30", "ER-50"]
    for nothing in ("", "  ", "%", "_", "'", "xyzzy", "er-30 xyzzy", "\x1b[2J", "🙂"):
        assert codes(store, nothing) == []


def test_a_price_is_that_of_its_day_and_its_modifier(work: Office) -> None:
    store = work.boss.store
    plain, other = price("X1", "Something"), price("X1", "Something, part", 4_00, modifier="26")
    small = price("x1", "Something else", 1_00)
    both = price("X1", "Something, two parts", 7_00, modifier="GC 26")
    with store.write() as tx:
        tx.prices.add((*LIST, plain, other, small, both))
    with store.read() as tx:
        cents = {on: found.cents for on in (OLD, DAY) if (found := tx.prices.at(1, "VI-1", "", on)) is not None}
        assert cents == {OLD: 10_00, DAY: 12_00}
        assert tx.prices.at(1, "VI-1", "", OLD - timedelta(days=1)) is None
        assert tx.prices.at(2, "VI-1", "", DAY) is None
        named = [tx.prices.at(1, "X1", modifier, DAY) for modifier in ("", "26", "LT", " gc, 26")]
        assert [one and one.cents for one in named] == [10_00, 4_00, 10_00, 7_00]
        assert [one and one.cents for one in (tx.prices.at(1, "x1", "", DAY), tx.prices.at(1, "vi-1", "", DAY))] == [
            1_00,
            12_00,
        ]
        assert tx.prices.at(1, "", "", DAY) is tx.prices.at(1, "ER-3", "", DAY) is None
        assert [one.cents for one in tx.prices.of_code(1, "VI-1")] == [10_00, 12_00]
        assert [one.code for one in tx.prices.listed(1, DAY, ("ER-51", "", OLD), 3)] == ["IM-60", "LB-31", "VI-1"]
        assert (len(tx.prices.listed(1, None, None, 99)), tx.prices.count(1, DAY)) == (12, 11)


def test_a_changed_description_is_found_by_its_new_words_alone(work: Office) -> None:
    store = work.boss.store
    with store.write() as tx:
        tx.prices.add(LIST)
        (one,) = tx.prices.of_code(1, "IM-60")
        tx.prices.change([one._replace(description="Knee, magnetic image", cents=1)])
    assert codes(store, "magn") == codes(store, "im6") == ["IM-60"]
    assert codes(store, "contrast") == []
    with store.read() as tx:
        rows = tx.sql.all("SELECT word FROM price_word WHERE price_id = :id", {"id": one.id})
        assert sorted(row[0] for row in rows) == ["60", "im", "im60", "image", "knee", "magnetic"]


TEXTS = st.text("abAB1é-ß %_'.", max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=8), TEXTS)
def test_what_is_found_is_what_words_say(work: Office, rows: list[tuple[str, str]], typed: str) -> None:
    made = {code.strip(): price(code.strip(), words) for code, words in rows if code.strip()}
    with taken_back(work.boss.store) as tx:
        tx.prices.add(list(made.values()))
        found = {one.code for one in tx.prices.find(1, typed, DAY, 50)}
    wanted, begun, anywhere = words_of(typed), set[str](), set[str]()
    for code, one in made.items():
        words = price_words(code, one.description)
        if wanted and all(any(word.startswith(part) for word in words.split()) for part in wanted):
            begun.add(code)
        if wanted and all(part in words for part in wanted):
            anywhere.add(code)
    assert begun <= found <= anywhere
    assert found or not anywhere
