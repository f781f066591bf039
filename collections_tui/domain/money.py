"""Amounts of money as people and files write them, to and from whole minor units. Never a float."""

from __future__ import annotations

import re
from functools import lru_cache

# ISO 4217: how many decimals a currency has, where it is not two.
_DECIMALS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_SIGNS = ("-", "−", "+")

# Far above any receivable, far below what the database can sum without overflow.
MOST_CENTS = 10**13
_LONGEST = 40


def decimals_of(currency: str) -> int:
    """Return how many decimals a currency has, by ISO 4217: 2 unless the table says otherwise."""
    return _DECIMALS.get(currency, 2)


def parse_cents(text: str, *, currency: str = "USD", decimal: str = ".", thousands: str = ",") -> int:
    """Return an amount in minor units of the currency: ``$1,240.50`` is 124050.

    Negative amounts come as ``-12.00``, ``12.00-`` or ``(12.00)``, as accounting files write them. The currency's own
    sign or code may stand on either side. ``thousands`` may be empty; a space also means the ones that do not break.

    Raises:
        ValueError: the text is anything else, has more decimals than the currency, or is above 10^13; one sentence.
    """
    pattern = _number(currency, decimal, thousands)
    found, negative = pattern.fullmatch(text), False
    if found is None and len(text) <= _LONGEST:
        bare, negative = _undress(text, currency)
        found = pattern.fullmatch(bare)
    if found is None:
        raise ValueError(_complaint(text, currency, decimal, thousands))
    whole, fraction = found.groups()
    if not whole.isdigit():
        whole = "".join(sign for sign in whole if sign.isdigit())
    cents = int(whole + (fraction or "").ljust(decimals_of(currency), "0"))
    if cents > MOST_CENTS:
        raise ValueError(f"{_shown(text)} is too large to be an amount: check it.")
    return -cents if negative else cents


def format_cents(cents: int, currency: str = "USD") -> str:
    """Return an amount in words of its currency: ``$1,240.00``, ``-$3.00``, ``€12.00``, ``¥500``, ``CHF 1,240.00``."""
    prefix = _SYMBOLS.get(currency) or f"{currency} "
    sign = "-" if cents < 0 else ""
    decimals = _DECIMALS.get(currency, 2)
    if not decimals:
        return f"{sign}{prefix}{abs(cents):,}"
    whole, fraction = divmod(abs(cents), 10**decimals)
    return f"{sign}{prefix}{whole:,}.{fraction:0{decimals}d}"


def say_owed(cents: int, currency: str = "USD") -> str:
    """Return what is owed in words: ``$60.00 owed``, and ``$20.00 credit`` where more was paid than was owed."""
    return f"{format_cents(abs(cents), currency)} {'credit' if cents < 0 else 'owed'}"


@lru_cache(maxsize=64)
def _number(currency: str, decimal: str, thousands: str) -> re.Pattern[str]:
    if len(decimal) != 1 or len(thousands) > 1 or decimal == thousands or re.search(r"[\w+()-]", decimal + thousands):
        raise ValueError("The decimal mark and the thousands mark must be two different single signs.")
    # Digits are bounded so that no cell of a file, however long, costs more than a glance.
    whole = "[0-9]{1,20}"
    if thousands:
        mark = "[ \u00a0\u202f]" if thousands == " " else re.escape(thousands)
        whole = rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}}){{1,6}}|{whole}"
    point, places = re.escape(decimal), decimals_of(currency)
    if not places:
        return re.compile(rf"({whole})()")
    return re.compile(rf"({whole}|(?={point}))(?:{point}([0-9]{{1,{places}}}))?")


def _undress(text: str, currency: str) -> tuple[str, bool]:
    """Return the bare number and whether it is negative, taking off one sign and each name of the currency once."""
    names = list(dict.fromkeys((currency, _SYMBOLS.get(currency, currency))))
    bare, signs, minus = text.strip(), 0, False
    while True:
        name = next((name for name in names if bare.startswith(name) or bare.endswith(name)), None)
        if name is not None:
            names.remove(name)
            bare = bare.removeprefix(name) if bare.startswith(name) else bare.removesuffix(name)
        elif signs == 0 and bare[:1] in _SIGNS:
            signs, minus, bare = 1, bare[:1] != "+", bare[1:]
        elif signs == 0 and bare[-1:] == "-":
            signs, minus, bare = 1, True, bare[:-1]
        elif signs == 0 and bare[:1] == "(" and bare[-1:] == ")":
            signs, minus, bare = 1, True, bare[1:-1]
        else:
            return bare, minus
        bare = bare.strip()


def _complaint(text: str, currency: str, decimal: str, thousands: str) -> str:
    if not text.strip():
        return "There is no amount: write one such as 1240.50."
    places = decimals_of(currency)
    example = f"1{thousands}240{decimal}{'5'.ljust(places, '0')}" if places else f"1{thousands}240"
    many = rf"[0-9]{re.escape(decimal)}[0-9]{{{places + 1},}}(?![0-9])"
    if len(text) <= _LONGEST and re.search(many, text):
        return f"{_shown(text)} has more decimals than the {places} of {currency}: write it as {example}."
    return f"{_shown(text)} is not an amount of {currency}: write it as {example}."


def _shown(text: str) -> str:
    # repr writes control characters and bidi marks as escapes: no file reaches the terminal through an error.
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")


def plain_amount(cents: int, currency: str) -> str:
    """Return an amount as a bare number, as a spreadsheet adds it up: `1240.50`."""
    decimals = decimals_of(currency)
    whole, part = divmod(abs(cents), 10**decimals)
    return f"{'-' * (cents < 0)}{whole}" + (f".{part:0{decimals}d}" if decimals else "")
