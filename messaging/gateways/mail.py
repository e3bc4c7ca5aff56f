"""The way to mailboxes: a port, a local default that writes files; settings choose (``MAIL_GATEWAY``)."""

from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string


class EmailGateway(Protocol):
    """Whoever takes mail. Nobody is trusted to send a letter once because its Message-ID is the same."""

    name: str

    def send(self, letter: EmailMessage) -> str:
        """Hand one letter over; what the other side said.

        Raises ``GatewayDown`` when surely nothing was sent, ``MailboxRefused`` when nobody lives there,
        ``records.exceptions.Undeliverable`` when repeating is useless, ``records.exceptions.OutcomeUnknown`` when it
        may have been sent: then nobody sends it again but a person who decides so.
        """


class LocalMail:
    """The default for trying: every letter is a file under ``EMAIL_FILE_PATH``, the ledger shows it to the staff.

    Production refuses to start with it.
    """

    name = "本机文件"

    def send(self, letter: EmailMessage) -> str:
        """Named by the Message-ID, so that a second time is the same file."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        name = parseaddr(letter.extra_headers["Message-ID"])[1].partition("@")[0]
        (folder / f"{name}.eml").write_bytes(letter.message().as_bytes())
        return f"{name}.eml"


def mail_gateway() -> EmailGateway:
    """The adapter named by ``MAIL_GATEWAY``; ask ``settings.MAIL_GATEWAY`` first whether there is one."""
    gateway: EmailGateway = import_string(settings.MAIL_GATEWAY)()
    return gateway
