"""Finds everything that somebody at a desk can ask the services for, so that tests can ask for all of it."""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
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


# Of those what screens and commands may use all the same: they say what was asked for, or end.
ASKED_BY_ALL = {"account_json.account_json", "sessions.why_over", "sign_in.abandon"}

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


def takes_a_desk(service: Service) -> bool:
    """Whether the function is told who sits at the desk, at whatever place."""
    return any(one.name == "desk" or "Desk" in str(one.annotation) for one in _parameters(service))


def why_not(name: str) -> str:
    """Why screens and commands may not use something of the services, by its module's name and its own; '' if they may.

    A service has the desk first, where this walk finds it. What has it elsewhere, or is told a transaction, is a part
    of services and asks nobody's permission.
    """
    module, _, function = name.partition(".")
    service = getattr(import_module(f"{services.__name__}.{module}"), function, None)
    if not inspect.isfunction(service):
        return ""
    if any(one.name == "tx" for one in _parameters(service)):
        return "is told a transaction: it is a part of a service"
    if not takes_a_desk(service):
        return ""
    home = f"{service.__module__.rpartition('.')[2]}.{service.__name__}"
    if home not in names():
        return "has the desk, and not as its first parameter: it is a part of a service"
    return "is a part of a service" if home in INNER and home not in ASKED_BY_ALL else ""


def used_in(source: str) -> set[str]:
    """The functions and classes of the services that a module imports or reaches through one, as ``module.name``."""
    tree, modules, found = ast.parse(source), dict[str, str](), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == services.__name__:
            modules |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{services.__name__}."):
            found |= {f"{(node.module or '').rpartition('.')[2]}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {f"{one.name}." for one in node.names if one.name.startswith(services.__name__)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found.add(f"{modules[node.value.id]}.{node.attr}")
    return found


def reached_in(source: str) -> set[str]:
    """What a module reaches that is for services alone: a store, or a method of theirs that it gives a desk to."""
    methods = {
        name
        for found in _modules()
        for one in vars(found).values()
        if inspect.isclass(one) and one.__module__ == found.__name__
        for name, method in vars(one).items()
        if inspect.isfunction(method) and takes_a_desk(method)
    }
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "store":
            found.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods:
            given = (*node.args, *(one.value for one in node.keywords))
            found |= {node.func.attr for one in given if ast.unparse(one).rpartition(".")[2] == "desk"}
    return found


def _parameters(service: Service) -> list[inspect.Parameter]:
    return list(inspect.signature(service).parameters.values())


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(services.__path__):
        yield import_module(f"{services.__name__}.{module.name}")


def _all() -> Iterator[tuple[str, Service]]:
    for found in _modules():
        for name, service in vars(found).items():
            if name.startswith("_") or not inspect.isfunction(service) or service.__module__ != found.__name__:
                continue
            if next(iter(inspect.signature(service).parameters), "") == "desk":
                yield f"{found.__name__.rpartition('.')[2]}.{name}", service
