"""What the way out may answer; an unknown fate is ``records.exceptions.OutcomeUnknown``."""

from records.exceptions import Undeliverable


class GatewayDown(Exception):
    """The provider could not be reached, or asked us to wait: surely nothing was sent, so it may be tried again."""


class ServerAway(GatewayDown):
    """It is the whole server, not this letter: the next letter would hear the same."""


class MailboxRefused(Undeliverable):
    """The mail server says for good that nobody lives at this address."""


class TextRefused(Exception):
    """This text cannot be written as it is: a variable nobody filled in."""


class ReceiptForged(Exception):
    """What came as a receipt was not written by the provider, or nobody can read it."""


class MassRefused(Exception):
    """Why a mass message cannot go out as it stands, in the words of its writer."""
