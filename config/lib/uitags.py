"""Template library ``ui``: the pieces of the house as tags, so that pages hold words and structure only.

A *look* is anything with ``label``, ``tone`` and ``icon`` (an enum member with those, a dataclass) or a tuple
of the three; tones are those of ux.md §4.3. Every text is escaped; a tag never runs a query.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import QueryDict
from django.template import Context, Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from config.lib import clock, money, text
from config.lib.qr import qr_svg
from config.lib.uiforms import problems, summed_up
from config.lib.uiicons import drawing_svg, icon_svg
from config.lib.uireading import reading_of, said_in
from config.lib.uiwhen import is_asked
from config.lib.uiwords import days_left_words, left_words, task_day, task_moment

register = Library()

TONES = frozenset(("draft", "flow", "todo", "hold", "pub", "expert", "ok", "done", "no", "bad"))
NOTES = {
    "info": "info",
    "todo": "circle-alert",
    "ok": "circle-check",
    "bad": "octagon-alert",
    "pub": "eye",
    "expert": "gavel",
}
HEROES = frozenset(("todo", "info", "ok", "pub", "over"))
LEVELS = {"success": "circle-check", "warning": "circle-alert", "error": "octagon-alert"}
NOTHING = mark_safe("")


def _one_of(value: object, allowed: Iterable[str], what: str) -> str:
    name = str(value).removeprefix("t-")
    if name not in allowed:
        raise ValueError(f"{name!r} is not a {what}; it is one of {', '.join(sorted(allowed))}.")
    return name


def _heading(title: object, level: int, icon_name: str = "", element_id: str = "") -> SafeString:
    if not title:
        return NOTHING
    mark = icon_svg(icon_name) if icon_name else NOTHING
    name = format_html(' id="{}"', element_id) if element_id else NOTHING
    return format_html("<h{}{}>{}{}</h{}>", level, name, mark, title, level)


# ── small pieces ───────────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "clock" %} or {% icon "clock" "等待中" %}."""
    return icon_svg(str(name), str(label))


@register.simple_tag
def level_icon(level: str) -> SafeString:
    """The icon of a Django message level."""
    return icon_svg(LEVELS.get(level, "info"))


@register.simple_tag
def badge(look: Any, tone: str = "", icon: str = "") -> SafeString:
    """{% badge declaration.look %} or {% badge "还差 2 项" "todo" "circle-alert" %}."""
    if isinstance(look, tuple):
        look, tone, icon = look
    elif not tone:
        look, tone, icon = look.label, look.tone, getattr(look, "icon", "")
    mark = icon_svg(icon) if icon else NOTHING
    return format_html('<span class="tag t-{}">{}{}</span>', _one_of(tone, TONES, "tone"), mark, look)


@register.simple_tag
def qr(content: str, label: str = "二维码") -> SafeString:
    """A QR code as inline SVG that says what it opens."""
    return format_html('<span role="img" aria-label="{}">{}</span>', label, qr_svg(str(content)))


@register.simple_tag
def kpi(value: object, label: str, url: str = "", note: str = "", tone: str = "") -> SafeString:
    """A number that leads to its list."""
    inner = format_html('<span>{}</span><b class="num">{}</b>', label, value)
    if note:
        inner += format_html("<span>{}</span>", note)
    if url:
        return format_html('<a class="kpi {}" href="{}">{}</a>', tone, url, inner)
    return format_html('<div class="kpi {}">{}</div>', tone, inner)


@register.simple_tag
def progress(value: int, maximum: int, label: str) -> SafeString:
    """已完成 5 / 9 and a bar."""
    return format_html(
        '<div class="meter"><p><span>{}</span><span class="num">{} / {}</span></p>'
        '<progress max="{}" value="{}" aria-label="{}，{} / {}"></progress></div>',
        label,
        value,
        maximum,
        maximum or 1,
        value,
        label,
        value,
        maximum,
    )


# ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_block_tag
def card(content: str, title: str = "", icon: str = "", level: int = 2, tone: str = "") -> SafeString:
    """{% card title="往年申报" %}…{% endcard %}; tone "quiet" draws no ground."""
    return format_html('<section class="card stack {}">{}{}</section>', tone, _heading(title, level, icon), content)


@register.simple_block_tag
def panel(content: str, title: str = "", actions: str = "", level: int = 2, flush: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    """A titled surface of the workbench; ``actions`` is markup captured before with ``{% … as %}``."""
    head = format_html("<header>{}{}</header>", _heading(title, level), actions) if title or actions else NOTHING
    body = "body flush" if flush else "body stack"
    return format_html('<section class="panel">{}<div class="{}">{}</div></section>', head, body, content)


@register.simple_block_tag
def note(content: str, tone: str = "info", title: str = "", icon: str = "") -> SafeString:
    """{% note "todo" title="请注意" %}…{% endnote %}; tones info todo ok bad pub expert."""
    name = _one_of(tone, NOTES, "note")
    head = format_html("<b>{}</b>", title) if title else NOTHING
    mark = icon_svg(icon or NOTES[name])
    return format_html(
        '<div class="note {}">{}<div class="body">{}<div>{}</div></div></div>', name, mark, head, content
    )


@register.simple_block_tag
def hero(content: str, title: str, tone: str = "todo", badge: str = "") -> SafeString:
    """The one next action; ``badge`` is markup captured before with ``{% badge … as %}``."""
    name = _one_of(tone, HEROES, "hero")
    top = format_html("<p>{}</p>", badge) if badge else NOTHING
    return format_html('<section class="hero stack {}">{}{}{}</section>', name, top, _heading(title, 2), content)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002
    """Opened by any ``<a href="page" data-dialog="id">``; without JavaScript the link's page does the job."""
    head = _heading(title, 2, element_id=f"{id}-title")
    markup = '<zc-dialog><dialog id="{}" aria-labelledby="{}-title"><div class="stack">{}{}</div></dialog></zc-dialog>'
    return format_html(markup, id, id, head, content)


@register.simple_block_tag
def waiting(content: str, id: str, url: str = "") -> SafeString:  # noqa: A002
    """{% waiting "photo-job" url %}…{% endwaiting %}: asks for itself every two seconds while it has a ``url``."""
    asks = format_html('hx-get="{}" hx-trigger="every 2s" hx-swap="outerHTML"', url) if url else NOTHING
    return format_html('<div class="stack" id="{}" role="status" {}>{}</div>', id, asks, content)


@register.simple_block_tag
def keep(content: str) -> SafeString:
    """{% keep as side %}…{% endkeep %}: markup for later, so that a frame can know whether there is any."""
    return mark_safe(content.strip())  # noqa: S308 - rendered by a template


@register.simple_tag
def empty(title: str, text: str = "", url: str = "", action: str = "") -> SafeString:
    """Why nothing is here, and the one thing to do."""
    body = format_html("<b>{}</b>", title)
    if text:
        body += format_html("<p>{}</p>", text)
    if url:
        body += format_html('<a class="btn" href="{}">{}</a>', url, action)
    return format_html('<div class="empty">{}{}</div>', drawing_svg("empty"), body)


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[Any], label: str = "办理进度") -> dict[str, Any]:
    """Each item has label, state ("done", "now", "todo", "fail" or ""), detail. "todo" is now and the reader's turn."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/timeline.html")
def timeline(items: Iterable[Any], label: str = "办理记录") -> dict[str, Any]:
    """Each item has at, title and perhaps who, detail, tone ("todo" "ok" "bad" "quiet"), url."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/calendar.html")
def calendar(days: Iterable[Any], label: str) -> dict[str, Any]:
    """Each day has date, kind ("counted", "rest" or ""), note and perhaps today, unsure."""
    return {"days": days, "label": label}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Any], label: str) -> dict[str, Any]:
    """Each item is (label, url, current) or (label, url, current, count)."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/nav.html")
def nav_bar(items: Iterable[Any] = ()) -> dict[str, Any]:
    """The main navigation: (label, url, current)."""
    return {"items": items}


@register.inclusion_tag("ui/crumbs.html")
def crumbs(items: Iterable[Any] = ()) -> dict[str, Any]:
    """(label, url) pairs; the last one may have no url."""
    return {"items": items}


@register.simple_tag
def summary_row(label: str, value: object = "", url: str = "", action: str = "修改") -> SafeString:
    """A row of ``<dl class="sum">``; an empty value reads 未填写."""
    shown = value if value or value == 0 else format_html('<span class="blank">{}</span>', "未填写")
    change = (
        format_html('<a class="change" href="{}">{}<span class="vh"> {}</span></a>', url, action, label)
        if url
        else NOTHING
    )
    return format_html('<div><dt>{}</dt><dd>{}</dd><dd class="change">{}</dd></div>', label, shown, change)


@register.simple_tag
def fact(label: str, value: object = "", full: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    """A pair of ``<dl class="facts">``."""
    shown = value if value or value == 0 else "—"
    return format_html('<div class="{}"><dt>{}</dt><dd>{}</dd></div>', "full" if full else "", label, shown)


@register.simple_tag
def move_buttons(identifier: object, name: str, first: bool = False, last: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    """上移 and 下移 as submit buttons of the form around them: ``move=<id>:up`` or ``move=<id>:down``."""
    pairs = (("up", "-1", "arrow-up", "上移", first), ("down", "1", "arrow-down", "下移", last))
    return mark_safe(  # noqa: S308 - joined from format_html
        "".join(
            format_html(
                '<button class="btn sm" name="move" value="{}:{}" data-move="{}" aria-label="{} {}"{}>{}{}</button>',
                identifier,
                way,
                step,
                word,
                name,
                mark_safe(" disabled") if off else "",
                icon_svg(mark),
                word,
            )
            for way, step, mark, word, off in pairs
        )
    )


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Any, label: str = "翻页") -> dict[str, Any]:
    """上一页 / 下一页 of a Django ``Page`` or a keyset page (``before``, ``after`` tokens); keeps the URL's filter."""
    request = context.get("request")
    query: Mapping[str, str] = request.GET if request else {}
    back, forth = _neighbours(page)
    return {
        "previous": _address(query, back),
        "next": _address(query, forth),
        "where": _where(page),
        "label": label,
    }


def _neighbours(page: Any) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    if isinstance(page, Page):
        return (
            {"page": page.previous_page_number()} if page.has_previous() else None,
            {"page": page.next_page_number()} if page.has_next() else None,
        )
    return ({"before": page.before} if page.before else None, {"after": page.after} if page.after else None)


def _address(query: Any, change: dict[str, Any] | None) -> str:
    if change is None:
        return ""
    parts = query.copy() if hasattr(query, "copy") else QueryDict(mutable=True)
    for name in ("page", "before", "after"):
        parts.pop(name, None)
    parts.update(change)
    return "?" + parts.urlencode()


def _where(page: Any) -> str:
    if isinstance(page, Page):
        return f"第 {page.number} / {page.paginator.num_pages} 页，共 {page.paginator.count} 条"
    total = getattr(page, "total", None)
    return f"共 {total} 条" if total is not None else ""


# ── forms ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One field with label, hint, error and control, in that order."""
    return bound.as_field_group()


register.filter("problems", problems)
register.filter("summed_up", summed_up)
register.filter("said", said_in)
register.filter("reading", reading_of)
register.filter("is_asked", is_asked)
register.filter("quoted", text.quoted)


@register.simple_tag
def anchor(bound: BoundField) -> str:
    """The id a link to this field leads to: its control, or the whole group."""
    return f"{bound.auto_id}_group" if bound.use_fieldset else bound.id_for_label


@register.inclusion_tag("ui/errors.html")
def errors(*forms: BaseForm) -> dict[str, Any]:
    """The error summary of one or more forms; nothing when all is well."""
    broken = [form for form in forms if form is not None and form.errors]
    return {"forms": broken, "count": sum(len(told) for form in broken for told in form.errors.values())}


# ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | date | None, left: bool = True) -> SafeString:  # noqa: FBT001, FBT002
    """9 月 30 日 18:00（还剩 3 天） for tasks; a plain date counts as its whole day. For records use ``|moment``."""
    if moment is None:
        return NOTHING
    now = _now_of(context)
    if isinstance(moment, datetime):
        said, rest = task_moment(moment, now=now), left_words(moment, now=now)
        stamp = timezone.localtime(moment).isoformat(timespec="minutes")
    else:
        today = clock.local_date(now)
        said, rest, stamp = task_day(moment, today=today), days_left_words(moment, today=today), moment.isoformat()
    tail = f"（{rest}）" if left else ""
    return format_html('<time class="num" datetime="{}">{}{}</time>', stamp, said, tail)


def _now_of(context: Context) -> datetime:
    """The law clock is the database's: a page with fifty deadlines asks it once."""
    request = getattr(context, "request", None)
    if request is None:
        return clock.law()
    if not hasattr(request, "law_moment"):
        request.law_moment = clock.law()
    moment: datetime = request.law_moment
    return moment


@register.filter
def moment(value: datetime | None) -> str:
    """2024-09-12 10:00, for records."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def day(value: datetime | date | None) -> str:
    """2024-09-12."""
    if isinstance(value, datetime):
        value = clock.local_date(value)
    return value.isoformat() if value else ""


@register.filter
def weekday(value: date) -> str:
    """周四."""
    return "周" + "一二三四五六日"[value.weekday()]


# ── values ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@register.filter
def yuan(fen: int | None) -> str:
    """45000 → 450.00."""
    return "" if fen is None else money.yuan(fen)


@register.filter
def yuan_in_words(fen: int | None) -> str:
    """45000 → 肆佰伍拾元整."""
    return "" if fen is None else money.amount_in_words(fen)


register.filter("masked_name", text.mask_name)
register.filter("masked_id", text.mask_id_number)
register.filter("by_law", clock.shown_by_law)
register.filter("masked_phone", text.mask_phone)
register.filter("masked_mail", text.mask_mail)


@register.simple_tag
def drawing(name: str) -> SafeString:
    """One of the three line drawings: empty, done, error."""
    return drawing_svg(name)
