"""A sample as the words of a 电子档案: with what no rule looks at and the pages ask all the same."""

import json
from dataclasses import fields
from typing import Any

from declarations.eligibility.dossier import Dossier
from declarations.packages import archive
from notices.rules.reading import write_mapping

PHOTO, SCAN = "证件照.jpg", "材料.jpg"  # the names of the two files of such a package
BESIDES: dict[type, dict[str, Any]] = {
    archive.Person: {"ethnicity": "壮族", "politics": "群众", "post": "技术负责人", "photo": PHOTO},
    archive.Schooling: {"form": "全日制", "major": "示例专业", "certificate_no": "106071200307"},
    archive.Title: {"certificate_no": "GX0105", "authority": "示例发证机关（演示）"},
    archive.Course: {"hours": 30},
    archive.Job: {"duty": "技术负责人"},
    archive.Entry: {
        "content": "组织实施。",
        "duty": "主持",
        "role": "独立完成",
        "effect": "已投产。",
        "venue": "示例期刊（演示）",
        "own_part": "独撰",
    },
    archive.Paper: {"file": SCAN},
}
LISTS = {
    "schooling": archive.Schooling,
    "titles": archive.Title,
    "courses": archive.Course,
    "jobs": archive.Job,
    "experiences": archive.Entry,
    "achievements": archive.Entry,
    "publications": archive.Entry,
    "papers": archive.Paper,
}


def packed_words(dossier: Dossier) -> bytes:
    """``dossier.json`` of a package that holds ``PHOTO`` and ``SCAN``."""
    whole = {field.name: getattr(dossier, field.name) for field in fields(dossier)}
    whole["person"] = _widened(dossier.person, archive.Person)
    for name, kind in LISTS.items():
        whole[name] = tuple(_widened(each, kind) for each in whole[name])
    return json.dumps(write_mapping(archive.Packed(**whole), brief=True), ensure_ascii=False).encode()


def _widened(row: Any, kind: type) -> Any:
    known = {field.name: getattr(row, field.name) for field in fields(row)}
    return kind(**known | BESIDES[kind])
