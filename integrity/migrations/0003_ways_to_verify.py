"""The first ways to verify a paper or a book (RISK-05, A-18); afterwards the office edits them in the admin."""

from django.db import migrations

WAYS = (
    (
        "journal",
        "国家新闻出版署 期刊查询",
        "https://www.nppa.gov.cn/bsfw/cyjghcpcx/qkan/",
        "按刊名查询，核对刊名、CN 刊号、主办单位三项；查不到的不是合法出版的国内期刊。",
    ),
    (
        "journal",
        "ISSN 国际中心 期刊查询",
        "https://portal.issn.org/",
        "按 ISSN 查询，核对登记的刊名；刊名不一致的，可能是冒用刊号。",
    ),
    ("paper", "中国知网", "https://www.cnki.net/", "按题目和作者查询，核对刊名、年期和页码，保存带网址的截图。"),
    ("paper", "万方数据知识服务平台", "https://www.wanfangdata.com.cn/", "同上；平台收录只作佐证。"),
    ("paper", "维普中文期刊服务平台", "https://qikan.cqvip.com/", "同上；平台收录只作佐证。"),
    (
        "book",
        "国家版本数据中心 CIP 查询",
        "https://pdc.capub.cn/",
        "按书名或 ISBN 查询图书在版编目数据，核对书名、作者、出版社。",
    ),
)


def write_down(apps, schema_editor):
    link = apps.get_model("integrity", "VerificationLink")
    for position, (kind, name, url, how) in enumerate(WAYS, 1):
        link.objects.get_or_create(name=name, defaults={"kind": kind, "url": url, "how": how, "position": position})


class Migration(migrations.Migration):
    dependencies = [("integrity", "0002_journal_catalogues")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop)]
