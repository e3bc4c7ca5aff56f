import secrets

from django.db import models
from django.db.models import Q

from declarations.models import Declaration
from review.outcomes.states import CertificateState


def new_token() -> str:
    return secrets.token_urlsafe(16)  # 128 bits: the QR cannot be guessed (AZ8)


class Certificate(models.Model):
    """职称电子证书 (CERT-01, FORM-33). Everything printed on it is copied here."""

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="certificate", verbose_name="申报")
    number = models.CharField("证书编号", max_length=40, unique=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    holder = models.CharField("姓名", max_length=60)
    masked_id = models.CharField("身份证号码", max_length=20)
    title = models.CharField("职称", max_length=60)
    rank = models.CharField("层级", max_length=20)
    series = models.CharField("系列", max_length=40)
    specialty = models.CharField("专业", max_length=80)
    granted_on = models.DateField("取得日期")
    authority = models.CharField("发证机关", max_length=120)
    approval_doc = models.CharField("批复文号", max_length=80)
    area_limit = models.CharField("有效范围", max_length=120, blank=True)  # PATH-08
    state = models.CharField("状态", max_length=8, choices=CertificateState, default=CertificateState.VALID)
    void_on = models.DateField("撤销日期", null=True, blank=True)
    void_reason = models.CharField("撤销原因", max_length=200, blank=True)
    issued_at = models.DateTimeField("发证时间")

    class Meta:
        verbose_name = verbose_name_plural = "职称电子证书"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CertificateState.values), name="certificate_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=CertificateState.VALID) | Q(void_on__isnull=False),
                name="a_void_certificate_says_since",
            ),
        ]

    def __str__(self) -> str:
        return self.number
