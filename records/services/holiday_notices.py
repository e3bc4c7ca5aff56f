"""A notice of holidays as people have it: pasted text of the State Council, or a sheet of days, read to days.

The text says 1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。 What it says twice is compared:
the weekday with the year, the number of days with the span. A mistyped year or day is found by one or the other.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from config.lib.csvfile import day_in
from config.lib.tables import read_sheet
from config.lib.widgets import YEARS
from records.exceptions import DaysRefused
from records.models.calendar_change import Day

COLUMNS = ("日期", "类别", "名称")
KINDS = {"休息": False, "放假": False, "上班": True, "工作日": True}
WEEKDAYS = "一二三四五六日"
SATURDAY = 5
FIRST_YEAR, LAST_YEAR = YEARS
FAR = f"年份应在{FIRST_YEAR}年至{LAST_YEAR}年之间，请核对。"
LONGEST_SPAN = timedelta(days=31)
_HOLIDAY = re.compile(r"(?:^|[、.．\s])(?P<name>[\u4e00-\u9fff、“”]{2,20})[:：](?P<said>.*)")
_NUMBER = re.compile(r"^\s*[（(]?[一二三四五六七八九十\d]+[）)]?[、.．)）]\s*")
_DAY = r"(?:(?:(?P<{0}y>\d{{4}})年)?(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日(?:[（(](?P<{0}w>[^）)]*)[）)])?"
_SPAN = re.compile(_DAY.format("a") + r"(?:\s*[至到—－-]+\s*" + _DAY.format("b") + ")?")
_COUNT = re.compile(r"共(\d{1,4})天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")

HOLIDAYS = {  # 全国年节及纪念日放假办法 (2024): what a notice calls each
    "元旦": "元旦",
    "春节": "春节",
    "清明节": "清明",
    "劳动节": "劳动",
    "端午节": "端午",
    "中秋节": "中秋",
    "国庆节": "国庆",
}


def lacking_holidays(days: Collection[Day]) -> list[str]:
    """Statutory holidays that no free day is called after; 元旦, 劳动节 and 国庆节 are known by their day, too."""
    free = [each for each in days if not each.is_work]
    called, dated = " ".join(each.name for each in free), {(each.date.month, each.date.day) for each in free}
    fixed = {"元旦": (1, 1), "劳动节": (5, 1), "国庆节": (10, 1)}
    return [name for name, core in HOLIDAYS.items() if core not in called and fixed.get(name) not in dated]


def days_in_text(text: str, *, year: int) -> list[Day]:
    """The days a pasted notice names, in order. Raises ``DaysRefused`` with a sentence for every doubt."""
    days, doubts = dict[date, Day](), list[str]()
    for name, said in _holidays(text):
        for sentence in re.split(r"[。；;]", said):
            _take_sentence(name, sentence, year, days, doubts)
    if not days and not doubts:
        doubts.append("没有读到放假或上班的日期。请粘贴通知正文中“一、元旦：1月1日……放假”各条。")
    if doubts:
        raise DaysRefused(*doubts)
    return sorted(days.values())


def days_in_sheet(data: bytes) -> list[Day]:
    """The days of an XLSX or CSV with the columns 日期, 类别, 名称. Raises ``DaysRefused``, ``SheetBroken``."""
    days, doubts = dict[date, Day](), list[str]()
    for line in read_sheet(data, columns=COLUMNS, needed=COLUMNS[:2]):
        try:
            day = day_in(line.cells.get("日期", ""))
        except ValueError as error:
            doubts.append(f"第{line.number}行“日期”：{error}")
            continue
        kind, name = line.cells.get("类别", ""), line.cells.get("名称", "")
        if day is None:
            doubts.append(f"第{line.number}行“日期”：请填写。")
        elif kind not in KINDS:
            doubts.append(f"第{line.number}行“类别”：请写“休息”或“上班”。")
        elif not FIRST_YEAR <= day.year <= LAST_YEAR:
            doubts.append(f"第{line.number}行“日期”：{FAR}")
        elif day in days:
            doubts.append(f"第{line.number}行“日期”：{day} 出现了两次。")
        else:
            days[day] = Day(day, KINDS[kind], name[:40])
    if doubts:
        raise DaysRefused(*doubts)
    return sorted(days.values())


def _holidays(text: str) -> Iterator[tuple[str, str]]:
    """Each holiday's name with all that is said of it, also over several lines."""
    name, said = "", list[str]()
    for line in text.splitlines():
        plain = _NUMBER.sub("", line.strip())
        begun = _HOLIDAY.match(plain)
        if begun and _SPAN.search(begun["said"]):
            if name:
                yield name, "".join(said)
            name, said = begun["name"], [begun["said"]]
        elif name:
            said.append(plain)
    if name:
        yield name, "".join(said)


def _take_sentence(name: str, sentence: str, year: int, days: dict[date, Day], doubts: list[str]) -> None:
    """One sentence is of days off or of days worked; 放假 and 上班 in one sentence are parted at the comma."""
    if "放假" in sentence and "上班" in sentence:
        for part in re.split(r"[，,]", sentence):
            _take_sentence(name, part, year, days, doubts)
        return
    works = "上班" in sentence
    if not works and not re.search("放假|休息|补休", sentence):
        return
    found = list(_spans(sentence, year, doubts))
    count = _COUNT.search(sentence)
    if count and not works and sum(len(span) for span in found) != int(count[1]):
        doubts.append(f"{name}：写的是共{count[1]}天，按起止日期是{sum(len(span) for span in found)}天，请核对。")
    for day in (day for span in found for day in span):
        if works and day.weekday() < SATURDAY:
            doubts.append(f"{name}：{_said(day)}不是周末，不需要调休上班，请核对年份和日期。")
        elif day in days:
            doubts.append(f"{name}：{_said(day)}出现了两次。")
        else:
            days[day] = Day(day, works, f"{name}调休上班" if works else name)


def _spans(sentence: str, year: int, doubts: list[str]) -> Iterator[list[date]]:
    month = 0
    for found in _SPAN.finditer(sentence):
        month = int(found["am"] or month)
        first = _day(found["ay"], month, found["ad"], found["aw"], year, doubts)
        last = first
        if found["bd"]:
            month = int(found["bm"] or month)
            last = _day(found["by"], month, found["bd"], found["bw"], year, doubts)
        if first is None or last is None:
            continue
        if not first <= last <= first + LONGEST_SPAN:
            doubts.append(f"“{found[0]}”的起止日期不对，请核对。")
            continue
        yield [first + timedelta(days=each) for each in range((last - first).days + 1)]


def _day(said_year: str | None, month: int, day: str, words: str | None, year: int, doubts: list[str]) -> date | None:
    try:
        found = date(int(said_year or year), month, int(day))
    except ValueError:
        doubts.append(f"没有{month}月{day}日这一天，请核对。")
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        doubts.append(f"{found.year}年{month}月{day}日：{FAR}")
        return None
    weekday = _WEEKDAY.search(words or "")
    if weekday and weekday[1].replace("天", "日") != WEEKDAYS[found.weekday()]:
        doubts.append(f"{_said(found)}，通知写的是周{weekday[1]}，请核对年份。")
    return found


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
