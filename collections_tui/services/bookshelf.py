"""The books of one workstation: outcomes, strategies, scripts, places and policies, read when first needed.

A supervisor's own file in the configuration folder goes before the one that ships.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from collections_tui.domain.errors import ConfigError, Refused, Trouble
from collections_tui.domain.text import clean
from collections_tui.resources import data_path

if TYPE_CHECKING:
    from collections_tui.domain.arrangements.means import Guidelines
    from collections_tui.domain.arrangements.records import ArrangementPolicy
    from collections_tui.domain.billing.check_records import Check
    from collections_tui.domain.billing.invoicing import Invoicing
    from collections_tui.domain.contact.policy_files import ClientPolicy, PolicyFile
    from collections_tui.domain.insurance.codes import CodeBook
    from collections_tui.domain.insurance.outcomes import ClaimOutcomes
    from collections_tui.domain.mail import MailSettings
    from collections_tui.domain.outcomes import OutcomeBook
    from collections_tui.domain.places import Places
    from collections_tui.domain.records import Client
    from collections_tui.domain.scripts import ScriptBook
    from collections_tui.domain.site import Site
    from collections_tui.domain.strategy import Strategy
    from collections_tui.files.documents.layout import Layout, Look
    from collections_tui.files.documents.records import Kind

_BY_SECTOR = {"medical": "medical", "discretionary": "discretionary"}
LARGEST = 1_000_001  # bytes: one more than any book may have
LONGEST_NAME = 60  # in letters: a file's name has room for it in any script


class Books:
    """Each book is read once. Every property raises ConfigError when its file is wrong."""

    def __init__(self, config: Path | None = None) -> None:
        self._config = config
        self._strategies: dict[str, Strategy] = {}
        self._policies: dict[str, ClientPolicy] = {}
        self._arrangements: dict[str, ArrangementPolicy] = {}
        self._own_arrangements: dict[str, ArrangementPolicy | None] = {}
        self._checks: dict[str, tuple[Check, ...]] = {}
        self._invoicing: dict[str, Invoicing] = {}
        self._looks: dict[str, Look] = {}
        self._layouts: dict[Path, Layout] = {}
        self._reading: list[str] = []  # policies that start from another, while that is read

    def path(self, *parts: str) -> Path:
        """The supervisor's own file if there is one, else the one that ships."""
        if self._config is not None:
            own = self._config.joinpath(*parts)
            if own.is_file():
                return own
        return data_path(*parts)

    def outcomes_mark(self) -> str:
        """A mark of what the outcomes' file says, the same wherever it is and whenever it was written.

        Costs no more than reading it; "" when it cannot be read.
        """
        try:
            with self.path("outcomes.toml").open("rb") as file:
                content = file.read(LARGEST)
        except OSError:
            return ""
        return f"{len(content)} {crc32(content):08x}"

    def rules_mark(self) -> str:
        """A mark of what the files say by which contact is judged: places and policies, by their names."""
        mark = 0
        for parts in (("places", "us.toml"), *(("policies", f"{name}.toml") for name in sorted(self._policy_names()))):
            try:
                with self.path(*parts).open("rb") as file:
                    content = file.read(LARGEST)
            except OSError:
                content = b"?"
            mark = crc32(content, crc32(parts[1].encode(), mark))
        return f"{mark:08x}"

    @cached_property
    def outcomes(self) -> OutcomeBook:
        from collections_tui.services.books import load_outcomes

        return load_outcomes(self.path("outcomes.toml"))

    @cached_property
    def claim_outcomes(self) -> ClaimOutcomes:
        """What a contact with an insurer can end in."""
        from collections_tui.services.books import load_claim_outcomes

        return load_claim_outcomes(self.path("insurance", "outcomes.toml"))

    @cached_property
    def places(self) -> Places:
        from collections_tui.services.books import load_places

        return load_places(self.path("places", "us.toml"))

    @cached_property
    def scripts(self) -> ScriptBook:
        from collections_tui.services.books import load_scripts

        return load_scripts(self.path("scripts", "default.toml"))

    @cached_property
    def site(self) -> Site:
        """How this host lets people work."""
        from collections_tui.services.books import load_site

        return load_site(self.path("site.toml"))

    @cached_property
    def mail(self) -> MailSettings:
        """How this host sends mail."""
        from collections_tui.services.books import load_mail

        return load_mail(self.path("mail.toml"))

    @cached_property
    def policies(self) -> tuple[PolicyFile, ...]:
        """The contact law of every place, by the names of the files: those that ship, and others of the supervisor's.

        No file takes the place of a law that ships: it could only leave out or relax what binds everybody.
        """
        from collections_tui.services.books import load_policies

        ship = _stems(data_path("policies"))
        own = set() if self._config is None else _stems(self._config / "policies")
        instead = sorted(name for name in ship & own if name.partition("-")[0] == "us")
        if instead:
            raise ConfigError(
                f"policies/{instead[0]}.toml is a law that ships, and a file of your own cannot take its place: "
                "give yours another name, and an id of its own to each of its rules."
            )
        return load_policies(self.path("policies", f"{name}.toml") for name in sorted(self._policy_names()))

    def policy(self, name: str) -> ClientPolicy:
        """A client's own contact policy, by its name.

        Raises:
            Refused: there is none.
            ConfigError: its file is wrong, or relaxes what it may not.
        """
        if name not in self._policies:
            self._policies[name] = self._load_policy(name)
        return self._policies[name]

    def why_not(self, client: str, name: str, error: Trouble) -> str:
        """Why the own policy of a client is not known here, and what to do about it, in one sentence."""
        own = f"{client} has contact rules of its own"
        if isinstance(error, ConfigError):
            return f"{own}, and they cannot be followed: {error}"
        if self._config is None:
            return f"{own}: start with --config and the folder that has policies/{clean(name)[:LONGEST_NAME]}.toml."
        return f"{own}, and policies/{clean(name)[:LONGEST_NAME]}.toml is missing: put it into the folder of --config."

    def arrangement_policy(self, client: Client) -> ArrangementPolicy:
        """What a client allows for paying in parts: by its own file, or as is usual for its sector.

        Raises:
            Refused: its own file is not there.
            ConfigError: a file is wrong.
        """
        if client.policy:
            own = self._own(client.policy)
            if own is not None:
                return own
        return self.arrangements_like(_BY_SECTOR.get(client.sector, "standard"))

    def arrangements_like(self, name: str) -> ArrangementPolicy:
        """A policy for arrangements in a file of its own: ``medical`` is ``policies/arrangements-medical.toml``.

        Raises:
            ConfigError: there is none, or its file is wrong.
        """
        from collections_tui.services.books import load_arrangement_policy

        if name not in self._arrangements:
            path = self.path("policies", f"arrangements-{name}.toml")
            if not _is_name(name) or not path.is_file():
                raise ConfigError(f"There is no policy for arrangements “{clean(name)[:LONGEST_NAME]}” to start from.")
            if name in self._reading:
                raise ConfigError(f"The policies {' and '.join(self._reading)} start from each other: change one.")
            self._reading.append(name)
            try:
                self._arrangements[name] = load_arrangement_policy(path, name, self.arrangements_like)
            finally:
                self._reading.pop()
        return self._arrangements[name]

    def invoicing(self, client: Client) -> Invoicing:
        """How a client's invoices are numbered, when they are due, and its taxes: the standard, or by its own file.

        Raises:
            Refused: its own file is not there.
            ConfigError: a file is wrong.
        """
        from collections_tui.services.books import load_invoicing, load_invoicing_of

        if client.policy not in self._invoicing:
            base = load_invoicing(self.path("policies", "invoices-standard.toml"))
            if client.policy:
                self.policy(client.policy)  # it is there, and right
                base = load_invoicing_of(self.path("policies", f"{client.policy}.toml"), base)
            self._invoicing[client.policy] = base
        return self._invoicing[client.policy]

    def letterhead(self, client: Client) -> tuple[str, ...]:
        """The lines under a client's name on its letters, from its own file; often none.

        Raises:
            ConfigError: its file is wrong.
        """
        from collections_tui.services.books import load_letterhead

        path = self.path("policies", f"{client.policy}.toml")
        return load_letterhead(path) if _is_name(client.policy) and path.is_file() else ()

    def layout(self, client: Client) -> Look:
        """What a client says of its documents: paper, logo, words of its own; else as is usual.

        Raises:
            ConfigError: its file is wrong.
        """
        from collections_tui.services.books import load_look

        own = self.path("policies", f"{client.policy}.toml")
        name = client.policy if _is_name(client.policy) and own.is_file() else ""
        if name not in self._looks:
            usual = load_look(self.path("layouts", "standard.toml"), None, self._config)
            self._looks[name] = load_look(own, usual, self._config) if name else usual
        return self._looks[name]

    def check_documents(self, client: Client) -> None:
        """Read all that a client's documents are made with, so that a mistake is found before one is needed.

        Raises:
            ConfigError: its file, a template, its logo or one of its fonts is wrong.
        """
        from collections_tui.files.documents.faces import face
        from collections_tui.files.documents.layout import KINDS
        from collections_tui.files.documents.logo import load_logo

        look = self.layout(client)
        for kind in KINDS:
            self.template(client, kind)
        face(False, look.fonts)
        if look.logo is not None:
            load_logo(look.logo)

    def template(self, client: Client, kind: Kind) -> Layout:
        """The template of a document: the client's own, in a folder called as its policy, else everybody's.

        Raises:
            ConfigError: it is wrong.
        """
        from collections_tui.services.books import load_layout

        own = self.path("layouts", client.policy, f"{kind}.toml") if _is_name(client.policy) else None
        path = own if own is not None and own.is_file() else self.path("layouts", f"{kind}.toml")
        if path not in self._layouts:
            self._layouts[path] = load_layout(path, kind)
        return self._layouts[path]

    def checks(self, client: Client) -> tuple[Check, ...]:
        """What a client's bills are checked for: the standard checks for its sector, as its own file changes them.

        Raises:
            Refused: its own file is not there.
            ConfigError: a file is wrong.
        """
        from collections_tui.services.books import load_checks, load_checks_of

        if "" not in self._checks:
            self._checks[""] = load_checks(self.path("policies", "checks-standard.toml"))
        if client.policy not in self._checks:
            self.policy(client.policy)  # it is there, and right
            path = self.path("policies", f"{client.policy}.toml")
            self._checks[client.policy] = load_checks_of(path, self._checks[""])
        return tuple(one for one in self._checks[client.policy] if not one.sectors or client.sector in one.sectors)

    @cached_property
    def guidelines(self) -> Guidelines:
        """The poverty guidelines, with their year and source."""
        from collections_tui.services.books import load_guidelines

        return load_guidelines(self.path("means", "us.toml"))

    @cached_property
    def codes(self) -> CodeBook:
        """What the codes of insurers mean, in words and for the money."""
        from collections_tui.services.books import load_codes

        return load_codes(self._code_list("carc"), self._code_list("rarc"), self.path("insurance", "denials.toml"))

    def _code_list(self, name: str) -> Path:
        """The official list where the supervisor has put it, as it was given out; else one of our own words."""
        official = None if self._config is None else self._config / "insurance" / f"{name}.csv"
        return official if official is not None and official.is_file() else self.path("insurance", f"{name}.toml")

    def strategy(self, name: str) -> Strategy:
        """The strategy of that name.

        Raises:
            Refused: there is none.
            ConfigError: its file is wrong.
        """
        if name not in self._strategies:
            self._strategies[name] = self._load_strategy(name)
        return self._strategies[name]

    def _load_strategy(self, name: str) -> Strategy:
        from collections_tui.services.books import load_strategy

        if not _is_name(name):
            raise Refused(f"“{clean(name)[:LONGEST_NAME]}” is not the name of a strategy.")
        path = self.path("strategies", f"{name}.toml")
        if not path.is_file():
            have = ", ".join(sorted(p.stem for p in data_path("strategies").glob("*.toml")))
            raise Refused(f"There is no strategy {name}: those that ship are {have}.")
        return load_strategy(path)

    def _policy_names(self) -> set[str]:
        return _stems(data_path("policies")) | (set() if self._config is None else _stems(self._config / "policies"))

    def _load_policy(self, name: str) -> ClientPolicy:
        from collections_tui.services.books import load_client_policy

        if not _is_name(name):
            raise Refused(f"“{clean(name)[:LONGEST_NAME]}” is not the name of a policy.")
        path = self.path("policies", f"{name}.toml")
        if not path.is_file():
            raise Refused(f"There is no policy {name}: write policies/{name}.toml in the configuration's folder.")
        return load_client_policy(path, self.policies)

    def _own(self, name: str) -> ArrangementPolicy | None:
        """What a client's own file says of arrangements; None where it says nothing."""
        from collections_tui.services.books import load_arrangements_of

        if name not in self._own_arrangements:
            self.policy(name)  # it is there, and right
            path = self.path("policies", f"{name}.toml")
            self._own_arrangements[name] = load_arrangements_of(path, self.arrangements_like)
        return self._own_arrangements[name]


def _stems(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.toml")}


def _is_name(name: str) -> bool:
    """Whether a name can be that of a book: never a path."""
    return name.replace("-", "").replace("_", "").isalnum() and len(name) <= LONGEST_NAME
