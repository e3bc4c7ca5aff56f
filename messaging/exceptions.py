"""What the way out may answer; an unknown fate is ``records.exceptions.OutcomeUnknown``."""


class GatewayDown(Exception):
    """The provider could not be reached, or asked us to wait: surely nothing was sent, so it may be tried again."""


class TextRefused(Exception):
    """This text cannot be written as it is: a variable nobody filled in."""
