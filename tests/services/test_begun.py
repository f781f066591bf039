"""What was begun about claims: it goes once it is recorded, and is offered only while it leads somewhere."""

from __future__ import annotations

from collections_tui.domain.records import Unsaved, UnsavedKind
from collections_tui.services import begun, claim_undo, claims, unsaved
from collections_tui.services.begun import BegunClaim
from collections_tui.services.claim_views import ContactEntry
from collections_tui.services.desk import Desk
from tests.build import Office
from tests.services.billing import operation
from tests.services.claiming import AETNA, claimed, patient

KINDS: tuple[UnsavedKind, ...] = ("contact", "filing", "appeal", "closing")


def type_all(desk: Desk, claim_id: int, *kinds: UnsavedKind) -> None:
    """Type something into the forms of a claim, and save none of it."""
    for kind in kinds or KINDS:
        unsaved.keep(desk, Unsaved(kind, claim_id), {"note": f"half a {kind}"})


def offered(desk: Desk) -> set[str]:
    """What is offered, by its kind."""
    return {one.kind for one in begun.every(desk) if isinstance(one, BegunClaim)}


def kept(desk: Desk, claim_id: int) -> set[str]:
    """What is kept, offered or not."""
    return {kind for kind in KINDS if unsaved.begun(desk, Unsaved(kind, claim_id))}


def test_only_what_leads_somewhere_is_offered(work: Office) -> None:
    """The rest is kept: as soon as the claim stands otherwise it is there again."""
    ana = work.desk("ana")
    made = claimed(ana, patient(work, AETNA), filed=False)
    type_all(ana, made.id)
    assert offered(ana) == {"contact", "filing", "closing"}, "nothing was refused that could be contested"
    claims.file(ana, made.id, operation())
    assert offered(ana) == {"contact", "closing"}
    claims.contact(work.boss, made.id, ContactEntry("denied", reference="R", codes=("197",)), operation())
    type_all(ana, made.id, "filing")
    assert offered(ana) == set(KINDS) == kept(ana, made.id)


def test_what_is_recorded_is_no_more_begun_and_of_a_closed_claim_nothing_is(work: Office) -> None:
    ana, boss = work.desk("ana"), work.boss
    made = claimed(ana, patient(work, AETNA))
    for desk in (ana, boss):
        type_all(desk, made.id)
    claims.contact(ana, made.id, ContactEntry("denied", reference="R", codes=("197",)), operation())
    assert kept(ana, made.id) == {"filing", "appeal", "closing"}
    claims.appeal(ana, made.id, "authorised", operation())
    assert (kept(ana, made.id), kept(boss, made.id)) == ({"filing", "closing"}, set(KINDS)), "others go on with theirs"
    claims.close(ana, made.id, "given up", operation(), left="patient")
    assert kept(ana, made.id) == kept(boss, made.id) == set()
    type_all(boss, made.id)  # whoever had a form open meanwhile
    assert offered(boss) == {"closing"}, "it may be opened again"


def test_what_is_taken_back_leaves_what_is_being_typed(work: Office) -> None:
    ana = work.desk("ana")
    made = claimed(ana, patient(work, AETNA), filed=False)
    type_all(ana, made.id, "contact")
    claims.file(ana, made.id, operation(), note="corrected")
    claim_undo.undo_last(ana, operation())
    assert unsaved.begun(ana, Unsaved("contact", made.id)) == {"note": "half a contact"}
    assert unsaved.begun(ana, Unsaved("filing", made.id)) == {"note": "corrected"}
