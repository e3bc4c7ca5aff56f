"""A mail server spoken to over SMTP, by Django's backend; its address, account and safety are the settings ``EMAIL_…``.

Until the server has asked for the letter (354) nothing can have been sent; from there to its last word, anything.
"""

import re
import smtplib
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from config.lib.text import mask_numbers_in
from messaging.exceptions import GatewayDown, MailboxRefused
from records.exceptions import OutcomeUnknown, Undeliverable

GO_ON, PERMANENT = 354, 500
NO_MAILBOX = (550, 551, 553)  # RFC 5321: mailbox unavailable, not local, name not allowed
_BEFORE_AT = re.compile(r"[^\s<>@]+@")  # servers like to repeat the address
NOBODY = b"5.1."  # RFC 3463: the address is at fault; some servers say so only after the letter


class _Careful:
    """An SMTP connection that knows whether its letter may have been taken."""

    letter_goes = False

    def getreply(self) -> tuple[int, bytes]:
        reply: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        self.letter_goes = reply[0] == GO_ON
        return reply

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)  # type: ignore[misc, no-any-return]
        except OSError as cut:
            if self.letter_goes:
                raise OutcomeUnknown("邮件已交出，邮件服务器没有答复是否收下。") from cut
            raise


class _Plain(_Careful, smtplib.SMTP):
    """Plain, or made safe by STARTTLS."""


class _Safe(_Careful, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class CarefulBackend(EmailBackend):
    """Django's, but for one thing: a letter that may have been taken raises ``OutcomeUnknown``."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Safe if self.use_ssl else _Plain


class SmtpMail:
    """One connection a letter: a letter in doubt leaves no other in doubt."""

    name = "邮件服务器"

    def send(self, letter: EmailMessage) -> str:
        """Raises what the port says."""
        try:
            CarefulBackend().send_messages([letter])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _of_recipient(*next(iter(refused.recipients.values()))) from refused
        except smtplib.SMTPDataError as refused:
            raise _of_letter(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as away:  # no connection, no account, the sender refused: our side
            raise GatewayDown(_said(away)) from away
        return "250"


def _of_recipient(code: int, words: bytes) -> Exception:
    if code in NO_MAILBOX:
        return MailboxRefused(_words(code, words))
    return Undeliverable(_words(code, words)) if code >= PERMANENT else GatewayDown(_words(code, words))


def _of_letter(code: int, words: bytes | str) -> Exception:
    told = words if isinstance(words, bytes) else words.encode()
    if code >= PERMANENT and told.startswith(NOBODY):
        return MailboxRefused(_words(code, told))
    return Undeliverable(_words(code, told)) if code >= PERMANENT else GatewayDown(_words(code, told))


def _words(code: int, words: bytes) -> str:
    told = _BEFORE_AT.sub("***@", words.decode(errors="replace"))
    return mask_numbers_in(f"邮件服务器：{code} {told}")[:150]


def _said(away: OSError) -> str:
    if isinstance(away, smtplib.SMTPResponseException):
        words = away.smtp_error
        return _words(away.smtp_code, words if isinstance(words, bytes) else words.encode())
    return f"邮件服务器没有接通：{type(away).__name__}"
