"""What a row of the checklist demands is said by keys: shortening its name turns no block off."""

from dataclasses import replace

import pytest

from declarations.eligibility.slots import BOOK, REGISTER, slots_of
from declarations.eligibility.unpublished import wants_signed_reports
from declarations.packages.dossier_file import precheck
from declarations.sample import STAFF, sample
from declarations.states import ItemKind
from notices.rules import dump_terms, parse_terms
from tests.declarations.test_samples import EVERY, NOTICES, terms_in

LIUDONG = "2024-liudong-engineering"
SHORT = {"paper_register": "查询材料", "book": "专著", "work_report": "技术工作总结"}


def of_liudong():
    return next(
        (at, asked)
        for at, asked in EVERY
        if asked.terms.code == LIUDONG and asked.person == STAFF and asked.path == "ordinary"
    )


def with_rows(terms, change):
    return replace(terms, checklist=tuple(change(item) for item in terms.checklist))


def shortened(item):
    return replace(item, label=SHORT.get(item.code, item.label))


def unkeyed(item):
    return replace(item, pieces=(), url=False, signed=False)


def told(terms):
    """Pieces asked of a paper and of a book, whether an address and a signed report are asked."""
    at, asked = of_liudong()
    dossier = sample(asked)
    paper = next(each for each in dossier.publications if each.kind == ItemKind.PAPER)
    book = replace(paper, key="publication:77", kind=ItemKind.BOOK)
    report = replace(paper, key="publication:78", kind=ItemKind.WORK_REPORT)
    paper = replace(paper, url="")
    dossier = replace(dossier, publications=(paper, book, report))
    slots = [each for each in slots_of(dossier, terms) if each.code in {"paper_register", "book"}]
    asked_for = {(slot.code, piece.name, piece.optional) for slot in slots for piece in slot.pieces}
    missing = {(each.code, each.field) for each in precheck(dossier, terms, at=at).findings if each.blocks}
    return asked_for, ("MAT-44", "url") in missing, wants_signed_reports(terms)


def test_a_shorter_name_demands_the_same():
    """MAT-44, MAT-48, MAT-50."""
    _, asked = of_liudong()
    whole = told(asked.terms)

    assert told(with_rows(asked.terms, shortened)) == whole
    assert whole[1:] == (True, True)
    assert ("book", "国家版本数据中心查询截图", False) in whole[0]


def test_a_row_of_an_old_edition_is_taken_at_its_words():
    """MAT-44, MAT-47, MAT-48: editions published before the keys ask what they asked."""
    _, asked = of_liudong()

    assert told(with_rows(asked.terms, unkeyed)) == told(asked.terms)
    assert told(with_rows(asked.terms, lambda item: shortened(unkeyed(item))))[1:] == (False, False)


def test_rows_without_the_keys_are_read():
    _, asked = of_liudong()
    row = {"code": "book", "label": "专著封面、版权页", "hard": True, "when": "book"}
    raw = {**dump_terms(asked.terms), "checklist": [row]}

    [item] = parse_terms(raw).checklist

    assert (item.pieces, item.url, item.signed) == ((), False, False)
    assert [item.names(name) for name in ("版权页", "国家版本数据中心查询截图")] == [True, False]


@pytest.mark.parametrize("file", NOTICES, ids=lambda file: file.stem)
def test_every_piece_a_notice_names_is_known(file):
    """MAT-43…49: a misspelt piece would be asked of nobody."""
    known = {piece.name for piece in (*BOOK, *REGISTER) if piece.by_notice}
    named = {name for item in terms_in(file).checklist for name in item.pieces}

    assert named <= known
