"""A mail server on loopback that speaks SMTP, with its bad days.

``server.mode``: "ok"; "slow" answers late, but in time; "nobody" refuses the recipient for good (550), "late nobody"
only after the letter; "grey" asks to come again (451), "closing" says so to the sender (421); "refuse" does not like
the letter (554); "hang" takes the letter and says nothing; "drop" takes it and cuts the line; "cut" cuts the line
before. ``server.taken`` is what lies in the mailboxes, in order.
"""

import asyncio
import email
import socket
from email.policy import default

from aiosmtpd.controller import Controller

PATIENCE = 0.6  # seconds a client of the tests waits
WORDS = {"nobody": "550 5.1.1 <{to}>: no such user here", "grey": "451 4.7.1 come back later"}
AFTER = {"refuse": "554 5.7.1 looks like spam", "late nobody": "550 5.1.1 <{to}>: no such user here"}


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
            return WORDS[self.mode].format(to=address)
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
        return "250 queued"


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
