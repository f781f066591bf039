"""What the codes of insurers mean: in words, and for the money. The lists are files that a supervisor can replace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from collections_tui.domain.config import Fields

Kind = Literal[
    "contractual",
    "prior payer",
    "registration",
    "authorization",
    "medical necessity",
    "duplicate",
    "timely filing",
    "coordination of benefits",
    "coding",
    "other",
]
"""What a reason means: taken off by contract, paid or taken off by another payer, or why it was refused."""
REFUSALS: tuple[Kind, ...] = (
    "registration",
    "authorization",
    "medical necessity",
    "duplicate",
    "timely filing",
    "coordination of benefits",
    "coding",
    "other",
)
GROUPS = {
    "CO": "contractual",
    "PR": "patient's share",
    "OA": "other",
    "PI": "payer's own reduction",
    "CR": "correction",
}


class Advice(NamedTuple):
    """What usually helps against a kind of refusal, and what to send."""

    helps: str
    send: tuple[str, ...]


class Denials(NamedTuple):
    """What reasons mean for the money; ``provider`` has words for adjustments of the provider's."""

    kinds: Mapping[str, Kind]
    advice: Mapping[Kind, Advice]
    provider: Mapping[str, str]


class CodeBook(NamedTuple):
    """Everything about codes: words of reasons (CARC) and remarks (RARC), and what reasons mean."""

    reasons: Mapping[str, str]
    remarks: Mapping[str, str]
    denials: Denials

    def kind(self, reason: str) -> Kind:
        """What a reason means; "other" of one that no list has: nothing is given up that nobody has decided on."""
        return self.denials.kinds.get(reason, "other")

    def reason(self, code: str) -> str:
        """A reason in words; the code itself where no list has it."""
        return self.reasons.get(code, f"reason {code}")

    def remark(self, code: str) -> str:
        """A remark in words, likewise."""
        return self.remarks.get(code, f"remark {code}")

    def provider(self, code: str) -> str:
        """An adjustment of the provider's in words, likewise."""
        return self.denials.provider.get(code, f"adjustment {code}")


def parse_words(raw: Mapping[str, object], source: str) -> dict[str, str]:
    """Return a list of codes with their words from parsed TOML: ``[words]``.

    Raises:
        ConfigError: something in it is wrong, with its place.
    """
    fields = Fields(raw, source)
    words = _words(fields, source, "words")
    fields.done()
    return words


def parse_denials(raw: Mapping[str, object], source: str) -> Denials:
    """Return what reasons mean from parsed TOML: ``contractual``, ``prior_payer``, ``[[kind]]`` and ``[provider]``.

    Raises:
        ConfigError: something in it is wrong, or a reason stands twice.
    """
    fields = Fields(raw, source)
    kinds: dict[str, Kind] = {}
    advice: dict[Kind, Advice] = {}
    _enter(kinds, fields, "contractual", "contractual")
    _enter(kinds, fields, "prior_payer", "prior payer")
    for one in fields.tables("kind"):
        name = one.choice("name", REFUSALS)
        kind = next(kind for kind in REFUSALS if kind == name)
        _enter(kinds, one, "reasons", kind)
        advice[kind] = Advice(one.text("helps"), one.words("send"))
        one.done()
    provider = _words(fields, source, "provider")
    fields.done()
    return Denials(kinds, advice, provider)


def _enter(kinds: dict[str, Kind], fields: Fields, name: str, kind: Kind) -> None:
    for reason in fields.words(name):
        if reason in kinds:
            raise fields.wrong(name, f"has {reason}, which is {kinds[reason]} already")
        kinds[reason] = kind


def _words(fields: Fields, source: str, name: str) -> dict[str, str]:
    table = Fields(fields.table(name), source, table=name)
    return {code: table.text(code, longest=1_000) for code in table.plain()}
