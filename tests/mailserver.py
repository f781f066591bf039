"""A real mail server on a loopback port: STARTTLS with a certificate of an authority of its own, a password, answers as
told, and all that it took.

    with MailServer() as server:
        server.refuse["gone@example.org"] = "550 5.1.1 no such user"
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "billing", "correct horse battery staple"


class Taken(NamedTuple):
    """A message that the server has: from whom, to whom, all of it, and how it came."""

    sender: str
    to: tuple[str, ...]
    content: bytes
    encrypted: bool
    user: str


@lru_cache(maxsize=1)
def authority() -> trustme.CA:
    """An authority that nobody trusts but who is told to."""
    return trustme.CA(organization_name="Tests")


class MailServer:
    """Takes mail, in a thread of its own.

    Args:
        security: ``starttls``, ``tls`` or ``none``.
        name: whom its certificate is for.
    """

    def __init__(self, security: str = "starttls", name: str = "localhost") -> None:
        self.taken: list[Taken] = []
        self.asked = 0
        """How many passwords were tried."""
        self.refuse: dict[str, str] = {}
        """What it answers where a message is for one of these."""
        self.answer = ""
        """What it answers to the last line of a message, where that is not that it has it."""
        self.before: Callable[[str], None] = lambda step: None
        """Called at ``to`` and at ``last line``, in another thread; the server answers when it returns."""
        self._security, self._name = security, name
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> MailServer:
        self._thread.start()
        self.port: int = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    def settings(self, folder: Path, **more: object) -> Path:
        """A ``mail.toml`` for it in a folder, its authority and the password beside it; the folder."""
        folder.mkdir(exist_ok=True)
        authority().cert_pem.write_to_path(str(folder / "authority.pem"))
        password = folder / "password"
        password.write_text(f"{PASSWORD}\n")
        password.chmod(0o600)
        said: dict[str, object] = {
            "host": "localhost",
            "port": self.port,
            "security": self._security,
            "wait_seconds": 20,
        }
        if self._security != "none":
            said |= {"user": USER, "password_file": str(password), "authority": str(folder / "authority.pem")}
        said |= more
        lines = [
            f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}" for name, value in said.items()
        ]
        sender = '[sender]\nname = "St. Elsewhere"\naddress = "billing@hospital.example"\n'
        (folder / "mail.toml").write_text("[server]\n" + "\n".join(lines) + f"\n{sender}", "utf-8")
        return folder

    # -- how it is done -------------------------------------------------------------------------------------------

    async def _listen(self) -> int:
        context = None
        if self._security != "none":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority().issue_cert(self._name).configure_cert(context)

        def session() -> SMTP:
            starttls = self._security == "starttls"
            return SMTP(
                self, hostname="mail.example", loop=self._loop, tls_context=context if starttls else None,
                require_starttls=starttls, authenticator=self._sign_in, auth_required=self._security != "none",
                auth_require_tls=starttls, enable_SMTPUTF8=False,
            )  # fmt: skip

        implicit = context if self._security == "tls" else None
        self._server = await self._loop.create_server(session, "localhost", 0, ssl=implicit)
        return int(self._server.sockets[0].getsockname()[1])

    async def _end(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _sign_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.asked += 1
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: Any
    ) -> str:
        await self._loop.run_in_executor(None, self.before, "to")
        if to in self.refuse:
            return self.refuse[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = cast(bytes, envelope.original_content)
        if not self.answer:
            self.taken.append(
                Taken(
                    str(envelope.mail_from), tuple(envelope.rcpt_tos), content, session.ssl is not None,
                    str(cast(object, session.auth_data) or ""),
                )
            )  # fmt: skip
        await self._loop.run_in_executor(None, self.before, "last line")
        return self.answer or "250 2.0.0 taken"
