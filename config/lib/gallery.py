"""``/ui/``: every piece of the house in every state, for those who build pages and for the browser harness.

Open in DEBUG and to staff. The page's own forms post back to it, so that the elements of ``ui.js`` can be tried.
"""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from config.lib import widgets

SHELLS = {"public": "base.html", "workbench": "ui/workbench.html", "stage": "ui/stage.html"}
CITIES = [
    "南宁",
    "柳州",
    "桂林",
    "梧州",
    "北海",
    "防城港",
    "钦州",
    "贵港",
    "玉林",
    "百色",
    "贺州",
    "河池",
    "来宾",
    "崇左",
]
PUBLICITY_DAYS = 5
_NOON = datetime(2024, 9, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class EveryField(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="作品（业绩）名称", max_length=60, help_text="写全称，与证书一致")
    id_number = forms.CharField(label="身份证号码", widget=widgets.id_number_input(), help_text="可以带空格")
    phone = forms.CharField(label="手机号码", widget=widgets.phone_input())
    code = forms.CharField(label="短信验证码", widget=widgets.code_input())
    password = forms.CharField(label="密码", widget=widgets.PasswordBox(attrs={"autocomplete": "new-password"}))
    role = forms.ChoiceField(label="本人角色", choices=[("", "请选择"), ("1", "独立完成"), ("2", "第一作者")])
    city = forms.ChoiceField(
        label="所在城市",
        choices=[("", "请选择"), *((name, f"{name}市") for name in CITIES)],
        widget=widgets.SearchSelect,
    )
    since = widgets.MonthField(label="您哪一年哪一月取得现在的职称？", last_year=2024, first_year=1990)
    day = forms.DateField(label="获奖日期", widget=widgets.DayInput, required=False)
    kind = forms.ChoiceField(label="材料类型", choices=[("a", "论文"), ("b", "获奖作品")], widget=forms.RadioSelect)
    ways = forms.MultipleChoiceField(
        label="公示方式", choices=[("a", "单位公告栏"), ("b", "单位网站")], widget=forms.CheckboxSelectMultiple
    )
    judged = forms.ChoiceField(
        label="审查结论", choices=[("y", "合格"), ("f", "需补正"), ("n", "不采信")], widget=widgets.SegmentedRadio
    )
    summary = forms.CharField(label="专业技术工作总结", widget=widgets.LongText(least=2000, rows=5))
    scan = forms.FileField(label="证书扫描件", required=False, help_text="PDF、JPG 或 PNG，不超过 20 MB")
    signature = widgets.SignatureField(label="申报人签名")
    agreed = forms.BooleanField(label="我承诺以上内容真实，并对此负责")


class OneChoice(forms.Form):
    """A ballot paper."""

    choice = forms.ChoiceField(
        label="请选择", choices=[("y", "同意"), ("n", "不同意"), ("a", "弃权")], widget=widgets.BallotCards
    )


def _steps() -> list[dict[str, str]]:
    words = ["填报", "单位审核推荐", "上级审核", "职改办审查", "缴费", "评审", "公示确认", "发证"]
    states = ["done", "done", "done", "todo", "", "", "", ""]
    details = ["8 月 1 日", "8 月 20 日", "8 月 28 日", "退回补正", "", "", "", ""]
    return [{"label": w, "state": s, "detail": d} for w, s, d in zip(words, states, details, strict=True)]


def _timeline() -> list[dict[str, Any]]:
    return [
        {"at": _NOON, "who": "自治区工艺美术系列职改办", "title": "退回补正（4 处）", "tone": "todo"},
        {"at": _NOON - timedelta(days=9), "who": "用人单位", "title": "公示结束，无异议", "tone": "ok"},
        {
            "at": _NOON - timedelta(days=40),
            "who": "本人",
            "title": "提交申报",
            "tone": "quiet",
            "detail": "第 1 次提交",
        },
    ]


def _days() -> list[dict[str, Any]]:
    """Five working days of publicity around the National Day of 2024: 9-28 and the week from 10-01 rest, 9-29 works."""
    days = [date(2024, 9, 26) + timedelta(days=offset) for offset in range(13)]
    rest = {date(2024, 9, 28), *(date(2024, 10, number) for number in range(1, 8))}
    counted = [day for day in days if day not in rest][:PUBLICITY_DAYS]
    return [
        {
            "date": day,
            "kind": "rest" if day in rest else "counted" if day in counted else "",
            "note": f"第{counted.index(day) + 1}日" if day in counted else "",
            "today": day == days[1],
        }
        for day in days
    ]


def _context(request: HttpRequest) -> dict[str, Any]:
    shell = request.GET.get("shell", "public")
    return {
        "layout": SHELLS.get(shell, SHELLS["public"]),
        "tones": ["draft", "flow", "todo", "hold", "pub", "expert", "ok", "done", "no", "bad"],
        "steps": _steps(),
        "events": _timeline(),
        "days": _days(),
        "due": _NOON.replace(year=2030),
        "now": _NOON,
        "cases": _cases(),
        "page": Paginator(range(128), 50).page(2),
        "keyset": SimpleNamespace(before="", after="eyJwayI6MX0", total=2417),
        "form": EveryField(),
        "broken": _broken(),
        "ballot": OneChoice(),
        "nav_items": [("首页", "#main", True), ("申报", "#forms", False), ("公示", "#lists", False)],
        "crumbs": [("首页", "#main"), ("组件一览", "")],
        "shells": [(name, f"?shell={name}", name == shell) for name in SHELLS],
    }


def _broken() -> forms.Form:
    form = EveryField({"name": "", "kind": "", "id_number": "4501"}, prefix="broken")
    for name in [name for name in form.fields if name not in {"name", "kind", "since", "agreed"}]:
        del form.fields[name]
    form.is_valid()
    return form


def _cases() -> list[dict[str, Any]]:
    looks = [
        ("待审查", "flow", "clock"),
        ("退回补正", "todo", "undo-2"),
        ("异议核查中", "hold", "circle-alert"),
        ("公示中", "pub", "eye"),
        ("评审中", "expert", "gavel"),
        ("已发证", "ok", "badge-check"),
    ]
    names = ["韦秀兰", "覃𬭚", "阿依古丽·买买提", "岑志明", "盘秀珍", "农䶮"]
    return [
        {"number": f"2024-GM-{n:04d}", "name": name, "unit": "广西八桂工艺美术研究所（演示）", "look": look, "days": n}
        for n, (name, look) in enumerate(zip(names, looks, strict=True), start=1)
    ]


def _answer(request: HttpRequest) -> HttpResponse:
    """What the elements of the page hear when they post here."""
    what = request.GET.get("do")
    if what == "autosave":
        return JsonResponse({"version": int(request.POST.get("_version", 0)) + 1, "at": "10:32"})
    if what == "conflict":
        return JsonResponse({"version": 9, "at": "10:31", "values": {"name": "别处的名称"}}, status=409)
    if what == "upload" and isinstance(sent := request.FILES["file"], UploadedFile):
        card = '<li class="file" data-size="{}"><div class="body"><b>{}</b>可用</div></li>'
        return HttpResponse(format_html(card, sent.size, sent.name))
    if what == "refuse":
        return JsonResponse({"error": "这份 PDF 设有密码，请去掉密码后重新上传。"}, status=422)
    return JsonResponse({"order": request.POST.getlist("order"), "move": request.POST.get("move", "")})


@require_http_methods(["GET", "POST"])
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the pieces; 404 to everybody who neither develops nor works here."""
    if not (settings.DEBUG or getattr(request.user, "is_staff", False)):
        raise Http404
    if request.method == "POST" and "do" in request.GET:
        return _answer(request)
    context = _context(request)
    if request.method == "POST":
        context["form"] = EveryField(request.POST, request.FILES)
        return render(request, "ui/gallery.html", context, status=200 if context["form"].is_valid() else 422)
    return render(request, "ui/gallery.html", context)
