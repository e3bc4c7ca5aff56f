"""What may be in a 电子档案包 and what is refused, each with its own sentence; no database (MAT-70, A-25)."""

import zipfile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from declarations.packages import archive
from declarations.packages.archive import Archive, PackageRefused, faults_in_words, place_in_words, read_packed
from declarations.packages.dossier_file import read_dossier
from notices.exceptions import TermsRefused
from tests.declarations import packages as made

BOMB = [("dossier.json", b"{}"), ("01 材料/01.pdf", bytes(20 * 2**20))]
HOSTILE = {
    "a text": (b"%PDF-1.4 nothing", "package.kind"),
    "an empty file": (b"", "package.kind"),
    "a program before the archive": (b"MZ" + made.packed(), "package.kind"),
    "cut short": (made.packed()[:-40], "package.damaged"),
    "no list": (b"PK\x03\x04" + bytes(200), "package.damaged"),
    "large format": (made.large_format(), "package.damaged"),
    "many": (made.many_listed(5000), "package.many"),
    "no words": (made.zipped([("01 材料/01.png", b"x")]), "package.no_text"),
    "bomb": (made.zipped(BOMB), "package.bomb"),
    "overlap": (made.overlapping(), "package.overlap"),
    "climbs": (made.zipped([("dossier.json", b"{}"), ("../../etc/cron.d/x", b"x")]), "package.path"),
    "climbs in the middle": (made.zipped([("dossier.json", b"{}"), ("a/../../x", b"x")]), "package.path"),
    "absolute": (made.zipped([("dossier.json", b"{}"), ("/etc/passwd", b"x")]), "package.path"),
    "drive": (made.zipped([("dossier.json", b"{}"), ("C:/x.png", b"x")]), "package.path"),
    "backslash": (made.zipped([("dossier.json", b"{}"), ("..\\x.png", b"x")]), "package.path"),
    "here": (made.zipped([("dossier.json", b"{}"), ("./x.png", b"x")]), "package.path"),
    "control character": (made.zipped([("dossier.json", b"{}"), ("a\nb.png", b"x")]), "package.name"),
    "direction": (made.zipped([("dossier.json", b"{}"), ("a\u202egnp.exe", b"x")]), "package.name"),
    "long": (made.zipped([("dossier.json", b"{}"), ("长" * 300, b"x")]), "package.name"),
    "link": (made.link("01.png", "/etc/passwd"), "package.link"),
    "encrypted": (made.flagged(made.packed(), 0x01), "package.encrypted"),
    "strongly encrypted": (made.flagged(made.packed(), 0x40), "package.encrypted"),
    "other compression": (made.zipped([("dossier.json", b"{}" * 99)], method=zipfile.ZIP_LZMA), "package.method"),
    "wrong sum": (made.with_bad_sum(), "package.damaged"),
    "no JSON": (made.packed(raw=b'{"request":\n {"level" "fg"}}'), "package.text"),
    "no UTF-8": (made.packed(raw=b"\xff\xfe{}"), "package.text"),
    "deep": (made.packed(raw=b"[" * 200_000), "package.text"),
}


def opened(path):
    with Archive(path) as archive:
        return read_packed(archive.text())


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_its_own_sentence(tmp_path, name):
    """A-25: bombs, paths, links, duplicates and passwords end at the list, before anything is unpacked."""
    data, code = HOSTILE[name]

    with pytest.raises(PackageRefused) as refusal:
        opened(made.laid(tmp_path, data))

    assert refusal.value.reason.code == code
    assert refusal.value.reason.text.endswith(("。", "JSON。"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a.png", "A.PNG", "a.png/"])
def test_a_name_stands_once_in_whatever_letters(tmp_path, second):
    data = made.zipped([("dossier.json", b"{}"), ("a.png", b"1"), (second, b"2" if second[-1] != "/" else b"")])

    with pytest.raises(PackageRefused, match="不止一次"):
        opened(made.laid(tmp_path, data))


def test_sentences_differ():
    assert len(set(archive.SENTENCES.values())) == len(archive.SENTENCES)


def test_what_unpacks_to_more_than_it_says_is_stopped(tmp_path):
    """The size in the list is a claim: reading counts."""
    path = made.laid(tmp_path, made.lying(50_000, 100))

    with Archive(path) as archive, pytest.raises(PackageRefused):
        archive.text()


def test_too_large_a_package_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_PACKED", 100)

    with pytest.raises(PackageRefused, match="超过0MB的上限"):
        opened(made.laid(tmp_path, made.packed()))


def test_all_files_together_have_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1000)

    with pytest.raises(PackageRefused, match="展开后超过"):
        opened(made.laid(tmp_path, made.packed()))


def test_the_words_have_a_limit_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_TEXT", 10)

    with pytest.raises(PackageRefused, match=r"dossier\.json 超过"):
        opened(made.laid(tmp_path, made.packed()))


def test_a_good_package_is_read(tmp_path):
    path = made.laid(tmp_path, made.packed())

    with Archive(path) as archive:
        assert archive.names == {"dossier.json", "01 业绩/01 证书.png"}
        assert read_packed(archive.text()).achievements[0].role == "独立完成"
        archive.unpack("01 业绩/01 证书.png", tmp_path / "out")

    assert (tmp_path / "out").read_bytes() == made.FILES["01 业绩/01 证书.png"]


def test_names_from_a_chinese_windows_are_read(tmp_path):
    """Its archives carry GBK without the Unicode mark; quotation marks people type are part of a name (MAT-70)."""
    marked = "“铜鼓”证书".encode("gbk")
    gbk = made.zipped([("dossier.json", b"{}"), ("A" * len(marked) + ".png", b"x")])
    gbk = gbk.replace(b"A" * len(marked), marked)

    with Archive(made.laid(tmp_path, gbk)) as archive:
        assert archive.names == {"dossier.json", "“铜鼓”证书.png"}


def test_faults_of_the_words_name_section_line_and_field():
    """Every one of them at once, in the reader's words."""
    entry = b'{"section": "achievement", "key": "achievement:1", "on": "2022-13-01"}'
    raw = b'{"request": {"level": "fg"}, "achievements": [' + entry + b', {"key": "achievement:2", "x": 1}]}'

    with pytest.raises(TermsRefused) as refusal:
        read_packed(raw)

    assert faults_in_words(refusal.value.faults) == [
        "业绩成果第 1 条“取得时间”：应为日期 YYYY-MM-DD，现为“2022-13-01”",
        "业绩成果第 2 条“x”：未知的键",
        "业绩成果第 2 条“所在部分”：不能缺少",
    ]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("person.born_on", "基本信息“出生日期”"),
        ("papers[1].file", "材料第 2 条“在包内的路径”"),
        ("what", "what"),
        ("", "文件"),
    ],
)
def test_places_in_words(path, words):
    assert place_in_words(path) == words


def test_precheck_reads_a_package(tmp_path, capsys):
    path = made.laid(tmp_path, made.packed())

    assert read_dossier(path).achievements[0].title == "坭兴陶《窑变》"


def test_precheck_misses_a_file_that_is_named_and_not_there(tmp_path):
    path = made.laid(tmp_path, made.packed(files={}))

    with pytest.raises(TermsRefused) as refusal:
        read_dossier(path)

    assert [(each.path, each.text) for each in refusal.value.faults] == [
        ("papers[0].file", "包内没有文件“01 业绩/01 证书.png”")
    ]


def test_precheck_tells_why_a_package_cannot_be_opened(tmp_path, monkeypatch):
    from declarations.management.commands import precheck as command
    from notices.services import read_notice_file

    terms = read_notice_file(settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml")
    monkeypatch.setattr(command, "terms_by_code", lambda _code: terms)
    path = made.laid(tmp_path, made.flagged(made.packed(), 1))

    with pytest.raises(CommandError, match="设有密码"):
        call_command("precheck", path, notice="2024-craft-arts")
