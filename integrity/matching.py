"""One journal as it is written against the register of risky ones and the catalogues of genuine ones (RISK-01, A-19).

Pure: who asks brings the rows, all of them at night, the few that share a name or number when one paper is saved; the
answer is the same. What is found is a hint with its reason; people decide (RISK-02, RISK-03).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from integrity.journals import plain_cn, plain_issn, plain_name

LONGEST = 200  # of the sentence kept with a paper
CLONED = "疑似冒用"


@dataclass(frozen=True, slots=True)
class Written:
    """A journal as an applicant names it, written one way; ``on`` is the day of the paper."""

    name: str
    issn: str = ""
    cn: str = ""
    on: date | None = None

    @classmethod
    def of(cls, name: str, issn: str = "", cn: str = "", on: date | None = None) -> "Written":
        """From the words of a form."""
        return cls(plain_name(name), plain_issn(issn), plain_cn(cn), on)


@dataclass(frozen=True, slots=True)
class Known:
    """A journal of the register, or of a catalogue's edition. ``said`` is the reason, or the edition's name."""

    pk: int
    name: str
    names: frozenset[str]
    issn: str
    cn: str
    said: str
    core: bool = False
    since: date | None = None  # of a catalogue: papers of these days are judged by it
    until: date | None = None

    def shares_number(self, written: Written) -> bool:
        """The same ISSN, or the same CN number."""
        return bool((written.issn and written.issn == self.issn) or (written.cn and written.cn == self.cn))

    def contradicts(self, written: Written) -> bool:
        """A number that both state and that differs."""
        pairs = ((written.issn, self.issn), (written.cn, self.cn))
        return any(theirs and ours and theirs != ours for theirs, ours in pairs)

    def rules_on(self, day: date | None) -> bool:
        """Whether a paper of this day is judged by this edition."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def numbers(self) -> str:
        return "、".join(part for part in (self.issn and f"ISSN {self.issn}", self.cn and f"CN {self.cn}") if part)


@dataclass(frozen=True, slots=True)
class Mark:
    """``risk``: why this journal is doubtful, or nothing. ``catalogued``: core catalogues that name it."""

    risk: str = ""
    catalogued: str = ""


class Shelf:
    """Journals by every name and number, so that one look finds them."""

    def __init__(self, journals: Iterable[Known]) -> None:
        self._by: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for each in journals:
            for name in each.names:
                self._by["name", name].append(each)
            for kind, number in (("issn", each.issn), ("cn", each.cn)):
                if number:
                    self._by[kind, number].append(each)

    def of_name(self, written: Written) -> list[Known]:
        """Those with this name."""
        return self._by.get(("name", written.name), []) if written.name else []

    def of_number(self, written: Written) -> list[Known]:
        """Those with its ISSN or its CN number."""
        wanted = (("issn", written.issn), ("cn", written.cn))
        found = (each for kind, number in wanted if number for each in self._by.get((kind, number), []))
        return list({each.pk: each for each in found}.values())


class Register:
    """Both shelves. ``mark`` answers for one journal."""

    def __init__(self, listed: Iterable[Known], genuine: Iterable[Known]) -> None:
        self._listed, self._genuine = Shelf(listed), Shelf(genuine)

    def mark(self, written: Written) -> Mark:
        """What the lists say of it: first what stands in the register, else a borrowed number or name."""
        named = self._genuine.of_name(written)
        real = [each for each in named if each.shares_number(written) and not each.contradicts(written)]
        risk = next(self._risks(written, is_real=bool(real)), "") or self._clone(written, named)
        return Mark(_cut(risk), _editions(written, named))

    def _risks(self, written: Written, *, is_real: bool) -> Iterator[str]:
        by_name = self._listed.of_name(written)
        for each in sorted(by_name, key=lambda known: known.pk):
            if not (is_real and each.contradicts(written)):  # a clone was listed, this is the genuine one
                yield each.said
        if is_real:
            return
        for each in sorted(self._listed.of_number(written), key=lambda known: known.pk):
            if written.name:
                yield f"刊号与名单中的《{each.name}》相同：{each.said}"
            else:
                yield each.said

    def _clone(self, written: Written, named: list[Known]) -> str:
        """A genuine journal's number under another name, or its name with other numbers."""
        if not written.name:
            return ""
        holders = self._genuine.of_number(written)
        if holders and not any(written.name in each.names for each in holders):
            return f"{CLONED}刊号：{holders[0].numbers} 登记的刊物是《{holders[0].name}》，与所填刊名不符"
        if named and all(each.contradicts(written) for each in named):
            return f"{CLONED}刊名：《{named[0].name}》登记的刊号是 {named[0].numbers}，与所填刊号不符"
        return ""


def _editions(written: Written, named: list[Known]) -> str:
    found = (each for each in named if each.core and each.rules_on(written.on) and not each.contradicts(written))
    return _cut("、".join(dict.fromkeys(each.said for each in found)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
