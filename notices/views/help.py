"""The help centre: everybody reads, notice administrators write (A-02, SYS-01, S29)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices.exceptions import NoticeRefused
from notices.help import reading
from notices.help_form import ArticleForm
from notices.models import HelpArticle
from notices.services import save_article, undo_article
from notices.services.helping import FIELDS, state_of
from notices.states import HelpRole
from notices.views.desk import UNPROCESSABLE, for_admins

RECENT = 20
TITLE = "帮助中心"
KEPT = "帮助文章"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Articles by role, one's own first; found by words."""
    words, role = request.GET.get("q", "").strip(), request.GET.get("role", "")
    groups, own = reading.index_for(words, role), reading.own_group(request.user)
    tabs = [("全部", "?", not role), *((each.label, f"?role={each}", role == each) for each in HelpRole)]
    context = {
        "groups": sorted(groups, key=lambda group: group.role != own),
        "words": words,
        "tabs": tabs,
        "crumbs": [("首页", "/"), (TITLE, "")],
    }
    return render(request, "notices/help/index.html", context)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article; one that was taken down leads to the index."""
    found = reading.read_article(slug)
    if found is None:
        return redirect("help:index")
    context = {
        "article": found,
        "beside": reading.beside(found),
        "crumbs": [("首页", "/"), (TITLE, reverse("help:index")), (found.title, "")],
    }
    return render(request, "notices/help/article.html", context)


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────
@for_admins
@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """Every article, shown or not, with who changed it last."""
    rows = HelpArticle.objects.select_related("edited_by").defer("text")
    order = list(HelpRole)
    context = {
        "rows": sorted(rows, key=lambda each: (order.index(HelpRole(each.role)), each.order)),
        "crumbs": _crumbs(),
    }
    return render(request, "notices/help/articles.html", context)


@for_admins
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str = "") -> HttpResponse:
    """An article: previewed with one button, saved with the other."""
    kept = reading.read_kept_article(slug) if slug else HelpArticle()
    data = request.POST if request.method == "POST" else None
    form = ArticleForm(data, instance=kept, seen=state_of(kept) if slug else "")
    saving = request.POST.get("what") == "save"
    if form.is_valid() and saving and (saved := _saved(request, kept.pk, form)):
        return redirect("help:edit", saved.slug)
    previewed = form.is_bound and form.is_valid()
    title = reading.read_kept_article(slug).title if slug else "新文章"
    context = {
        "form": form,
        "slug": slug,
        "title": title,
        "previewed": previewed,
        "crumbs": _crumbs((title, "")),
    }
    return render(request, "notices/help/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


@for_admins
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What an article said before, latest first."""
    kept = reading.read_kept_article(slug)
    context = {
        "article": kept,
        "changes": kept.history.select_related("edited_by")[:RECENT],
        "crumbs": _crumbs((kept.title, reverse("help:edit", args=[slug])), ("修改记录", "")),
    }
    return render(request, "notices/help/history.html", context)


@for_admins
@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the last change back."""
    kept = reading.read_kept_article(slug)
    try:
        restored = undo_article(kept.pk, actor=request.user)
    except NoticeRefused as refusal:
        for each in refusal.reasons:
            messages.error(request, each.text)
        return redirect("help:history", slug)
    messages.success(request, "已撤销上一步修改。")
    return redirect("help:edit", restored.slug)


def _saved(request: HttpRequest, article_id: int | None, form: ArticleForm) -> HelpArticle | None:
    values = {name: form.cleaned_data[name] for name in FIELDS}
    try:
        saved = save_article(article_id, values, seen=form.cleaned_data["seen"], actor=request.user)
    except NoticeRefused as refusal:
        form.show(refusal)
        return None
    messages.success(request, "已保存。")
    return saved


def _crumbs(*further: tuple[str, str]) -> list[tuple[str, str]]:
    here = [("通知管理", reverse("notices:desk"))]
    return [*here, (KEPT, reverse("help:articles") if further else ""), *further]
