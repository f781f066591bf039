"""Which errors of the driver mean that the connection is gone."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest
from psycopg import errors

from collections_tui.store.postgres.connection import lost
from tests import postgres
from tests.engines import on


@pytest.mark.parametrize(
    ("first", "gone"),
    [(errors.AdminShutdown, True), (errors.ProtocolViolation, True), (errors.UniqueViolation, False)],
)
def test_what_the_driver_says_while_it_tidies_up_does_not_hide_what_came_first(
    first: type[psycopg.Error], gone: bool
) -> None:
    with on("postgres"):
        where = postgres.server().new(empty=True)
        with psycopg.connect(where) as connection:
            try:
                try:
                    raise first("said by the server")
                finally:
                    raise psycopg.OperationalError("cannot exit pipeline mode while busy")
            except psycopg.OperationalError as error:
                assert lost(error, connection) is gone  # noqa: PT017
        postgres.server().drop(where)


def test_where_the_server_said_nothing_the_driver_could_not_go_on() -> None:
    with on("postgres"):
        where = postgres.server().new(empty=True)
        with psycopg.connect(where) as connection:
            assert lost(psycopg.OperationalError("cannot exit pipeline mode while busy"), connection)
            assert not lost(psycopg.DataError("a text with a null"), connection)
        postgres.server().drop(where)


def test_what_the_driver_has_to_say_besides_is_on_nobodys_terminal() -> None:
    """Pytest hears every logger, so it is a program of its own in which the driver warns."""
    said = subprocess.run(
        [sys.executable, "-c", _WARNS], capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert (said.stdout, said.stderr) == ("", "")


_WARNS = """
import logging
import collections_tui.store.postgres.connection
logging.getLogger("psycopg").warning("error ignored terminating a pipeline: the connection is lost")
"""
