"""What every form of this floor says of the person and the case."""

from collections.abc import Mapping
from typing import Any

from config.lib.text import chinese_date
from declarations.documents.common import Case, case_of
from records.services.documents import Form

__all__ = ["Case", "case_of", "form", "in_words"]


def form(case: Case, template: str, title: str, context: Mapping[str, Any]) -> Form:
    """A form of one declaration, with its notice and number in the head of every page."""
    return Form(
        template=f"pdf/{template}.html",
        context={"case": case, "declaration": case.declaration, "unit": case.declaration.unit, **context},
        title=title,
        notice_title=case.notice_title,
        application_no=case.declaration.number or "",
        title_word=case.title_word,
    )


def in_words(day: Any) -> str:
    """2024年8月15日; empty without a day."""
    return chinese_date(day) if day else ""
