"""Articles of the help centre: seeded from files, edited with their history, undone step by step (A-02, SYS-01)."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from config.lib import clock
from config.lib.reason import Reason
from notices.exceptions import NoticeRefused
from notices.help.seeds import Seed, seeds
from notices.models import HelpArticle
from records.models import Fact
from records.services.audit import audited, note

FIELDS = ("slug", "title", "role", "order", "lead", "text", "is_shown")
CHANGED = Reason("E741", "这篇文章刚被别人改过。您填的内容还在下面，请对照后再保存。")
NOTHING = Reason("E742", "没有可以撤销的修改。")
TAKEN = Reason("E743", "这个网址名称已经用了。", "slug")
OURS = Reason("E746", "这个网址名称由系统使用，请换一个。", "slug")
FIXED = Reason("E747", "这篇文章随系统附带，各页的“帮助”通向它，网址名称不能改。", "slug")
RESERVED = frozenset(("desk", "new"))  # words of our own addresses


def seed_help(**_: Any) -> None:
    """Receiver of ``post_migrate``: articles of the files that are new, or changed while nobody has edited ours."""
    if HelpArticle._meta.db_table not in connection.introspection.table_names():
        return  # another app was migrated alone
    known = {each.slug: each for each in HelpArticle.objects.all()}
    with transaction.atomic():
        for seed in seeds():
            article = known.get(seed.slug) or HelpArticle(slug=seed.slug)
            if article.edited_by_id is None and article.seed != seed.digest:
                _take(article, seed)


def save_article(article_id: int | None, values: Mapping[str, Any], *, seen: str, actor: User) -> HelpArticle:
    """Write an article, or a new one; ``seen`` is ``state_of`` it when the editor opened it.

    Raises ``NoticeRefused``: changed meanwhile, or its address is taken or ours.
    """
    with _one_address_each(), audited():
        article = _locked(article_id) if article_id else HelpArticle()
        if article_id and state_of(article) != seen:
            raise NoticeRefused(CHANGED)
        if is_fixed(article) and values["slug"] != article.slug:
            raise NoticeRefused(FIXED)
        _write(article, values, actor=actor, said="修改" if article_id else "新建")
    return article


def is_fixed(article: HelpArticle) -> bool:
    """Whether pages name it by its address: it came with the house."""
    return any(seed.slug == article.slug for seed in seeds())


def undo_article(article_id: int, *, actor: User) -> HelpArticle:
    """The article as it was before its last change. Raises ``NoticeRefused``: none before, or its address is taken."""
    with _one_address_each(), audited():
        article = _locked(article_id)
        last = article.history.first()
        before = last.prev_record if last else None
        if before is None:
            raise NoticeRefused(NOTHING)
        values = {name: getattr(before, name) for name in FIELDS}
        if is_fixed(article):
            values["slug"] = article.slug
        _write(article, values, actor=actor, said="撤销上一步")
    return article


def state_of(article: HelpArticle) -> str:
    """What tells two states of an article apart."""
    told = "\x1f".join(str(getattr(article, name)) for name in FIELDS)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _locked(article_id: int) -> HelpArticle:
    return HelpArticle.objects.select_for_update(of=("self",)).get(pk=article_id)


@contextmanager
def _one_address_each() -> Iterator[None]:
    """Two editors at once may find the same address free."""
    try:
        yield
    except IntegrityError as twice:
        raise NoticeRefused(TAKEN) from twice


def _write(article: HelpArticle, values: Mapping[str, Any], *, actor: User, said: str) -> None:
    if values["slug"] in RESERVED:
        raise NoticeRefused(OURS)
    if _is_taken(article, values["slug"]):
        raise NoticeRefused(TAKEN)
    for name in FIELDS:
        setattr(article, name, values[name])
    article.edited_by = actor
    setattr(article, "_change_reason", said)  # noqa: B010 - how simple-history is told
    article.save()
    note(Fact("help.save", article.pk, actor.pk, clock.law(), state_of(article)))


def _is_taken(article: HelpArticle, slug: str) -> bool:
    return HelpArticle.objects.filter(slug=slug).exclude(pk=article.pk).exists()


def _take(article: HelpArticle, seed: Seed) -> None:
    article.title, article.role, article.order = seed.title, seed.role, seed.order
    article.lead, article.text, article.seed = seed.lead, seed.text, seed.digest
    setattr(article, "_change_reason", "随程序更新" if article.pk else "随程序附带")  # noqa: B010
    article.save()
