"""A mail server on loopback that speaks SMTP, with its bad days.

``server.mode``: "ok"; "slow" answers late, but in time; "nobody" refuses the recipient for good (550), "late nobody"
only after the letter; "grey" asks to come again (451), "closing" says so to the sender (421); "refuse" does not like
the letter (554); "hang" takes the letter and says nothing; "drop" takes it and cuts the line; "cut" cuts the line
before. "relay", "no sender", "bare" and "off" are other ways to refuse a recipient; "other 2xx" and "odd" answer the
letter, "bad goodbye" the end of the talk, like no other server. ``server.taken`` is what lies in the mailboxes, in order.
"""

import asyncio
import email
import socket
from email.policy import default

from aiosmtpd.controller import Controller

PATIENCE = 0.6  # seconds a client of the tests waits
WORDS = {
    "nobody": "550 5.1.1 <{to}>: no such user here",
    "grey": "451 4.7.1 come back later, {name}",
    "relay": "550 5.7.1 <{to}>: Relay access denied",
    "no sender": "553 5.1.8 sender domain not found",
    "bare": "550 Mailbox not found: {name}",
    "off": "550 5.2.1 {name} disabled",
}
AFTER = {"refuse": "554 5.7.1 looks like spam", "late nobody": "550 5.1.1 <{to}>: no such user here"}
QUEUED = {"other 2xx": "252 queued, will try", "odd": "who knows"}


class MailStandIn:
    """``with MailStandIn() as server:`` – a server that answers until the end of the block."""

    def __init__(self):
        self.mode, self.taken, self.talks = "ok", [], 0
        self.controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *exc):
        self.controller.stop()

    @property
    def port(self):
        return self.controller.port

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd calls it so
        self.talks += 1
        if self.mode == "closing":
            return "421 4.3.2 closing"
        if self.mode == "cut":
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd calls it so
        if self.mode in WORDS:
            return WORDS[self.mode].format(to=address, name=address.partition("@")[0])
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        if self.mode in AFTER:
            return AFTER[self.mode].format(to=envelope.rcpt_tos[0])
        self.taken.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=default)))
        if self.mode == "hang":
            await asyncio.sleep(2 * PATIENCE)
        if self.mode == "slow":
            await asyncio.sleep(PATIENCE / 2)
        if self.mode == "drop":
            server.transport.abort()
        return QUEUED.get(self.mode, "250 queued")

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        return "221 " + "x" * 9000 if self.mode == "bad goodbye" else "221 Bye"


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
