"""What the services of this floor refuse, in the words people read."""

from declarations import exceptions


class Refused(exceptions.Refused):
    """A piece of work at a desk that is not possible now; carries every reason."""
