"""The commands of `ssh`: the keys of people who come from afar, and what sshd is told about them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from collections_tui.cli.options import Settings, as_path, common, settings
from collections_tui.cli.output import instant, is_terminal, say, say_json, say_table
from collections_tui.domain.errors import Refused
from collections_tui.domain.site import Site
from collections_tui.services import ssh_keys
from collections_tui.services.remote import Start, start_of
from collections_tui.services.ssh_keys import SshKey

OWN_FILE = "~/.ssh/authorized_keys"
MOST_TYPED = 1 << 16  # letters: far more than any key has
NO_KEYS = "No keys yet: add the first with collections-tui ssh add LOGIN KEYFILE."


@click.group("ssh", invoke_without_command=True)
@common
@click.pass_context
def ssh_group(ctx: click.Context) -> None:
    """List the keys of people who come from afar, add or revoke one, and tell sshd about them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(ssh_list_command)


@ssh_group.command("list")
@common
def ssh_list_command() -> None:
    """List all keys, those that were revoked too.

    JSON: [{"login", "fingerprint", "kind", "comment", "added_at", "added_by", "revoked_at", "good"}].
    """
    with settings().desk() as desk:
        keys = ssh_keys.every(desk)
    if settings().json:
        say_json([key_json(key) for key in keys])
        return
    titles = ("login", "", "added", "kind", "fingerprint", "comment")
    say_table(titles, (_row(key) for key in keys), empty=NO_KEYS)


@ssh_group.command("add")
@click.argument("login")
@click.argument("keyfile", callback=as_path)
@common
def ssh_add_command(login: str, keyfile: Path) -> None:
    """Let LOGIN come in by the key in KEYFILE.

    It is the public half, as in a .pub file; where KEYFILE is - it is read from standard input.

    JSON: as of `ssh list`, of one key.
    """
    from collections_tui.files.key_files import read_key

    text = sys.stdin.read(MOST_TYPED) if str(keyfile) == "-" else read_key(keyfile)
    with settings().desk() as desk:
        key = ssh_keys.add(desk, login, text)
    if settings().json:
        say_json(key_json(key))
    else:
        say(f"{key.login} may come in by {key.fingerprint}.")


@ssh_group.command("revoke")
@click.argument("login")
@click.argument("fingerprint", required=False, default="")
@common
def ssh_revoke_command(login: str, fingerprint: str) -> None:
    """Let a key of LOGIN open nothing any more.

    It is the one with that FINGERPRINT, or with that beginning of it; without one all of theirs are. It holds at once,
    also where sshd still has the key in a file. Workstations that LOGIN has open end; with another key they go on where
    they were.

    JSON: as of `ssh list`, of the keys that were revoked.
    """
    with settings().desk() as desk:
        gone = ssh_keys.revoke(desk, login, fingerprint)
        keys = [key for key in ssh_keys.every(desk) if key.fingerprint in {one.fingerprint for one in gone}]
    if settings().json:
        say_json([key_json(key) for key in keys])
        return
    for key in keys:
        say(f"{key.fingerprint} opens nothing any more.")


@ssh_group.command("authorized-keys")
@click.option(
    "--write", "path", is_flag=False, flag_value=OWN_FILE, callback=as_path, metavar="[FILE]",
    help=f"Write them into FILE, or into {OWN_FILE}, instead of printing them.",
)  # fmt: skip
@common
def authorized_keys_command(path: Path | None) -> None:
    """Print what sshd reads from a file.

    That is a line for every key that is good: it opens the workstation and nothing else.

    JSON: {"lines"}, or {"file", "keys"} where they were written.
    """
    with settings().desk() as desk:
        if path is None:
            lines = ssh_keys.authorized(desk, here())
        else:
            path = path.expanduser()
            written = ssh_keys.install(desk, here(), path)
    if path is None:
        if settings().json:
            say_json({"lines": lines})
            return
        for line in lines:
            say(line)
    elif settings().json:
        say_json({"file": str(path), "keys": written})
    else:
        say(f"{written} {'key is' if written == 1 else 'keys are'} in {path}.")


@ssh_group.command("keys")
@click.argument("user")
@click.argument("fingerprint")
@common
def keys_command(user: str, fingerprint: str) -> None:
    """Tell sshd whose a key is.

    This is for its AuthorizedKeysCommand: `ssh keys %u %f` prints the line of the one key that is shown.

    JSON: {"lines"}.
    """
    line = ssh_keys.serve(here(), _site().account, user, fingerprint)
    if settings().json:
        say_json({"lines": line.splitlines()})
    else:
        click.echo(line, nl=False)


@ssh_group.command("sshd-config")
@click.option(
    "--file", "in_file", is_flag=True, help="sshd reads keys from a file, which `authorized-keys --write` writes."
)
@common
def sshd_config_command(in_file: bool) -> None:
    """Print what sshd has to be told.

    That is a file for /etc/ssh/sshd_config.d.

    JSON: {"account", "block"}.
    """
    from collections_tui.domain.sshd import block
    from collections_tui.services.ssh_keys import check_start

    start, account = here(), _site().account
    check_start(start)
    text = block(account, None if in_file else start.words("ssh", "keys"))
    if settings().json:
        say_json({"account": account, "block": text})
    else:
        click.echo(text, nl=False)


@ssh_group.command("check")
@click.option("--sshd", metavar="PATH", help="sshd, where it is not the one that is installed.")
@click.option("--sshd-config", "config", callback=as_path, metavar="FILE", help="Its configuration, if not its own.")
@common
@click.pass_context
def check_command(ctx: click.Context, sshd: str | None, config: Path | None) -> None:
    """Say what of this host is open; as root.

    It looks at what sshd does, and at who may read and write what matters, and leaves with 1 when something is.

    JSON: [{"what", "ok", "advice"}].
    """
    from collections_tui.services.remote_check import look

    found = look(here(), _site(), sshd, config)
    if settings().json:
        say_json([{"what": one.what, "ok": one.ok, "advice": "" if one.ok else one.advice} for one in found])
    else:
        for one in found:
            say(f"{'ok  ' if one.ok else 'OPEN'}  {one.what}" + ("" if one.ok else f": {one.advice}"))
    if not all(one.ok for one in found):
        ctx.exit(1)


@ssh_group.command("session", hidden=True)
@click.option("--as", "login", required=True, metavar="LOGIN", help="Whose key it is.")
@click.option("--key", "fingerprint", required=True, help="The key.")
@click.option("--db", required=True, help="The database.")
@click.option("--config", callback=as_path, help="The folder of books.")
@click.pass_context
def session_command(ctx: click.Context, login: str, fingerprint: str, db: str, config: Path | None) -> object:
    """Be what sshd starts for a key: the workstation, or the command that was typed behind ssh HOST.

    Nothing of how it is started can be said by whoever comes in; docs/security.md tells how it is tried.
    """
    from collections_tui.services import remote

    remote.keep_what_is_ours(os.environ)
    remote.keep_within_bounds()
    said = Settings()
    said.db, said.user, said.config, said.fixed = db, login, config, True
    typed = os.environ.pop(remote.ORIGINAL, "")
    if not typed.strip():
        _open_workstation(said, fingerprint)
        return None
    with said.desk() as desk:
        words = remote.come_in(desk, fingerprint, typed)
    from collections_tui.cli.main import cli

    return cli.main(words, prog_name=ctx.find_root().info_name, standalone_mode=False, obj=said)


def _open_workstation(said: Settings, fingerprint: str) -> None:
    from collections_tui.cli.workstation import open_workstation
    from collections_tui.services import remote

    if not all(map(is_terminal, (sys.stdin, sys.stdout, sys.stderr))):
        raise Refused("The workstation needs a terminal: use ssh -t, or name a command behind the host.")
    open_workstation(
        said.db, said.user, said.running_clock(), said.config, create=False,
        came_in=lambda desk: remote.come_in(desk, fingerprint, ""),
    )  # fmt: skip


def here() -> Start:
    """How sshd has to start the program: as it is here, on this database and with these books."""
    from collections_tui.services.sign_in import default_database

    said = settings()
    script = Path(sys.executable).with_name("collections-tui")
    program = (str(script),) if os.access(script, os.X_OK) else (sys.executable, "-I", "-m", "collections_tui")
    return start_of(program, said.db or str(default_database()), said.config)


def _site() -> Site:
    from collections_tui.services.bookshelf import Books

    return Books(settings().config).site


def key_json(key: SshKey) -> dict[str, object]:
    """Return a key as programs read one."""
    return {
        "login": key.login,
        "fingerprint": key.fingerprint,
        "kind": key.kind,
        "comment": key.comment,
        "added_at": instant(key.added_at),
        "added_by": key.added_by,
        "revoked_at": instant(key.revoked_at),
        "good": key.good,
    }


def _row(key: SshKey) -> tuple[str, ...]:
    state = "revoked" if key.revoked_at else "disabled" if key.disabled else "good"
    kind = key.kind.removeprefix("ssh-").removeprefix("ecdsa-sha2-").partition("@")[0]
    return key.login, state, f"{key.added_at:%Y-%m-%d}", kind, key.fingerprint, key.comment
