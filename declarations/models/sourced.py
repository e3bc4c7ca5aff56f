from django.db import models

from declarations.states import Source


class Sourced(models.Model):
    """A row the applicant typed, or data sharing brought: then it is read only and names its source (MAT-10)."""

    source = models.CharField("来源", max_length=10, choices=Source, default=Source.MANUAL)
    fetched_at = models.DateTimeField("获取时间", null=True, blank=True)
    provider = models.CharField("数据来源", max_length=60, blank=True)
    data_on = models.DateField("数据日期", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_shared(self) -> bool:
        return self.source == Source.SHARED

    @property
    def origin_words(self) -> str:
        """自治区学历数据（数据日期 2024-08-01），2024-08-05 取得; nothing of a typed row."""
        if not self.is_shared:
            return ""
        of_day = f"（数据日期 {self.data_on:%Y-%m-%d}）" if self.data_on else ""
        taken = f"，{self.fetched_at:%Y-%m-%d} 取得" if self.fetched_at else ""
        return f"{self.provider or '数据共享'}{of_day}{taken}"
