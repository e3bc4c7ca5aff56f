"""The integrity archive bars, the journal register warns (ELIG-08, RISK-01, INTEG-02)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.models import SYSTEM
from accounts.selectors import id_number_of, identity_of
from config.lib import clock
from integrity.exceptions import IntegrityRefused
from integrity.journals import plain_cn, plain_issn, plain_name
from integrity.matching import Written
from integrity.models import IntegrityRecord, RiskJournal
from integrity.selectors import bars_for
from integrity.services import PEOPLE, Finding, enter_record, put_journal, revoke_record
from integrity.states import Act, RecordState, SubjectKind
from integrity.tasks import expire
from records.models import AuditEntry
from tests.accounts.making import a_person, a_uscc, an_id_number

pytestmark = pytest.mark.django_db
START, END = date(2023, 5, 2), date(2027, 5, 1)


def listed(*, name, issn="", cn="", today):
    """The entry of the register that this journal meets (RISK-01)."""
    return RiskJournal.objects.listed_on(today).called([Written.of(name, issn, cn)]).order_by("pk").first()


@pytest.fixture
def ma(db):
    return a_person("马审查")


@pytest.fixture
def lin(db):
    return a_person("林小凤")


@pytest.fixture
def finding(lin):
    return Finding(
        subject_kind=SubjectKind.PERSON,
        number=id_number_of(lin),
        name="林小凤",
        act=Act.PLAGIARISM,
        facts="论文第三章与他人论文雷同。",
        basis="《科研失信行为调查处理规则》第二十九条",
        decision_no="桂职办决〔2023〕1号",
        decided_on=date(2023, 4, 28),
        starts_on=START,
        ends_on=END,
    )


class TestBars:
    @pytest.mark.parametrize(
        ("today", "barred"),
        [
            (START - timedelta(days=1), False),
            (START, True),
            (END, True),
            (END + timedelta(days=1), False),
        ],
    )
    def test_a_record_bars_from_its_first_to_its_last_day(self, lin, finding, ma, today, barred):
        """INTEG-02, INTEG-01."""
        record = enter_record(finding=finding, actor=ma)

        assert bars_for(identity_of(lin), today) == (record if barred else None)

    def test_under_any_of_a_persons_numbers(self, lin, finding, ma):
        old = an_id_number()
        lin.id_numbers.create(number=old, is_current=False)

        record = enter_record(finding=replace(finding, number=old), actor=ma)

        assert bars_for(identity_of(lin), START) == record

    def test_the_longest_one_is_told(self, lin, finding, ma):
        enter_record(finding=finding, actor=ma)
        longest = enter_record(finding=replace(finding, decision_no="2号", ends_on=date(2029, 1, 1)), actor=ma)

        assert bars_for(identity_of(lin), START) == longest

    def test_nobody_elses(self, lin, finding, ma):
        enter_record(finding=finding, actor=ma)

        assert bars_for(identity_of(a_person("别人")), START) is None
        assert bars_for([], START) is None

    def test_a_unit_by_its_code_and_only_when_asked_about_units(self, finding, ma):
        code = a_uscc()
        record = enter_record(finding=replace(finding, subject_kind=SubjectKind.UNIT, number=code.lower()), actor=ma)

        assert bars_for([code], START) is None
        assert bars_for([code], START, kinds=[SubjectKind.UNIT]) == record

    @pytest.mark.parametrize("kind", SubjectKind.values)
    def test_every_kind_of_subject_is_kept_and_asked_about_by_itself(self, finding, ma, kind):
        """INTEG-07."""
        number = finding.number if kind in PEOPLE else a_uscc()
        record = enter_record(finding=replace(finding, subject_kind=kind, number=number), actor=ma)

        assert bars_for([record.identifier], START, kinds=[kind]) == record
        assert bars_for([record.identifier], START, kinds=set(SubjectKind.values) - {kind}) is None

    def test_revoked_it_bars_nobody_and_stays_readable(self, lin, finding, ma):
        record = enter_record(finding=finding, actor=ma)

        revoke_record(record.pk, reason="复查撤销", actor=ma)

        assert bars_for(identity_of(lin), START) is None
        assert [row.state for row in record.history.order_by("history_date")] == ["entered", "revoked"]
        with pytest.raises(IntegrityRefused):
            revoke_record(record.pk, reason="再撤", actor=ma)


class TestEntering:
    def test_the_number_itself_is_not_kept(self, finding, ma):
        record = enter_record(finding=finding, actor=ma)

        kept = str(IntegrityRecord.objects.filter(pk=record.pk).values().get())
        assert finding.number not in kept
        assert (record.state, record.entered_by) == (RecordState.ENTERED, ma)
        assert AuditEntry.objects.get().event == "integrity.entered"

    def test_by_the_season(self, finding):
        assert enter_record(finding=finding, actor=SYSTEM).entered_by is None

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"number": "123"}, "integrity.number"),
            ({"ends_on": date(2020, 1, 1)}, "integrity.period"),
            ({"subject_kind": SubjectKind.UNIT, "number": "11010519491231002X"}, "integrity.number"),  # of a person
        ],
    )
    def test_what_is_wrong_is_refused(self, finding, ma, changed, code):
        with pytest.raises(IntegrityRefused) as refused:
            enter_record(finding=replace(finding, **changed), actor=ma)

        assert [reason.code for reason in refused.value.reasons] == [code]

    def test_one_decision_is_entered_once_unless_it_was_revoked(self, finding, ma):
        record = enter_record(finding=finding, actor=ma)
        with pytest.raises(IntegrityRefused, match="同一认定文书"):
            enter_record(finding=finding, actor=ma)

        revoke_record(record.pk, reason="姓名有误", actor=ma)

        assert enter_record(finding=finding, actor=ma).pk != record.pk

    def test_what_ran_out_is_marked(self, finding, ma):
        """INTEG-01."""
        running = enter_record(finding=replace(finding, decision_no="2号", ends_on=date(2199, 1, 1)), actor=ma)
        over = enter_record(
            finding=replace(finding, ends_on=clock.local_date(clock.law()) - timedelta(days=1)), actor=ma
        )

        expire()

        assert [IntegrityRecord.objects.get(pk=each.pk).state for each in (running, over)] == ["entered", "expired"]
        assert over.history.count() == 2


class TestJournals:
    def put(self, **changed):
        said = {"name": "《艺术·科技》", "reason": "涉嫌非法出版", "issn": "1234-567x", "cn": "CN 45-1234/J"}
        return put_journal(**(said | {"aliases": ["艺术与科技（增刊）"]} | changed), actor=SYSTEM)

    @pytest.mark.parametrize(
        "said",
        [
            {"name": "艺术科技"},
            {"name": " 艺 术 · 科 技 "},
            {"name": "艺术与科技(增刊)"},
            {"name": "别的名称", "issn": "ISSN 1234567X"},
            {"name": "别的名称", "cn": "45－1234"},
        ],
    )
    def test_it_is_met_by_any_name_or_number(self, said):
        journal = self.put()

        assert listed(**said, today=START) == journal

    @pytest.mark.parametrize(
        "said", [{"name": "艺术"}, {"name": "艺术科技研究"}, {"name": ""}, {"name": "！"}, {"name": "x", "issn": "12"}]
    )
    def test_a_part_of_a_name_is_not_the_name(self, said):
        self.put()

        assert listed(**said, today=START) is None

    def test_it_is_listed_for_its_time(self):
        self.put(valid_from=START, valid_to=END)

        met = [listed(name="艺术科技", today=day) for day in (START - timedelta(1), START, END, END + timedelta(1))]
        assert [bool(each) for each in met] == [False, True, True, False]

    def test_put_again_it_is_changed_with_history(self):
        first = self.put()
        second = self.put(reason="已被吊销刊号")

        assert (second.pk, RiskJournal.objects.get().reason, first.history.count()) == (first.pk, "已被吊销刊号", 2)

    def test_nonsense_is_refused(self):
        for changed in ({"name": "  "}, {"valid_from": END, "valid_to": START}):
            with pytest.raises(IntegrityRefused):
                self.put(**changed)

    @pytest.mark.parametrize(("name", "plain"), [("《A·b》 Ｃ刊（社会版）", "abc刊社会版"), ("__", ""), ("Ⅲ", "iii")])
    def test_names_are_written_one_way(self, name, plain):
        assert plain_name(name) == plain

    def test_numbers_are_written_one_way(self):
        assert [plain_issn(text) for text in ("ISSN1234-567x", "1234 5678", "12")] == ["1234-567X", "1234-5678", ""]
        assert [plain_cn(text) for text in ("CN45-1234/J", "45—1234", "x")] == ["45-1234", "45-1234", ""]


class TestImport:
    HEAD = "刊名,别名,ISSN,CN,原因,来源,起,止\n"

    def write(self, tmp_path, lines, encoding="utf-8-sig"):
        file = tmp_path / "journals.csv"
        file.write_bytes((self.HEAD + lines).encode(encoding))
        return file

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
    def test_a_sheet_of_the_office_is_listed(self, tmp_path, capsys, encoding):
        first = "艺术科技,艺术与科技；艺科,1234-567X,CN45-1234,涉嫌非法出版,新闻出版署,2024/01/31,\n"
        lines = f"{first},,,,,,,\n工艺天地,,,,查无此刊,,,\n"

        call_command("importjournals", self.write(tmp_path, lines, encoding))

        assert "2 种刊物已登记" in capsys.readouterr().out
        journal = RiskJournal.objects.get(name="艺术科技")
        assert (journal.aliases, journal.valid_from) == (["艺术与科技", "艺科"], date(2024, 1, 31))

    def test_twice_is_once(self, tmp_path):
        for _ in range(2):
            call_command("importjournals", self.write(tmp_path, "工艺天地,,,,查无此刊,,,\n"))

        assert RiskJournal.objects.count() == 1

    def test_all_lines_or_none_and_each_fault_is_named(self, tmp_path):
        lines = "工艺天地,,,,查无此刊,,,\n无原因,,,,,,,\n日期错,,,,x,,2024年,\n,别名,,,x,,,\n"

        with pytest.raises(CommandError) as faults:
            call_command("importjournals", self.write(tmp_path, lines))

        assert [line.split("：")[0] for line in str(faults.value).splitlines()] == ["第3行", "第4行", "第5行"]
        assert not RiskJournal.objects.exists()

    def test_a_file_that_is_none(self, tmp_path):
        (tmp_path / "other.csv").write_text("a,b\n1,2\n")

        for file in (tmp_path / "other.csv", tmp_path / "missing.csv"):
            with pytest.raises(CommandError):
                call_command("importjournals", file)


class TestAdmin:
    @pytest.fixture
    def admin(self, client, ma):
        ma.is_staff = ma.is_superuser = True
        ma.save(update_fields=["is_staff", "is_superuser"])
        client.force_login(ma)
        return client

    def said(self, finding, **changed):
        names = ("subject_kind", "number", "name", "act", "facts", "basis", "decision_no")
        dates = {name: getattr(finding, name).isoformat() for name in ("decided_on", "starts_on", "ends_on")}
        return {name: str(getattr(finding, name)) for name in names} | dates | changed

    def test_a_record_is_entered_with_the_number_and_keeps_its_index(self, admin, finding, lin):
        answer = admin.post("/admin/integrity/integrityrecord/add/", self.said(finding))

        assert answer.status_code == 302
        assert bars_for(identity_of(lin), START).entered_by.name == "马审查"

    def test_faults_stand_at_their_fields(self, admin, finding):
        wrong = self.said(finding, number="123", ends_on="2020-01-01")

        form = admin.post("/admin/integrity/integrityrecord/add/", wrong).context["adminform"].form

        assert form.errors.keys() == {"number", "ends_on"}
        admin.post("/admin/integrity/integrityrecord/add/", self.said(finding))
        again = admin.post("/admin/integrity/integrityrecord/add/", self.said(finding)).context["adminform"].form
        assert again.errors.keys() == {"decision_no"}

    def test_it_is_looked_at_with_a_note_and_not_changed(self, admin, finding, ma):
        record = enter_record(finding=finding, actor=ma)
        address = f"/admin/integrity/integrityrecord/{record.pk}/change/"

        page = admin.get(address).content.decode()

        assert "论文第三章" in page
        assert record.identifier not in page
        assert AuditEntry.objects.latest("number").event == "integrity.read"
        assert admin.post(address, self.said(finding)).status_code == 403

    def test_what_was_refused_was_not_seen(self, admin, finding, ma):
        record = enter_record(finding=finding, actor=ma)
        address = f"/admin/integrity/integrityrecord/{record.pk}"
        version = record.history.get().pk
        looks = AuditEntry.objects.filter(event="integrity.read")

        assert admin.post(f"{address}/change/", self.said(finding)).status_code == 403
        assert admin.post(f"{address}/history/{version}/", self.said(finding)).status_code == 403
        assert not looks.exists()
        assert admin.get(f"{address}/history/").status_code == 200
        assert admin.get(f"{address}/history/{version}/").status_code == 200
        assert looks.count() == 2

    def test_nobody_finds_revokes_or_enters_a_record_of_themselves(self, admin, finding, ma, lin):
        record = enter_record(finding=replace(finding, number=id_number_of(ma), name=ma.name), actor=lin)
        other = enter_record(finding=finding, actor=ma)
        folder = "/admin/integrity/integrityrecord/"
        version = record.history.get().pk

        listed = admin.get(folder).context["cl"].result_count
        pages = ("change/", "history/", f"history/{version}/")
        answers = [admin.get(f"{folder}{record.pk}/{page}").status_code for page in pages]
        admin.post(folder, {"action": "revoke", "_selected_action": [record.pk, other.pk]})

        assert (listed, answers) == (1, [302, 404, 404])
        assert IntegrityRecord.objects.get(pk=record.pk).state == RecordState.ENTERED
        assert IntegrityRecord.objects.get(pk=other.pk).state == RecordState.REVOKED
        own = replace(finding, number=id_number_of(ma), decision_no="桂职办决〔2023〕2号")
        for refused in (
            lambda: revoke_record(record.pk, reason="x", actor=ma),
            lambda: enter_record(finding=own, actor=ma),
        ):
            with pytest.raises(IntegrityRefused, match="不得办理本人"):
                refused()

    def test_revoking_is_an_action(self, admin, finding, ma):
        record = enter_record(finding=finding, actor=ma)
        asked = {"action": "revoke", "_selected_action": [record.pk]}

        for _ in range(2):
            admin.post("/admin/integrity/integrityrecord/", asked)

        record.refresh_from_db()
        assert (record.state, record.revoked_by) == (RecordState.REVOKED, ma)
