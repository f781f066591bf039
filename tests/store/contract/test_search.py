"""Find anywhere: names in every script, numbers in every spelling, and nothing typed ever raises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_tui.store import open_store
from collections_tui.store.contract import Store
from collections_tui.store.transaction import Transaction
from tests.build import add_account, put, taken_back
from tests.sound import search_is_sound

NAMES = {
    "A-0007": "Łukasz Wójcik",
    "2014-00123": "José Núñez-Peña",
    "12/345.6": "Mary O'Neil",
    "X 99 B": "Søren Kjærgård",
    "D-5": "Straße & Söhne GmbH",
    "E-6": "Nguyễn Thị Hồng",
    "F-7": "Андрей Йожиков",
    "G-8": "김민준",
    "H-9": "ガガーリン ユーリ",
    "I-10": "हिन्दी नाम",
    "J-11": "محمد علي",
    "K-12": "מֹשֶׁה כהן",
    "L-13": "ﬁnn Ａｄａ",
    "M-14": "e\u0301mile de\u0301compose\u0301",
    "N-15": "ǅon İstanbul",
    "O-16": "ὈΔΥΣΣΕΎΣ Ωmega",
    "P-17": "ประสิทธิ์ ใจดี",
    "Q-18": "𠮷野家 高橋",
    "R-19": "a\U0001e900b smile\U0001f600",
    "S-20": "STRAẞE",
}
PHONE = "+12125550107"


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(str(tmp_path_factory.mktemp("search") / "work.db"), create=True)
    with store.write() as tx:
        tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'C')")
        tx.worklists.add("main", "Main", "balanced", None, [])
        for number, name in NAMES.items():
            phones = [PHONE, "+442079460123"] if number == "A-0007" else []
            add_account(tx, number=number, name=name, phones=phones)
    yield store
    store.close()


def numbers(store: Store, text: str) -> list[str]:
    with store.read() as tx:
        return [found.number for found in tx.search.find(text, 50)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("lukasz", "A-0007"),
        ("Łukasz", "A-0007"),
        ("WOJCIK łukasz", "A-0007"),
        ("wój", "A-0007"),
        ("jose nunez", "2014-00123"),
        ("núñez-pe", "2014-00123"),
        ("pena jose", "2014-00123"),
        ("o'neil", "12/345.6"),
        ("neil", "12/345.6"),
        ("soren", "X 99 B"),
        ("strasse", "D-5"),
        ("straße", "D-5"),
        ("sohne gmbh", "D-5"),
        ("nguyen hong", "E-6"),
        ("Hồng", "E-6"),
        ("emile decomp", "M-14"),
        ("émile", "M-14"),
        ("ŁUKASZ WÓJCIK", "A-0007"),
        ("андрей", "F-7"),
        ("АНДРЕЙ ЙО", "F-7"),
        ("김민", "G-8"),
        ("ユーリ", "H-9"),
        ("stra", "S-20"),
    ],
)
def test_a_name_is_found_with_and_without_its_marks(found_in: Store, text: str, number: str) -> None:
    assert number in numbers(found_in, text)


@pytest.mark.parametrize("number", NAMES)
def test_every_name_is_found_by_itself_and_by_each_of_its_words(found_in: Store, number: str) -> None:
    name = NAMES[number]
    for text in (name, *name.split()):
        if any(c.isalnum() for c in text):
            assert number in numbers(found_in, text), text


@pytest.mark.parametrize("number", NAMES)
def test_every_number_is_found_by_itself_whatever_its_punctuation(found_in: Store, number: str) -> None:
    plain = number.replace("-", "").replace(" ", "")
    for text in (number, number.lower(), plain, f"  {number} ", number[:-1]):
        assert number in numbers(found_in, text), text


@pytest.mark.parametrize(
    "text",
    [
        "+12125550107",
        "12125550107",
        "2125550107",
        "(212) 555-0107",
        "212-555-0107",
        "212.555.0107",
        "212 555 0107",
        "1-212-555-0107",
        "+1 (212) 555-0107",
        "555-0107",
        "5550107",
        "555 0107",
        "0107",
        "212555",
        "(212) 555",
        "+44 20 7946 0123",
        "442079460123",
        "2079460123",
    ],
)
def test_a_telephone_number_is_found_in_every_spelling(found_in: Store, text: str) -> None:
    assert numbers(found_in, text) == ["A-0007"]


def test_all_words_are_wanted(found_in: Store) -> None:
    assert numbers(found_in, "lukasz nunez") == []
    assert numbers(found_in, "nobody") == []
    assert numbers(found_in, "lukasz 0107") == ["A-0007"]


@pytest.mark.parametrize("text", ["", " ", "\t\n", "-", "()", "*", '"', "'", "%", "_", "\0", "+", "🙂", "\ud800"])
def test_what_has_no_word_in_it_finds_nothing(found_in: Store, text: str) -> None:
    assert numbers(found_in, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ada AND",
        "AND OR NOT",
        "NEAR(a b)",
        "words:ada",
        'ada" OR "1"="1',
        "'; DROP TABLE account; --",
        "ada*",
        "^ada",
        "{ada bob}",
        "a" * 100_000,
        "a " * 5_000,
        "9" * 5_000,
        "\x1b[31mred",
        "\u202eada",
        "½ Ⅷ ㍿ ﷺ",
        "ⅷ½",
        "\U0001e900\U0001e901",
        "a\U0001e900b",
        "e\u0301" * 90,
        "\u0301",
        "𝕿𝖍𝖊",
        "ᏪᏴ ꭰꭱ",
        "\U00016f00 \U0001f1e6",
        "١٢٣٤",
    ],
)
def test_nothing_that_can_be_typed_raises(found_in: Store, text: str) -> None:
    assert isinstance(numbers(found_in, text), list)


@given(text=st.text(max_size=30))
def test_no_text_at_all_raises(found_in: Store, text: str) -> None:
    assert isinstance(numbers(found_in, text), list)


@given(name=st.text(st.characters(exclude_categories=("Cs", "Cn")) | st.sampled_from(" -'éłß김ガд"), max_size=20))
def test_any_name_is_found_by_what_was_typed(found_in: Store, name: str) -> None:
    name += " x"  # a name of nothing but signs has no word to look for
    with taken_back(found_in) as tx:
        account = add_account(tx, number="Z-1", name=name, phones=())
        assert account in [found.account_id for found in tx.search.find(name, 50)]


def test_closed_accounts_come_last_and_the_limit_holds(store: Store) -> None:
    with store.write() as tx:
        tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'C')")
        tx.worklists.add("main", "Main", "balanced", None, [])
        accounts = [add_account(tx, number=f"N-{n}", name="Same Name") for n in range(4)]
        put(tx, accounts[0], status="closed")
    with store.read() as tx:
        assert [found.status for found in tx.search.find("same", 50)] == ["open", "open", "open", "closed"]
        assert len(tx.search.find("same", 2)) == 2


def test_what_is_found_says_whose_it_is(found_in: Store) -> None:
    with found_in.read() as tx:
        (found,) = tx.search.find("lukasz", 50)
    assert (found.number, found.customer, found.client, found.phone) == ("A-0007", "Łukasz Wójcik", "C", PHONE)
    assert (found.currency, found.balance_cents, found.status) == ("USD", 100_00, "open")


def _rename(tx: Transaction, customer: int, name: str) -> None:
    tx.search.forget_customers([customer])
    tx.sql.run("UPDATE customer SET name = :name WHERE id = :id", {"name": name, "id": customer})
    tx.search.index_customers([customer])


def test_a_new_name_is_found_and_the_old_one_no_more(store: Store) -> None:
    with store.write() as tx:
        tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'C')")
        tx.worklists.add("main", "Main", "balanced", None, [])
        account = add_account(tx, number="N-1", name="Before Wedding")
        found = tx.accounts.get(account)
        assert found is not None
        _rename(tx, found.customer_id, "After Wedding")
    assert numbers(store, "before") == []
    assert numbers(store, "after") == ["N-1"]
    with store.write() as tx:
        search_is_sound(tx)


def test_other_accounts_of_a_customer_are_known_open_ones_first(store: Store) -> None:
    with store.write() as tx:
        tx.sql.add("INSERT INTO client (code, name) VALUES ('C', 'C')")
        tx.worklists.add("main", "Main", "balanced", None, [])
        first = add_account(tx, number="N-1")
        account = tx.accounts.get(first)
        assert account is not None
        rest = [add_account(tx, number=f"N-{n}", customer_id=account.customer_id) for n in (2, 3)]
        add_account(tx, number="N-9", name="Somebody Else")
        put(tx, rest[0], status="closed")
        others = tx.search.of_customer(account.customer_id, first)
    assert [other.number for other in others] == ["N-3", "N-2"]
