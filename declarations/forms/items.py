"""专业技术工作经历, 业绩成果, 学术成果: entries with a clause, from when things count, what each kind asks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.lib.uiwhen import ask_when
from config.lib.widgets import LongText
from declarations.dossier import bare_dossier
from declarations.eligibility.decisions import NO_INSTRUCTION
from declarations.eligibility.items import GROUP_OF
from declarations.eligibility.seniority import Since, conditions_of, window_start
from declarations.eligibility.unpublished import wants_signed_reports
from declarations.forms.base import DossierForm
from declarations.models import Achievement, Experience, Publication
from declarations.parts import Section
from declarations.states import ItemKind, JournalClass, PendingKind
from notices.rules import ConditionSet
from notices.rules.material import DecisionInfo

WAY = ("publication", "adoption", "instruction")
EXCEPTIONAL = "破格"
MOST_WAYS = 3  # adoptions of one piece that a page takes
CLASS_SLOTS = {JournalClass.CORE: "core_journal", JournalClass.FOREIGN: "foreign_paper"}


class ItemForm(DossierForm):
    """An entry of the main materials: its clause, and from when things count.

    Clause here, 代表作 on a publication, 代表性成果 by the star, the menu on 特殊选项: the four controls of MAT-37.
    """

    section = ""
    dated = "achieved_on"  # where from when things count is told
    judged = "achieved_on"  # what must not lie before it

    def build(self) -> None:
        conditions = self._conditions()
        clauses = list(self._clauses(conditions)) if conditions else []
        if clauses:
            self.fields["clause"] = forms.ChoiceField(
                label="对应的评审条件",
                choices=clauses,
                widget=forms.RadioSelect,
                help_text="这一项用来证明符合哪一条评审条件。",
            )
        else:
            del self.fields["clause"]

        self._ask_specialty()

    def _clauses(self, conditions: ConditionSet) -> Iterator[tuple[str, str]]:
        """Those of this section, then those of 破格, which say that they are (PATH-16)."""
        for group, words in ((GROUP_OF[self.section], ""), (EXCEPTIONAL, "【破格条件】")):
            for each in conditions.clauses:
                if each.group == group:
                    yield each.code, words + each.text + conditions.beside(each.code)

    def _ask_specialty(self) -> None:
        """Of what specialty an item is, where the notice has each looked at for it (ELIG-19)."""
        self.keep(self.terms.limits.items_name_specialty, "specialty")
        if "specialty" in self.fields:
            self.initial["specialty"] = self.initial.get("specialty") or self.declaration.specialty_name
            self.hint(specialty="须与拟评专业相符，单位和职改办逐条核对。")

    def _conditions(self) -> ConditionSet | None:
        """The conditions the rules judge by: of this level, specialty and kind of unit."""
        return conditions_of(bare_dossier(self.declaration), self.terms)

    def since(self, dossier: Any) -> None:
        """Tell at the date from when results count (ux 07-5)."""
        start = window_start(dossier, self.terms)
        if start.day:
            text = self._counts_from(start)
            self.hint(**{self.dated: f"{self.fields[self.dated].help_text}{text}"})
            self.fields[self.judged].since = start.day
            self.fields[self.judged].too_early = self.is_early(start.day)

    def _counts_from(self, start: Since) -> str:
        """As the rule judges: that day itself counts; what began before it and went on counts from it."""
        if self.dated == self.judged:
            return f"{start.day} 及以后的才能使用（{start.why}）。"
        return f"从 {start.day} 起算（{start.why}）：更早开始的，只计算此后的部分；此前已经结束的不能使用。"

    def is_early(self, since: date) -> bool:
        """Whether the date as it stands on the page, saved or just typed, lies before ``since`` (07-5, COND-11)."""
        try:
            day = self.fields[self.judged].to_python(self[self.judged].value())
        except ValidationError:
            return False
        return day is not None and day < since

    @property
    def warned(self) -> bool:
        """Whether its date is told to be too early."""
        return getattr(self.fields[self.judged], "too_early", False)

    def _pending(self, kind: PendingKind, words: str) -> None:
        deadline = self.terms.pending_supplement.deadline
        self.fields["pending_kind"] = forms.ChoiceField(
            label="完成情况",
            required=False,
            choices=[("", "已经完成"), (kind.value, words)],
            widget=forms.RadioSelect,
            help_text=f"等待期材料须在 {deadline:%Y-%m-%d} 前按规定程序补充报送，逾期不作为评审材料。",
        )


class ExperienceForm(ItemForm):
    section = Section.EXPERIENCE.value
    dated, judged = "started_on", "ended_on"
    months = ("started_on", "ended_on")

    class Meta:
        model = Experience
        fields = ("title", "started_on", "ended_on", "content", "duty", "specialty", "clause")
        widgets = {"content": LongText(most=2000, rows=6)}

    def build(self) -> None:
        super().build()
        self.fields["title"].label = "项目（工作）名称"
        self.hint(
            ended_on="还在进行的不填。",
            content="做了什么、怎么做的、解决了什么问题。",
            duty="如 主持、主要完成人、技术负责人。",
        )


class AchievementForm(ItemForm):
    section = Section.ACHIEVEMENTS.value
    days = ("achieved_on",)

    class Meta:
        model = Achievement
        fields = (
            "kind",
            "title",
            "achieved_on",
            "content",
            "role",
            "effect",
            "award",
            "patent",
            "pending_kind",
            "specialty",
            "clause",
        )
        widgets = {
            "kind": forms.HiddenInput,
            "content": LongText(most=2000, rows=5),
            "effect": LongText(most=1000, rows=4),
        }

    def build(self) -> None:
        super().build()
        kind = self._kind()
        self._narrow(kind)
        self.hint(role="如 独立完成、第一作者、主要起草人。", effect="完成情况、经济或社会效益。")
        if kind == ItemKind.AWARD_WORK:
            self._ask_works()

    def _kind(self) -> str:
        return (self.data.get("kind") if self.is_bound else self.initial.get("kind")) or ItemKind.WORK

    def _narrow(self, kind: str) -> None:
        """Each kind shows its own fields."""
        if kind == ItemKind.AWARD_WORK:
            self.require("award")
            self.hint(award="奖项名称、等级、颁奖单位。")
        if kind != ItemKind.PATENT:
            del self.fields["patent"]
        else:
            self.require("patent")
            self.hint(patent="专利类型和专利号。")
        if kind != ItemKind.PROJECT or self.terms.pending_supplement is None:
            del self.fields["pending_kind"]
        else:
            self._pending(PendingKind.PROJECT_CLOSING, "还没有结题，先凭立项材料申报")
            self.hint(achieved_on="还没有结题的，填写预计结题时间。")

    def _ask_works(self) -> None:
        law = self.terms.representative.award_work if self.terms.representative else None
        if law is None or self.declaration.level not in law.levels:
            return
        works = [*(self.instance.works or []), *[""] * law.works][: law.works]
        for number, name in enumerate(works, 1):
            self.fields[f"work_{number}"] = forms.CharField(
                label=f"第 {number} 件实物作品名称", required=False, max_length=80, initial=name
            )
        self.fields["designated_work"] = forms.TypedChoiceField(
            label="指定其中一件拍摄制作视频",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", "还没有指定"), *((number, f"第 {number} 件") for number in range(1, law.works + 1))],
            initial=self.instance.designated_work,
            help_text=f"作为代表性成果的获奖作品，须备齐 {law.works} 件实物及获奖证书，按会务组通知提交。",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [name for name in list(cleaned) if name.startswith("work_")]
        if names:
            cleaned["works"] = [cleaned.pop(name) for name in names]
        return cleaned


class PublicationForm(ItemForm):
    section = Section.PUBLICATIONS.value
    dated = judged = "published_on"
    days = ("published_on",)

    class Meta:
        model = Publication
        fields = (
            "kind",
            "title",
            "published_on",
            "venue",
            "issn",
            "cn",
            "issue",
            "own_part",
            "pending_kind",
            "specialty",
            "clause",
            "not_for_degree",
            "journal_class",
            "url",
            "indexed_by",
            "chinese_title",
            "chinese_abstract",
            "is_representative_paper",
            "report_kind",
            "signed_sealed",
        )
        widgets = {"kind": forms.HiddenInput, "chinese_abstract": LongText(most=1000, rows=4)}

    WORDS = {
        ItemKind.PAPER: {"title": "论文题目", "published_on": "发表时间", "venue": "刊物名称", "issn": "ISSN"},
        ItemKind.BOOK: {"title": "书名", "published_on": "出版时间", "venue": "出版社", "issn": "ISBN"},
        ItemKind.WORK_REPORT: {"title": "总结题目", "published_on": "完成时间", "venue": "采纳单位"},
        ItemKind.DECISION_INFO: {"title": "信息标题", "published_on": "采用时间", "venue": "采用刊物"},
    }
    ASKED = {
        ItemKind.PAPER: ("venue", "issn", "cn", "issue"),
        ItemKind.BOOK: ("venue", "issn"),
        ItemKind.WORK_REPORT: ("venue",),
        ItemKind.DECISION_INFO: ("venue",),
    }

    def build(self) -> None:
        super().build()
        asked = (self.data.get("kind") if self.is_bound else self.initial.get("kind")) or ItemKind.PAPER
        kind = ItemKind(asked) if asked in ItemKind.publications else ItemKind.PAPER
        self._narrow(kind)
        for name, label in self.WORDS[kind].items():
            if name in self.fields:
                self.fields[name].label = label
        self.hint(
            own_part="署名次序，或本人承担的章节、字数。",
            cn="如 CN45-1234/J。",
            issue="如 2023年第4期。",
        )
        if "not_for_degree" in self.fields:  # of an adopted information nobody asks it
            self.fields["not_for_degree"].label = "不是为完成学历教育或获取学位而发表（出版）的"
        if self.instance.risk:
            self._ask_how_verified()

    def _ask_how_verified(self) -> None:
        """RISK-02, FORM-37: by what way, and with what result."""
        self.fields["risk_method"] = forms.CharField(
            label="风险刊物核验方式",
            max_length=300,
            required=False,
            initial=self.instance.risk_method,
            widget=LongText(most=300, rows=2),
            help_text="如：在国家新闻出版署网站查询刊号，向编辑部去函核实。",
        )
        self.fields["risk_answer"] = forms.CharField(
            label="风险刊物核验结果",
            max_length=1000,
            required=False,
            initial=self.instance.risk_answer,
            widget=LongText(most=1000, rows=4),
            help_text="写明核验的时间和结果，并在下面上传核验材料。",
        )
        for name in ("risk_method", "risk_answer"):
            self.fields[name].asked_in_the_end = True  # E221, not the form, waits for them

    def _ask_journal(self, kind: ItemKind) -> None:
        """What the checklist asks of a paper: its class, its address, its words in Chinese (MAT-42, MAT-44…46)."""
        asked = {item.code for item in self.terms.checklist}
        classes = [each for each in JournalClass if CLASS_SLOTS[each] in asked]
        is_paper = kind == ItemKind.PAPER
        self.keep(is_paper and bool(classes), "journal_class")
        self.keep(is_paper and "paper_register" in asked, "url")
        self.keep(is_paper and JournalClass.FOREIGN in classes, "indexed_by", "chinese_title", "chinese_abstract")
        self.keep(bool(self.terms.limits.representative_paper), "is_representative_paper")
        if "journal_class" in self.fields:
            choices = [("", "其他刊物"), *((each.value, each.label) for each in classes)]
            self.fields["journal_class"] = forms.ChoiceField(
                label="刊物类别", choices=choices, required=False, widget=forms.RadioSelect
            )
        self.hint(
            url="论文在权威网站上的网址，以 http 开头。",
            indexed_by="并上传检索证明。",
            is_representative_paper="学术成果中须且只能标注一篇代表作。",
        )
        foreign = (JournalClass.FOREIGN.value,)
        names = ("indexed_by", "chinese_title", "chinese_abstract")
        ask_when(self, "journal_class", foreign, "国外期刊论文填写", *names)

    def _narrow(self, kind: ItemKind) -> None:
        self._ask_journal(kind)
        self.keep(kind == ItemKind.WORK_REPORT and wants_signed_reports(self.terms), "report_kind", "signed_sealed")
        for name in ("venue", "issn", "cn", "issue"):
            if name not in self.ASKED[kind]:
                del self.fields[name]
        self.require("venue")
        if kind != ItemKind.PAPER or self.terms.pending_supplement is None:
            del self.fields["pending_kind"]
        else:
            self._pending(PendingKind.PUBLICATION, "还没有发表，先凭用稿通知申报")
            self.hint(published_on="还没有发表的，填写用稿通知上的预计发表时间。")
        if kind == ItemKind.DECISION_INFO:
            del self.fields["not_for_degree"]
            self._ask_adoption()

    def _ask_adoption(self) -> None:
        law = self.terms.decision_info
        if law is None:
            return
        told = self.instance.adoption or {}
        for name, label, words in self._ways(law):
            self.fields[name] = forms.ChoiceField(label=label, choices=_choices(words), initial=told.get(name))
        self.fields["issuer"] = forms.ChoiceField(
            label="采用告知单出具单位", choices=[(each, each) for each in law.issuers], initial=told.get("issuer")
        )
        for number, way in enumerate(_padded(told.get("also", ())), 2):
            for name, label, words in self._ways(law):
                choices = [("", "没有"), *_choices(words)]
                initial = way.get(name, "")
                self.fields[f"{name}_{number}"] = forms.ChoiceField(
                    label=f"{label}（第 {number} 种采用情况）", choices=choices, required=False, initial=initial
                )
        self.hint(
            issuer="其他单位或个人出具的证明不予认可；部门信息刊物、专项工作信息不计入。",
            publication_2="同一篇又被别的刊物采用、又获批示的填写；按最高标准计，不累计。",
        )

    def _ways(self, law: DecisionInfo) -> tuple[tuple[str, str, list[str]], ...]:
        """What is asked of each way of adoption (DECN-06)."""
        return (
            ("publication", "采用的信息刊物", list(dict.fromkeys(row.publication for row in law.table))),
            ("adoption", "采用方式", list(dict.fromkeys(row.adoption for row in law.table))),
            ("instruction", "批示", list(dict.fromkeys(row.instruction for row in law.table))),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "issuer" not in self.fields:
            return cleaned
        adoption = {name: cleaned.pop(name, "") for name in (*WAY, "issuer")}
        also = [
            {name: cleaned.pop(f"{name}_{number}", "") for name in WAY}
            for number in range(2, MOST_WAYS + 1)
            if f"{WAY[0]}_{number}" in self.fields
        ]
        for number, way in enumerate(also, 2):
            if any(way.values()) and not all(way.values()):
                self.add_error(f"{WAY[0]}_{number}", "请填全这一种采用情况：刊物、采用方式、批示；没有的都选“没有”。")
        cleaned["adoption"] = adoption | {"also": [way for way in also if all(way.values())]}
        return cleaned


def _choices(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, "没有批示" if word == NO_INSTRUCTION else word) for word in words]


def _padded(ways: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    empty: Mapping[str, str] = {}
    return [*ways, *[empty] * MOST_WAYS][: MOST_WAYS - 1]
