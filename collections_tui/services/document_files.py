"""A document on its way into a file or to a printer: parts of services, which ask nobody's permission."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from collections_tui.domain.errors import Refused
from collections_tui.domain.post import Outgoing
from collections_tui.domain.text import clean
from collections_tui.files.documents import render
from collections_tui.files.documents.fields import kind_of
from collections_tui.files.documents.records import Form, Kind, Rendered
from collections_tui.services.desk import Desk
from collections_tui.services.document_papers import Gathered
from collections_tui.services.exports import place_for

if TYPE_CHECKING:
    from collections_tui.files.documents.compose import Document
    from collections_tui.files.places import Place

_NAMES: dict[Kind, str] = {
    "invoice": "invoice",
    "credit_note": "credit note",
    "statement": "statement",
    "agreement": "letter",
    "validation": "validation notice",
    "reminder": "reminder",
    "appeal": "appeal",
}


class Target(NamedTuple):
    """A kind of document, and the id of what it is about: an invoice, an arrangement, a claim, or an account."""

    kind: Kind
    of: int


def file_for(path: Path, desk: Desk) -> tuple[Place, Form]:
    """Where a document goes, and in which form.

    Raises:
        Refused: its name does not say the form, or it cannot be written there.
    """
    place = place_for(desk, path)
    form = render.form_of(place.suffix)
    if form is None:
        ends = ", ".join(f".{one}" for one in render.FORMS)
        raise Refused(f"“{clean(path.name)[:80]}” does not say what to write: let its name end in one of {ends}.")
    place.check()
    return place, form


def composed(found: Gathered, desk: Desk) -> Document:
    """What was gathered, in the client's own form.

    Raises:
        ConfigError: the client's file or a template is wrong.
    """
    from collections_tui.files.documents.compose import compose

    layout = desk.books.template(found.client, kind_of(found.paper))
    return compose(found.paper, layout, desk.books.layout(found.client))


def put(made: Document, desk: Desk, target: Target, place: Place, form: Form) -> str:
    """Write a document where it goes; a sentence that says so.

    Raises:
        ConfigError: the client's logo or a font of its is none.
        Refused: the file cannot be written.
    """
    done = render.rendered(made, form)  # before it is entered: what cannot be made is not written
    enter(target, desk, str(place))
    place.write(done.body)
    fields = made.content.fields
    number = f" {fields['number']}" if "number" in fields else ""
    which = f"{_NAMES[made.content.kind]}{number}"
    if target.kind == "agreement":
        which = f"letter of arrangement {target.of}"
    return f"{fields['account']}: the {which} is in {place}.{say_lost(done)}"


def enter(target: Target, desk: Desk, where: str) -> None:
    """Enter in the audit that a document goes out: what cannot be entered does not go.

    Raises:
        StoreError: it cannot be entered.
    """
    with desk.store.write() as tx:
        account: int | None = target.of
        about = ""
        if target.kind == "agreement":
            found = tx.arrangements.get(target.of)
            account, about = None if found is None else found.account_id, f"arrangement {target.of}"
        elif target.kind == "invoice":
            account, about = tx.accounts.of_invoice(target.of), f"invoice {target.of}"
        elif target.kind == "appeal":
            account, about = tx.claims.account_of(target.of), f"claim {target.of}"
        desk.note(tx, f"export {_NAMES[target.kind]}", account, clean(where), about=about)


def say_lost(made: Rendered | Outgoing) -> str:
    """What is to be known of letters that no font here has; '' where there are none."""
    if not made.lost:
        return ""
    return (
        f" No font on this computer has {made.lost[:20]}: they are boxes on paper. "
        "Name one that has under [layout] (docs/documents.md)."
    )
