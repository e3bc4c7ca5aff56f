"""Who may look at the ledgers of texts and mail, and at which rows of them."""

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.states import Role
from messaging.models import Mail, Sms


def may_see_texts(user: User) -> bool:
    """Staff of the house and notice administrators; offices see the texts of their own cases on the cases' pages."""
    return user.is_staff or Membership.objects.of(user).filter(role=Role.ADMIN).exists()


def may_see_mail(user: User) -> bool:
    """Staff of the house: mail is of persons, not of an office; offices see that of a case on the case's page."""
    return user.is_staff


def texts_seen_by(user: User) -> QuerySet[Sms]:
    """All of them for staff of the house; a notice administrator sees those of the own offices (SYS-02)."""
    if user.is_staff:
        return Sms.objects.all()
    seats = Membership.objects.of(user).filter(role=Role.ADMIN)
    return Sms.objects.filter(office__in=seats.values("organisation"))


def mail_seen_by(user: User) -> QuerySet[Mail]:
    """All of it, for whom ``may_see_mail`` lets in."""
    return Mail.objects.all() if may_see_mail(user) else Mail.objects.none()
