"""电子档案 out and in: made by a worker, looked at by a worker, taken whole or not at all (MAT-68, MAT-70, A-25)."""

import json
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from config.lib import clock
from declarations import tasks
from declarations.exceptions import Refused
from declarations.models import Achievement, Declaration, DossierPackage, Material
from declarations.packages import importing, taking
from declarations.packages.archive import Archive
from declarations.packages.dossier_file import precheck, read_dossier
from declarations.packages.importing import take_package
from declarations.packages.packing import pack, write_package
from declarations.selectors import completeness_of
from declarations.services import packages
from declarations.services.snapshots import dossier_data
from declarations.states import PackageState, PackageWay, State
from notices.rules import terms_of
from notices.rules.reading import write_mapping
from records.models import AuditEntry, StoredFile
from records.services.outbox import drain_outbox
from tests.declarations import packages as made
from tests.declarations.pictures import scan
from tests.helpers import no_writes


@pytest.fixture
def lin(world, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    return client


@pytest.fixture
def room(settings) -> Path:
    """Where packages wait for their worker."""
    return Path(settings.PRIVATE_FILES) / "incoming"


def url(name, declaration, *rest):
    return reverse(f"declarations:{name}", args=[declaration.ref, *rest])


def written(declaration, folder) -> Path:
    path = folder / "out.zip"
    write_package(pack(declaration), path)
    return path


def looked_at(draft, person, data) -> DossierPackage:
    """Handed in and looked at by a worker."""
    package = packages.keep_package(draft.pk, data, actor=person)
    drain_outbox()
    package.refresh_from_db()
    return package


def lines(package, tone):
    return [(line["place"], line["text"]) for line in package.report if line["tone"] == tone]


def told(declaration):
    """What a dossier says, without the numbers of its rows."""
    words = write_mapping(pack(Declaration.objects.with_context().get(pk=declaration.pk)).words, brief=True)
    for section in ("schooling", "titles", "jobs", "experiences", "achievements", "publications"):
        for row in words.get(section, ()):
            row.pop("key", None)
    for paper in words.get("papers", ()):
        paper["part"] = paper.get("part", "").partition(":")[0]
    return words


# ── out ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_package_has_a_folder_a_slot_in_the_order_of_the_list(world, tmp_path):
    """MAT-68: files in template order, with the names of the template."""
    declaration = world.full()

    with Archive(written(declaration, tmp_path)) as archive:
        names = sorted(archive.names)

    folders = [name.partition("/")[0] for name in names if "/" in name]
    assert names[0] == "00 证件照/证件照.jpg"
    assert [name.rpartition("/")[2] for name in names if "论文" in name] == [
        "01 封面.png", "02 目录.png", "03 版权页.png", "04 全文.png",
    ]  # fmt: skip
    order = {item.label: place for place, item in enumerate(terms_of(world.edition).checklist)}
    labels = [next(label for label in order if folder[3:].startswith(label[:20])) for folder in folders[1:]]
    assert [order[label] for label in labels] == sorted(order[label] for label in labels)
    assert len(names) == len(folders) + 1 == Material.objects.filter(declaration=declaration).count() + 2


def test_marks_people_type_stay_in_the_names_of_the_package(world, tmp_path):
    """MAT-68, MAT-70: “ ” ‘ ’ are letters of a name on every system; the package comes back with them."""
    source, draft = world.full(), world.draft()
    work = source.achievements.first()
    Achievement.objects.filter(pk=work.pk).update(title="“铜鼓”‘新纹’: 一?")
    data = written(Declaration.objects.get(pk=source.pk), tmp_path)

    with Archive(data) as archive:
        named = [name for name in archive.names if "新纹" in name]
    package = looked_at(draft, world.lin, data.read_bytes())
    take_package(package.pk, actor=world.lin)

    assert named
    assert [name for name in named if "“铜鼓”‘新纹’_ 一_" not in name.split("/")[0]] == []
    assert draft.achievements.filter(title="“铜鼓”‘新纹’: 一?").exists()


def test_the_same_dossier_gives_the_same_bytes(world, tmp_path):
    declaration = world.full()

    first = written(declaration, tmp_path).read_bytes()

    assert written(declaration, tmp_path).read_bytes() == first


def test_an_exported_package_can_be_prechecked(world, tmp_path):
    declaration = world.full()

    found = precheck(read_dossier(written(declaration, tmp_path)), terms_of(world.edition), at=clock.law())

    assert found.submittable


def test_personal_numbers_stay_at_home(world, tmp_path):
    """No ID number and no phone leaves in a package."""
    declaration = world.full()

    with Archive(written(declaration, tmp_path)) as archive:
        text = archive.text().decode()

    assert declaration.basic.id_number not in text
    assert declaration.basic.phone not in text


def test_a_worker_makes_what_the_applicant_asks_for(world, lin, client):
    declaration = world.full()

    assert lin.post(url("export_package", declaration)).status_code == 302
    waiting = lin.get(url("package", declaration)).content.decode()
    lin.post(url("export_package", declaration))  # a second click waits for the first
    drain_outbox()

    package = DossierPackage.objects.get(declaration=declaration)
    page = lin.get(url("package", declaration)).content.decode()
    assert "正在生成电子档案包" in waiting
    assert (package.state, package.done, package.total) == (PackageState.READY, 14, 14)
    assert package.file.get_absolute_url() in page
    response = lin.get(package.file.get_absolute_url())
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert AuditEntry.objects.filter(event="package.made").count() == 1


def test_a_package_is_its_applicants_alone(world, lin, client):
    """Not even who may read the case takes the whole of it home."""
    declaration = world.full()
    lin.post(url("export_package", declaration))
    drain_outbox()
    address = DossierPackage.objects.get().file.get_absolute_url()

    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")
    pages = [url("package", declaration), url("package_progress", declaration, "out"), address]

    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert client.post(url("export_package", declaration)).status_code == 404


def test_making_a_package_twice_makes_one(world):
    declaration = world.full()
    package = packages.request_package(declaration.pk, actor=world.lin)
    packages.make_package({"package": package.pk})
    before = StoredFile.objects.count()

    packages.make_package({"package": package.pk})

    assert StoredFile.objects.count() == before


def test_the_command_writes_a_package(world, tmp_path, capsys):
    declaration = world.full()

    call_command("exportdossier", str(declaration.ref), tmp_path / "x.zip")

    assert read_dossier(tmp_path / "x.zip").achievements
    assert "14 个文件" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有找到申报"):
        call_command("exportdossier", "2024-999999", tmp_path / "y.zip")


# ── in ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def unverified(data):
    """That a title is verified only data sharing says, never a file (MAT-18)."""
    titles = [{name: told for name, told in each.items() if name != "verified_online"} for each in data["titles"]]
    return data | {"titles": titles}


def test_a_package_comes_back_as_it_went(world, tmp_path):
    """MAT-70: what was exported is imported whole; no byte of it is kept twice."""
    source, draft = world.full(), world.draft()
    data = written(source, tmp_path).read_bytes()
    drain_outbox()  # papers of the notice
    files = StoredFile.objects.count()

    package = looked_at(draft, world.lin, data)
    assert (package.state, lines(package, "bad"), told(draft).get("papers", [])) == (
        PackageState.READY, [], [],
    )  # fmt: skip
    take_package(package.pk, actor=world.lin)

    draft = Declaration.objects.with_context().get(pk=draft.pk)
    assert told(draft) == unverified(told(source))
    assert StoredFile.objects.count() == files
    assert completeness_of(draft, now=clock.law()).percent == 100


def test_looking_changes_nothing(world, tmp_path):
    """The report is a rehearsal: done and undone."""
    data, draft = written(world.full(), tmp_path).read_bytes(), world.draft()
    drain_outbox()  # papers of the notice
    before, entries = dossier_data(draft), AuditEntry.objects.count()

    package = looked_at(draft, world.lin, data)

    fresh = Declaration.objects.with_context().get(pk=draft.pk)
    assert (dossier_data(fresh), fresh.version) == (before, draft.version)
    assert AuditEntry.objects.count() == entries + 1  # that it was handed in
    assert len(lines(package, "take")) > 20


def test_taking_twice_takes_once(world, tmp_path):
    data, draft = written(world.full(), tmp_path).read_bytes(), world.draft()
    take_package(looked_at(draft, world.lin, data).pk, actor=world.lin)
    before = told(draft)

    again = looked_at(draft, world.lin, data)
    take_package(again.pk, actor=world.lin)
    take_package(again.pk, actor=world.lin)

    assert told(draft) == before
    assert ("业绩成果第 1 条“坭兴陶《窑变·左江岩画纹瓶》”", "本申报已有这一条，不重复添加。") in lines(again, "skip")


def test_one_fault_and_nothing_is_taken(world):
    """Every fault at once, with section, line and field; the good lines stay outside, too."""
    words = json.loads(json.dumps(made.WORDS))
    words["achievements"].append({"section": "achievement", "key": "achievement:2", "kind": "patent", "title": "专利", "on": "2022-05-01"})  # fmt: skip
    words["papers"].append({"slot": "id_document", "file": "02 证件/身份证.png", "label": "身份证"})
    words["papers"].append({"slot": "id_document", "file": "02 证件/没有.png", "label": "背面"})
    files = made.FILES | {"02 证件/身份证.png": b"not a picture"}
    draft = world.draft()

    package = looked_at(draft, world.lin, made.packed(words, files))

    assert package.state == PackageState.REFUSED
    assert lines(package, "bad") == [
        ("业绩成果第 2 条“专利”", "“本人所起作用”：请填写这一项。"),
        ("业绩成果第 2 条“专利”", "“专利”：请填写这一项。"),
        ("材料第 2 份“身份证”", "“02 证件/身份证.png”：不支持这种文件，请上传PDF、JPG、PNG、MP4。"),
        ("材料第 3 份“背面”", "包内没有文件“02 证件/没有.png”。"),
    ]
    assert take_package(package.pk, actor=world.lin) == []
    assert not Achievement.objects.filter(declaration=draft).exists()


def test_every_fault_of_every_line_is_told_in_one_report(world):
    """MAT-70: what cannot be read, what a page would refuse and what is not in the package, all at once."""
    words = json.loads(json.dumps(made.WORDS))
    words["jobs"] = ["2001", {"started_on": "2010-01-01", "ended_on": "2005-01-01", "unit": ""}]
    row = {"section": "achievement", "key": "achievement:2", "kind": "patent", "title": "专利\a", "on": "2022-13-01"}
    words["achievements"] += [row, {"key": "achievement:3"}]
    words["papers"].append({"slot": "id_document", "file": "没有.png", "label": "证" * 121, "issuer": 3})
    words["strange"] = 1
    draft = world.draft()

    package = looked_at(draft, world.lin, made.packed(words))

    told = [
        ("dossier.json", "业绩成果第 2 条“名称”：含有控制字符或不完整的字符，请删除后重新填写"),
        ("dossier.json", "strange：未知的键"),
        ("dossier.json", "工作简历第 1 条：应为一组键值"),
        ("dossier.json", "业绩成果第 2 条“取得时间”：应为日期 YYYY-MM-DD，现为“2022-13-01”"),
        ("dossier.json", "业绩成果第 3 条“所在部分”：不能缺少"),
        ("dossier.json", "材料第 2 条“出具单位”：应为文字（数字请加引号），现为 3"),
        ("工作简历第 2 条", "“工作单位”：请填写这一项。"),
        ("工作简历第 2 条", "“职务（从事工作）”：请填写这一项。"),
        ("工作简历第 2 条", "结束时间早于开始时间，请核对。"),
        ("业绩成果第 2 条", "“本人所起作用”：请填写这一项。"),
        ("业绩成果第 2 条", "“专利”：请填写这一项。"),
        *(("业绩成果第 3 条", f"“{name}”：请填写这一项。") for name in ("类型", "名称", "取得时间", "本人所起作用")),
        (f"材料第 2 份“{'证' * 40}”", "包内没有文件“没有.png”。"),
        (f"材料第 2 份“{'证' * 40}”", "名称或出具单位超过 120 字。"),
    ]
    assert package.state == PackageState.REFUSED
    assert lines(package, "bad") == told
    assert package.fault == f"有 {len(told)} 处需要改正，改好后重新打包上传；现在什么都没有导入。"
    assert not Achievement.objects.filter(declaration=draft).exists()


@pytest.mark.parametrize(
    ("words", "place", "told"),
    [
        (
            {"paid_months": [{"month": "2031-01-01", "payer": "古龙窑"}]},
            "社会保险“古龙窑”2031-01",
            "“到哪个月（含）”：缴费月份不能晚于本月。",
        ),
        ({"paid_months": [{"month": "2024-01-01", "payer": "窑" * 121}]}, "社会保险", "“缴费单位”：最多 120"),
        ({"summary": "字" * 20_001}, "专业技术工作总结", "“专业技术工作总结”：最多 20000"),
        ({"request": {"insurance_gap": "字" * 1001}}, "养老保险缴费情况说明", "“情况说明”：最多 1000"),
        (
            {"papers": [{"slot": "id_document", "file": "01 业绩/01 证书.png", "label": "证" * 121}]},
            "材料第 1 份",
            "名称或出具单位超过 120 字。",
        ),
    ],
)
def test_what_a_page_would_refuse_no_package_brings_in(world, words, place, told):
    """MAT-70: the same forms judge; nothing is cut short in silence."""
    words |= {"request": made.WORDS["request"] | words.get("request", {})}
    package = looked_at(world.draft(), world.lin, made.packed(words))

    [(where, said)] = lines(package, "bad")
    assert (package.state, where[: len(place)], said[: len(told)]) == (PackageState.REFUSED, place, told)


def test_months_come_in_stretches(world):
    months = ["2023-11-01", "2023-12-01", "2024-01-01", "2024-03-01"]
    paid = [{"month": month, "payer": "古龙窑"} for month in months]
    words = {"request": made.WORDS["request"], "paid_months": paid}
    draft = world.draft()

    take_package(looked_at(draft, world.lin, made.packed(words)).pk, actor=world.lin)

    kept = draft.insurance_months.filter(payer="古龙窑").order_by("month").values_list("month", flat=True)
    assert [month.isoformat() for month in kept] == months


def test_what_the_notice_does_not_know_is_told_and_left(world):
    words = json.loads(json.dumps(made.WORDS))
    words["achievements"][0]["clause"] = "2017-only"
    words["courses"] = [{"year": 2009, "category": "公需", "passed": True}]
    words["papers"].append({"slot": "no_such_slot", "file": "99 别的/x.png", "label": "别的"})
    files = made.FILES | {"99 别的/x.png": scan("别的"), "没列出.png": scan("没列出"), "__MACOSX/._x": b"x"}
    draft = world.draft()

    package = looked_at(draft, world.lin, made.packed(words, files))
    take_package(package.pk, actor=world.lin)

    assert lines(package, "skip") == [
        ("申报级别、专业、单位和特殊选项", "以本草稿为准，不从包中取。"),
        ("继续教育第 1 条", "本通知不收 2009 年度的继续教育。"),
        ("材料第 2 份“别的”", "本次申报没有这项材料的位置。"),
        ("文件“没列出.png”", "dossier.json 没有说它是哪项材料，不取。"),
    ]
    assert ("业绩成果第 1 条“坭兴陶《窑变》”", "添加；本通知没有原来的评审条件，请重新选择。") in lines(package, "take")
    assert Achievement.objects.get(declaration=draft).clause == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (made.flagged(made.packed(), 1), "设有密码"),
        (made.zipped([("dossier.json", b"{}"), ("../x.png", b"x")]), "路径不安全"),
        (made.zipped([("dossier.json", b"{}"), ("x.pdf", bytes(20 * 2**20))]), "压缩比例异常"),
        (b"%PDF-1.4", "不是 ZIP 格式"),
    ],
)
def test_a_hostile_package_is_told_on_the_page_and_thrown_away(world, lin, room, data, words):
    draft = world.draft()
    lin.post(url("hand_in_package", draft), {"file": SimpleUploadedFile("x.zip", data, "application/zip")})
    kept = packages.path_of(DossierPackage.objects.latest("pk"))
    assert kept.parent == room
    assert kept.exists()

    drain_outbox()

    assert words in lin.get(url("package", draft)).content.decode()
    assert not kept.exists()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"summary": "一\\u0000二"}', "含有控制字符"),
        ('{"summary": "一\\ud800二"}', "含有控制字符"),
        ('{"achievements": [{"title": "\\u0007"}]}', "业绩成果第 1 条“名称”"),
        ('{"\\u0000": 1}', "有一个键"),
        ('{"courses": [{"year": 1e999}]}', "数字过大"),
        ('{"courses": [{"year": NaN}]}', "数字过大"),
    ],
)
def test_words_no_database_takes_are_told_and_thrown_away(world, room, text, place):
    """MAT-70: control characters, half characters and endless numbers end with a report, not with a stumbling worker."""
    draft = world.draft()

    package = looked_at(draft, world.lin, made.packed(raw=text.encode()))

    assert package.state == PackageState.REFUSED
    assert place in str(package.report)
    assert not packages.path_of(package).exists()


def test_a_package_a_worker_stumbles_over_is_told_and_not_tried_for_a_day(world, room, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(importing, "_rehearse", fail)

    package = looked_at(world.draft(), world.lin, made.packed())

    assert (package.state, package.fault) == (PackageState.FAILED, importing.STUMBLED)
    assert not packages.path_of(package).exists()


def test_a_slow_worker_does_not_speak_over_its_successor(world):
    """Its lease ran out: another worker finished, and the owner has taken the package."""
    draft = world.draft()
    package = looked_at(draft, world.lin, made.packed())
    take_package(package.pk, actor=world.lin)

    packages.tell_progress(package, 5, 5)
    importing._close(package, PackageState.FAILED, fault="再来一次")

    package.refresh_from_db()
    assert (package.state, package.fault) == (PackageState.TAKEN, "")


def test_what_no_worker_took_away_is_swept(world, room):
    draft = world.draft()
    waiting = packages.path_of(packages.keep_package(draft.pk, made.packed(), actor=world.lin))
    lost, folder = room / "package-lost", room / "package-half"
    lost.write_bytes(b"x")
    folder.mkdir()
    for path in (lost, folder):
        os.utime(path, (0, 0))

    tasks.tidy()

    assert (waiting.exists(), lost.exists(), folder.exists()) == (True, False, False)


def test_the_page_walks_from_file_to_draft(world, lin, tmp_path):
    data, draft = written(world.full(), tmp_path).read_bytes(), world.draft()

    lin.post(url("hand_in_package", draft), {"file": SimpleUploadedFile("x.zip", data, "application/zip")})
    assert "正在检查电子档案包" in lin.get(url("package_progress", draft, "in")).content.decode()
    drain_outbox()
    page = lin.get(url("package", draft)).content.decode()
    package = DossierPackage.objects.get(declaration=draft)
    lin.post(url("decide_package", draft, package.pk, "take"))

    assert "确认导入" in page
    assert "业绩成果第 1 条" in page
    assert Achievement.objects.filter(declaration=draft).count() == 2
    assert "已导入" in lin.get(url("package", draft)).content.decode()


def test_a_package_can_be_put_aside(world, lin):
    draft = world.draft()
    package = looked_at(draft, world.lin, made.packed())

    lin.post(url("decide_package", draft, package.pk, "drop"))

    assert not DossierPackage.objects.exists()
    assert not Achievement.objects.exists()


def test_nothing_is_half_taken(world, tmp_path, monkeypatch):
    """A fault in the midst of it undoes every row."""
    data, draft = written(world.full(), tmp_path).read_bytes(), world.draft()
    package = looked_at(draft, world.lin, data)
    before = dossier_data(draft)

    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(taking, "attach_kept", fail)
    with pytest.raises(RuntimeError):
        take_package(package.pk, actor=world.lin)

    assert dossier_data(Declaration.objects.with_context().get(pk=draft.pk)) == before
    assert DossierPackage.objects.get().state == PackageState.READY


def test_what_no_longer_fits_takes_nothing(world):
    """Between report and word the draft may have changed."""
    draft = world.draft()
    package = looked_at(draft, world.lin, made.packed())
    DossierPackage.objects.update(kept={})

    with pytest.raises(Refused, match="有了变化"):
        take_package(package.pk, actor=world.lin)

    assert not Achievement.objects.exists()


def test_only_a_draft_takes_a_package(world, lin):
    draft = world.draft()
    package = looked_at(draft, world.lin, made.packed())
    Declaration.objects.filter(pk=draft.pk).update(state=State.UNIT_CHECK, submitted_at=clock.law())

    with pytest.raises(Refused, match="草稿"):
        take_package(package.pk, actor=world.lin)
    lin.post(url("hand_in_package", draft), {"file": SimpleUploadedFile("x.zip", made.packed())})

    assert DossierPackage.objects.count() == 1
    assert "导入电子档案包" not in lin.get(url("package", draft)).content.decode()


def test_only_its_owner_hands_in_and_takes(world, client):
    draft = world.draft()
    package = looked_at(draft, world.lin, made.packed())

    for command in (packages.keep_package, lambda pk, *_, **actor: take_package(package.pk, **actor)):
        with pytest.raises(Refused, match="申报人本人"):
            command(draft.pk, made.packed(), actor=world.bai)

    client.force_login(world.bai, backend="accounts.backends.PhoneBackend")
    assert client.post(url("decide_package", draft, package.pk, "take")).status_code == 404


def test_one_package_is_looked_at_at_a_time(world):
    draft = world.draft()
    packages.keep_package(draft.pk, made.packed(), actor=world.lin)

    with pytest.raises(Refused, match="还在检查"):
        packages.keep_package(draft.pk, made.packed(), actor=world.lin)


def test_a_worker_that_comes_again_finds_it_done(world):
    draft = world.draft()
    package = looked_at(draft, world.lin, made.packed())
    before = package.report

    importing.look_at_package({"package": package.pk})

    package.refresh_from_db()
    assert (package.state, package.report) == (PackageState.READY, before)


def test_a_lost_upload_is_told(world, room):
    draft = world.draft()
    package = packages.keep_package(draft.pk, made.packed(), actor=world.lin)
    packages.path_of(package).unlink()

    drain_outbox()

    package.refresh_from_db()
    assert (package.state, package.fault) == (PackageState.FAILED, importing.GONE)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_history(world, lin, count, django_assert_num_queries):
    draft = world.draft()
    for _ in range(count):
        told = {"declaration": draft, "by": world.lin, "at": clock.law()}
        DossierPackage.objects.create(way=PackageWay.OUT, state=PackageState.FAILED, **told)
        DossierPackage.objects.create(way=PackageWay.IN, state=PackageState.REFUSED, **told)

    with django_assert_num_queries(10), no_writes():
        lin.get(url("package", draft))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"name": "阿依古丽·买买提"}, "这是“阿依古丽·买买提”的电子档案，不是您本人的"),
        ({"born_on": "1970-01-01"}, "电子档案中的出生日期（1970-01-01）与您的"),
    ],
)
def test_another_persons_package_is_not_taken(world, words, said):
    """MAT-59, MAT-70: it tells whose it is."""
    draft = world.draft()
    before = draft.educations.count()

    package = looked_at(draft, world.lin, made.packed(made.WORDS | {"person": words}))

    assert package.state == PackageState.REFUSED
    assert next(text for _, text in lines(package, "bad")).startswith(said)
    assert draft.educations.count() == before
