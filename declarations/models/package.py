import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from declarations.models.declaration import Declaration
from declarations.states import PackageState, PackageWay
from records.models import StoredFile


class DossierPackageQuerySet(models.QuerySet["DossierPackage"]):
    def under_way(self) -> "DossierPackageQuerySet":
        """A worker has them or will have them; who writes how far one is writes to no other."""
        return self.filter(state__in=PackageState.under_way)


class DossierPackage(models.Model):
    """One 电子档案 made by a worker or handed in to be taken over, and how far it is (MAT-68, MAT-70)."""

    ref = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="packages")
    way = models.CharField("方向", max_length=3, choices=PackageWay)
    state = models.CharField("进度", max_length=10, choices=PackageState, default=PackageState.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共", default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # of what was made
    version = models.PositiveIntegerField(default=0)  # of the dossier it speaks of
    text = models.JSONField("内容", null=True)  # dossier.json as it came
    kept = models.JSONField("文件", default=dict)  # path in the package: id of the admitted file
    report = models.JSONField("清单", default=list)  # lines of ``declarations.packages.importing``
    fault = models.CharField("原因", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    done_at = models.DateTimeField("完成时间", null=True)

    objects = DossierPackageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "电子档案包"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=PackageWay.values), name="package_way_is_known"),
            models.CheckConstraint(condition=Q(state__in=PackageState.values), name="package_state_is_known"),
        ]
        indexes = [models.Index(fields=["declaration", "way"], name="packages_of_a_declaration")]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.ref}"

    @property
    def is_open(self) -> bool:
        """A worker has it or will have it."""
        return self.state in PackageState.under_way
