"""Who may look at the ledger of texts."""

from accounts.models import Membership, User
from accounts.states import Role


def may_see_texts(user: User) -> bool:
    """Staff of the house and notice administrators; offices see the texts of their own cases on the cases' pages."""
    return user.is_staff or Membership.objects.of(user).filter(role=Role.ADMIN).exists()
