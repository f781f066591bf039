"""Finds everything that somebody at a desk can ask the services for, so that tests can ask for all of it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import collections_tui.services as services

Service = Callable[..., Any]

# What takes a desk and is no answer to anybody: parts of services that have asked already, or whoever opens the desk.
INNER = {
    "account_json.account_json": "only writes down a view, which was asked for",
    "approval_words.told": "only words",
    "arrangement_moves.check_move": "a part of arrangements.move",
    "call_checks.outcome_of": "a part of calls.log_call",
    "call_plan.plan_of": "a part of calls.log_call",
    "choosing.fitting": "a part of queue.next_account",
    "contact.case_from": "a part of whatever judges a call",
    "contact.place_of": "a part of whatever judges a call",
    "contact.policy_of": "a part of whatever judges a call",
    "contact_bulk.refresh_client": "a part of clients.change",
    "flags.in_brief": "only words",
    "imports_scores.new_scorer": "a part of imports.run",
    "outcomes.bring_in_step": "before anybody sits at the desk",
    "queue.has_claimed": "a part of queue.next_account",
    "queue.wake_some": "a part of queue.next_account",
    "rules_changed.catch_up": "a part of queue.wake_due",
    "scope.refuse_client": "is itself what is asked",
    "scope.sees_client": "is itself what is asked",
    "scoring.facts_of": "only puts together what was read",
    "sessions.why_over": "says why nothing is answered any more",
    "sign_in.abandon": "leaves the desk",
}


# What is permitted by these changes nothing.
LOOKS = {
    "see",
    "see everybody's calls",
    "see everybody's figures",
    "see the team",
    "listen in",
    "read the audit",
    "check the database",
}


def everything() -> dict[str, Service]:
    """Every public function of the services whose first parameter is the desk, by its name and its module's."""
    return {name: service for name, service in _all() if name not in INNER}


def names() -> set[str]:
    """The names of all of them, also of those that answer nobody."""
    return {name for name, _ in _all()}


def needed(service: Service) -> list[inspect.Parameter]:
    """The parameters that must be given, but for the desk."""
    every = list(inspect.signature(service).parameters.values())[1:]
    return [one for one in every if one.default is one.empty]


def _all() -> Iterator[tuple[str, Service]]:
    for module in pkgutil.iter_modules(services.__path__):
        found = import_module(f"{services.__name__}.{module.name}")
        for name, service in vars(found).items():
            if name.startswith("_") or not inspect.isfunction(service) or service.__module__ != found.__name__:
                continue
            if next(iter(inspect.signature(service).parameters), "") == "desk":
                yield f"{module.name}.{name}", service
