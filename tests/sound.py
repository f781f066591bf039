"""Whether a database is in order, as only its engine can tell."""

from __future__ import annotations

from collections_tui.store.transaction import Transaction


def tables(tx: Transaction) -> list[str]:
    """The names of all tables but those of the index of words, in alphabetical order."""
    names = {
        "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name",
        "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
    }
    return [name for (name,) in tx.sql.all(names[tx.sql.engine]) if not name.startswith("account_search")]


def database_is_sound(tx: Transaction) -> None:
    """Hold the database against its own promises, where the engine can be made to forget them."""
    if tx.sql.engine == "sqlite":
        assert tx.sql.all("PRAGMA integrity_check") == [("ok",)]
        assert tx.sql.all("PRAGMA foreign_key_check") == []
        assert tx.sql.value("PRAGMA foreign_keys") == 1
        assert tx.sql.value("PRAGMA ignore_check_constraints") == 0


def search_is_sound(tx: Transaction) -> None:
    """Hold the index of words against the accounts it is of; call it in a turn at writing."""
    if tx.sql.engine == "sqlite":
        tx.sql.run("INSERT INTO account_search (account_search, rank) VALUES ('integrity-check', 1)")
        return
    from collections_tui.store.postgres.words import vector

    for number, words in tx.sql.all("SELECT id, words FROM account_words"):
        kept = tx.sql.value(
            "SELECT words = CAST(:words AS tsvector) FROM account_search WHERE account_id = :id",
            {"words": vector(words), "id": number},
        )
        assert kept, f"account {number} is not found by {words[:200]!r}"
    assert tx.sql.value("SELECT count(*) FROM account_search") == tx.sql.value("SELECT count(*) FROM account")


def past_the_triggers(tx: Transaction) -> None:
    """From now on the transaction may do what nobody may."""
    if tx.sql.engine == "postgres":
        tx.sql.run("SET LOCAL session_replication_role = replica")
        return
    for name in ("audit_keeps", "audit_stays", "audit_head_grows", "audit_head_stays"):
        tx.sql.run(f"DROP TRIGGER IF EXISTS {name}")
