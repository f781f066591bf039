"""What files say that the contact rules look at: times and numbers a customer does not want, notices, old debts.

It binds us as if it had been said to us. A flag that somebody here has lifted is not set again by the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from collections_tui.domain.contact import records
from collections_tui.domain.contact.flag_values import details_from_note
from collections_tui.domain.contact.flags import BY_KIND, flag_of_effect
from collections_tui.domain.phones import parse_phone
from collections_tui.files.flags import Flag
from collections_tui.services.imports_job import Job
from collections_tui.store.staged import NewHold
from collections_tui.store.subjects.bulk_contact import FileFlag
from collections_tui.store.subjects.contact import details_text
from collections_tui.store.transaction import Transaction

LONGEST_TIMES = 1_000  # of a text about times; what is longer nobody can read, and is marked as cut
_BETWEEN = re.compile(r"[/;,|]|\bor\b|\band\b")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class FromFile(NamedTuple):
    """A flag of a row, and of whom it is; ``account_id`` is None where the row is about the customer."""

    customer_id: int
    account_id: int | None
    flag: Flag


def set_flags(tx: Transaction, job: Job, told: Iterable[FromFile]) -> set[int]:
    """Set the flags that rows have; the ids of customers of whom something is new."""
    asked = list(told)
    customers = {one.customer_id for one in asked}
    if not asked:
        return set()
    numbers = tx.bulk.customers.phones(customers)
    known = tx.bulk.contact.ever(customers)
    new: list[FileFlag] = []
    for one in asked:
        theirs = [phone.e164 for phone in numbers.get(one.customer_id, ())]
        for flag in _flags(job, one, theirs):
            key = (one.customer_id, flag.kind, flag.account_id, flag.e164, details_text(flag.details))
            if key not in known:
                known.add(key)
                new.append(FileFlag(one.customer_id, flag))
    tx.bulk.contact.add_flags(new, job.now)
    found = {one.customer_id for one in new}
    job.to_rest |= found
    return found


def set_by_calls(tx: Transaction, job: Job, holds: Iterable[NewHold], effects: Mapping[int, str]) -> None:
    """Set the flags that calls set when they are logged here, by the holds that are new: effect by call.

    A call-back that was agreed is no consent here: the file does not say to what the customer agreed.
    """
    wanted = [
        (hold, kind)
        for hold in holds
        if hold.call_id is not None and (kind := flag_of_effect(effects.get(hold.call_id, ""))) is not None
    ]
    owners = tx.bulk.contact.owners(hold.account_id for hold, _ in wanted) if wanted else {}
    tx.bulk.contact.add_flags(
        [
            FileFlag(
                owners[hold.account_id],
                records.Flag(
                    kind,
                    hold.since,
                    account_id=hold.account_id if BY_KIND[kind].scope == "account" else None,
                    details=details_from_note(kind, hold.note, job.desk.local(hold.since).date()),
                ),
                hold.call_id,
            )
            for hold, kind in wanted
        ],
        job.now,
    )


def _flags(job: Job, one: FromFile, numbers: list[str]) -> Iterator[records.Flag]:
    """The flags that the rules know for one of a row."""
    flag = one.flag
    if flag.kind == "times":
        text = flag.text if len(flag.text) <= LONGEST_TIMES else f"{flag.text[:LONGEST_TIMES]} …"
        # Words that nobody can read stand as they are: the rules let nobody call while they stand.
        yield records.Flag("times", job.now, details={"times": text})
    elif flag.kind == "do_not_call":
        said = {"said": flag.words[:LONGEST_TIMES]}
        for e164 in _numbers_in(flag.text, job.mapping.region) or numbers:
            yield records.Flag("do_not_call", job.now, e164=e164, details=said)
        if not numbers:
            yield records.Flag("no_calls", job.now, details=said)
    elif flag.kind == "notice":
        details = {"sent_on": flag.text, "how": "mail"}
        yield records.Flag("notice", _start(job, flag.text), account_id=one.account_id, details=details)
    elif flag.kind == "time_barred":
        day = flag.text if _ISO.fullmatch(flag.text) else ""
        since = _start(job, day) if day else job.now
        yield records.Flag("time_barred", since, account_id=one.account_id, details={"barred_on": day} if day else {})


def _start(job: Job, day: str) -> datetime:
    return min(job.now, job.desk.start_of(date.fromisoformat(day)).astimezone(UTC))


def _numbers_in(text: str, region: str) -> list[str]:
    """The telephone numbers that a text is made of, none when it says anything else."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    parsed = [parse_phone(part, region) for part in parts]
    found = [one.e164 for one in parsed if one is not None]
    return found if len(found) == len(parts) else []
