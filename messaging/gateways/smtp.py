"""A mail server spoken to over SMTP, by Django's backend; its address, account and safety are the settings ``EMAIL_…``.

Until the server has asked for the letter (354) nothing can have been sent; from there to its last word, anything.
"""

import re
import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from config.lib.text import mask_numbers_in
from messaging.exceptions import GatewayDown, MailboxRefused, ServerAway
from records.exceptions import OutcomeUnknown, Undeliverable

TAKEN, SURE, GO_ON, PERMANENT = range(200, 300), range(400, 600), 354, 500
NO_MAILBOX = (
    550,
    551,
    553,
)  # RFC 5321: mailbox unavailable, not local, name not allowed; from servers that say no more
# RFC 3463: no such mailbox, no such domain, bad syntax, moved, null MX (RFC 7505), mailbox switched off. Every other
# 5.x.x (relaying, our sender, our reputation, spam) says nothing about the mailbox.
NOBODY = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")
_BEFORE_AT = re.compile(r"[^\s<>@]+@")  # servers like to repeat the address
DOUBT = "邮件已交出，邮件服务器没有答复是否收下。"
UNWRITABLE = "邮件地址或内容不能写成邮件。"


class _Careful:
    """An SMTP connection that knows whether its letter may have been taken."""

    letter_goes = False

    def getreply(self) -> tuple[int, bytes]:
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        self.letter_goes = reply[0] == GO_ON
        return reply

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            code, words = super().data(msg)  # type: ignore[misc]
        except OSError:
            if self.letter_goes:
                raise OutcomeUnknown(DOUBT) from None
            raise
        if code in TAKEN:
            return 250, words  # smtplib takes every other 2xx for a refusal
        if code not in SURE:
            raise OutcomeUnknown(DOUBT)
        return code, words


class _Plain(_Careful, smtplib.SMTP):
    """Plain, or made safe by STARTTLS."""


class _Safe(_Careful, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class CarefulBackend(EmailBackend):
    """Django's, but a letter that may have been taken raises ``OutcomeUnknown``, and a bad goodbye nothing."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Safe if self.use_ssl else _Plain

    def close(self) -> None:
        """What became of the letter is known before QUIT; whatever comes after it changes nothing."""
        line = self.connection
        try:
            super().close()
        except OSError:  # SMTPException is one
            if line is not None:
                line.close()


class SmtpMail:
    """One connection a letter: a letter in doubt leaves no other in doubt."""

    name = "邮件服务器"

    def send(self, letter: EmailMessage) -> str:
        """Raises what the port says, and nothing of what smtplib said: addresses stand in it, and logs show causes."""
        to = letter.to[0]
        try:
            CarefulBackend().send_messages([letter])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _of_recipient(*next(iter(refused.recipients.values())), to) from None
        except smtplib.SMTPDataError as refused:
            raise _of_letter(refused.smtp_code, _bytes(refused.smtp_error), to) from None
        except (smtplib.SMTPException, OSError) as away:  # no connection, no account, the sender refused: our side
            raise ServerAway(_said(away, to)) from None
        except ValueError:  # an address or a field that cannot be written as SMTP wants it
            raise Undeliverable(UNWRITABLE) from None
        return "250"


def _of_recipient(code: int, words: bytes, to: str) -> Exception:
    said = _words(code, words, to)
    enhanced = _enhanced(words)
    if code >= PERMANENT and (enhanced in NOBODY if enhanced else code in NO_MAILBOX):
        return MailboxRefused(said)
    return Undeliverable(said) if code >= PERMANENT else GatewayDown(said)


def _of_letter(code: int, words: bytes, to: str) -> Exception:
    """Some servers name the mailbox only now; a bare 550 here is about the letter."""
    said = _words(code, words, to)
    if code >= PERMANENT and _enhanced(words) in NOBODY:
        return MailboxRefused(said)
    return Undeliverable(said) if code >= PERMANENT else GatewayDown(said)


def _enhanced(words: bytes) -> str:
    found = _ENHANCED.match(words.decode(errors="replace"))
    return found[1] if found else ""


def _words(code: int, words: bytes, to: str) -> str:
    """The server's answer without the address, which it may repeat whole, or only the part before the @."""
    told = _BEFORE_AT.sub("***@", words.decode(errors="replace"))
    told = re.sub(rf"(?<!\w){re.escape(to.partition('@')[0])}(?!\w)", "***", told, flags=re.IGNORECASE)
    return mask_numbers_in(f"邮件服务器：{code} {told}")[:150]


def _said(away: OSError, to: str) -> str:
    if isinstance(away, smtplib.SMTPResponseException):
        return _words(away.smtp_code, _bytes(away.smtp_error), to)
    return f"邮件服务器没有接通：{type(away).__name__}"


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
