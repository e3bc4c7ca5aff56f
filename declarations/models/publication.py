from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from declarations.models.item import Item, owned
from declarations.states import ItemKind, JournalClass, PendingKind, ReportKind


class Publication(Item):
    """学术成果 since the lower title, at most as many as the notice allows (MAT-41)."""

    declaration = owned("publications")
    kind = models.CharField(
        "类型", max_length=20, choices=[(k, ItemKind(k).label) for k in ItemKind.publications], default=ItemKind.PAPER
    )
    published_on = models.DateField("发表（出版、完成）时间")
    venue = models.CharField("刊物（出版社、采纳单位）", max_length=120, blank=True)
    issn = models.CharField("ISSN/ISBN", max_length=20, blank=True)
    cn = models.CharField("CN 刊号", max_length=20, blank=True)
    issue = models.CharField("期号", max_length=40, blank=True)
    own_part = models.CharField("本人作用（署名次序、承担章节）", max_length=200)
    not_for_degree = models.BooleanField("非为完成学历教育或获取学位而发表", default=False)
    journal_class = models.CharField("刊物类别", max_length=10, choices=JournalClass, blank=True)  # MAT-45, MAT-46
    url = models.CharField(
        "论文查询网址", max_length=300, blank=True, validators=[URLValidator(["http", "https"])]
    )  # MAT-44
    indexed_by = models.CharField("收录情况", max_length=10, choices=[("EI", "EI"), ("SCI", "SCI")], blank=True)
    chinese_title = models.CharField("中文标题", max_length=200, blank=True)
    chinese_abstract = models.TextField("中文摘要", max_length=1000, blank=True)
    is_representative_paper = models.BooleanField("代表作", default=False)  # MAT-42
    pending_kind = models.CharField("等待期", max_length=20, choices=PendingKind, blank=True)
    supplemented_at = models.DateTimeField("补充时间", null=True, blank=True)
    disregarded_at = models.DateTimeField("不予采用时间", null=True, blank=True)  # not supplemented in time (TIME-11)
    report_kind = models.CharField("未发表材料种类", max_length=20, choices=ReportKind, blank=True)  # MAT-50
    signed_sealed = models.BooleanField("已个人署名并由申报单位盖章", default=False)  # MAT-50
    risk = models.CharField("风险提示", max_length=200, blank=True)  # set by the matcher (RISK-01)
    catalogued = models.CharField("收录目录", max_length=200, blank=True)  # core catalogues, by the matcher
    # RISK-02, FORM-37: how it was verified, and with what found.
    risk_method = models.CharField("核验方式", max_length=300, blank=True)
    risk_answer = models.TextField("核验结果", max_length=1000, blank=True)
    adoption = models.JSONField("采用情况", default=dict, blank=True)  # of a decision information (DECN-01…06)

    @property
    def verified_words(self) -> str:
        """How a flagged journal was verified and with what found; empty before it was."""
        return f"核验方式：{self.risk_method}；核验结果：{self.risk_answer}" if self.risk_method else self.risk_answer

    class Meta(Item.Meta):
        indexes = [
            models.Index(
                fields=["declaration"],
                condition=~Q(pending_kind="") & Q(supplemented_at=None, disregarded_at=None),
                name="publications_still_pending",
            )
        ]
        verbose_name = verbose_name_plural = "学术成果"
