from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from notices.models import Notice
from notices.rules import complete_terms, stated_in
from notices.states import NoticeState
from tests.notices.conftest import CRAFT_ARTS


def run(*args, **options):
    out = StringIO()
    call_command(*args, stdout=out, stderr=out, **options)
    return out.getvalue()


def whole(raw):
    return complete_terms(stated_in(raw))


def test_loadnotice_loads_and_publishes(db):
    said = run("loadnotice", str(CRAFT_ARTS), publish=True)

    assert "2024-craft-arts：关于开展2024年度广西工艺美术系列职称评审工作的通知（草稿）" in said
    assert Notice.objects.get().state == NoticeState.PUBLISHED
    assert "（已发布）" in run("loadnotice", str(CRAFT_ARTS), publish=True)


def test_loadnotice_names_every_fault(db, tmp_path, raw):
    raw = {"colour": "blue", "year": "2024"} | {name: raw[name] for name in raw if name != "year"}
    file = tmp_path / "2024-craft-arts.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False))

    with pytest.raises(CommandError) as refused:
        run("loadnotice", str(file))

    assert sorted(str(refused.value).splitlines()) == ["第1行 colour：未知的键", "第2行 year：应为整数，现为“2024”"]


def test_loadnotice_shows_what_keeps_it_from_publishing(db, tmp_path, raw):
    raw["condition_sets"] = []
    file = tmp_path / "2024-craft-arts.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True))

    with pytest.raises(CommandError, match="W111 该级别评审条件另行规定（正高级工艺美术师）。"):
        run("loadnotice", str(file), publish=True)
    assert "已发布" in run("loadnotice", str(file), publish=True, explain="条件另发")


def test_checking_names_every_problem_with_its_line_and_writes_nothing(db, tmp_path, raw):
    raw["fees"]["amounts"] = {"zg": 450}
    raw["correction"]["end"] = "2024-08-01"
    raw["checklist"][0]["when"] = "now_and_then"
    file = tmp_path / "2024-craft-arts.yaml"
    file.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False))
    lines = file.read_text().splitlines()

    with pytest.raises(CommandError) as refused:
        run("loadnotice", str(file), check=True)

    told = str(refused.value).splitlines()
    at = {words.split("行")[0].removeprefix("第"): words for words in told}
    assert len(told) == len(at) + 3  # four levels without a fee stand at one line
    assert lines[int(next(n for n, words in at.items() if "E703" in words)) - 1].strip() == "amounts:"
    assert lines[int(next(n for n, words in at.items() if "E701" in words)) - 1] == "correction:"
    assert lines[int(next(n for n, words in at.items() if "E705" in words)) - 1] == "checklist:"
    assert not Notice.objects.exists()


def test_a_sound_file_is_checked_in_one_sentence(db):
    assert run("loadnotice", str(CRAFT_ARTS), check=True) == "2024-craft-arts.yaml：没有问题\n"
    assert not Notice.objects.exists()


def test_a_file_that_is_not_there(db):
    with pytest.raises(CommandError, match="不能读取"):
        run("loadnotice", "nowhere.yaml")


def test_noticeschema_prints_all_or_a_part(db):
    assert "correction.recheck_until\n    补正材料复审截止（G-04）\n" in run("noticeschema")
    part = run("noticeschema", "correction")
    assert part.startswith("correction\n")
    assert "stages" not in part
    assert "levels[].code" in run("noticeschema", "levels")
    with pytest.raises(CommandError):
        run("noticeschema", "nothing")


@pytest.mark.parametrize("full", [True, False])
def test_exportnotice_writes_what_loadnotice_reads(notice, terms, full):
    assert whole(yaml.safe_load(run("exportnotice", "2024-craft-arts", full=full))) == terms


def test_a_draft_is_exported_too(draft, terms):
    assert whole(yaml.safe_load(run("exportnotice", "2024-craft-arts"))) == terms
    with pytest.raises(CommandError):
        run("exportnotice", "1999")


def test_amendnotice_extends_a_window(notice):
    said = run(
        "amendnotice",
        "2024-craft-arts",
        *("--window", "personal_unit", "--closes", "2024-08-25T18:00"),
        *("--reason", "平台故障", "--basis", "桂职办〔2024〕9号", "--told", "申报人", "--told", "单位"),
    )

    assert "第2版" in said
    edition = notice.editions.latest("number")
    assert (edition.told, edition.changes[0]["after"]) == (["申报人", "单位"], "2024-08-25T18:00:00+08:00")


def test_amendnotice_refuses_in_words(notice):
    with pytest.raises(CommandError, match="没有“harvest”这一办理时间"):
        run("amendnotice", "2024-craft-arts", window="harvest", reason="甲", basis="乙")
    with pytest.raises(CommandError, match="没有代码为"):
        run("amendnotice", "1999", window="harvest", reason="甲", basis="乙")
