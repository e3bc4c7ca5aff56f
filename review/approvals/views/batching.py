"""批量报送: the desk's list, the roster, the stamped documents (CHAN-22, DEPT-05)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from declarations.rules import read_declaration
from records.services.reads import note_read
from review.approvals import services
from review.approvals.exceptions import Refused
from review.approvals.forms import FileForm
from review.approvals.models import Batch
from review.approvals.rules import keeps_away, may_report, read_sender
from review.approvals.selectors.batching import reporting_of
from review.approvals.states import BatchForm
from review.approvals.views.common import told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def batches(request: HttpRequest, code: str, sender: int) -> HttpResponse:
    """Cases of this desk that wait to be reported, and its batches."""
    desk, notice = read_sender(request.user, sender, code)
    crumbs = [("工作台", reverse("process:desk")), ("批量报送", "")]
    context = {"reporting": reporting_of(desk, notice, request.user), "form": FileForm(), "crumbs": crumbs}
    response = render(request, "approvals/batches.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def put(request: HttpRequest, code: str, sender: int) -> HttpResponse:
    """Tick the cases that go together; one that cannot says why, the others go."""
    desk, notice = read_sender(request.user, sender, code)
    known = {str(each.ref): each for each in reporting_of(desk, notice, request.user).waiting}
    chosen = [known[ref] for ref in request.POST.getlist("case") if ref in known]
    for case in chosen:
        try:
            services.put_in_batch(case.pk, actor=request.user)
        except Refused as refusal:
            messages.error(request, f"{case.applicant.name}：{refusal}")
    if not chosen:
        messages.error(request, "请先勾选要列入批次的申报。")
    return redirect("approvals:batches", code, sender)


@login_required
@require_POST
def take_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Not with this batch after all."""
    declaration = read_declaration(request.user, ref)
    entry = getattr(declaration, "batch_entry", None)
    if entry is None:
        raise Http404
    to = (declaration.edition.notice.code, entry.batch.sender_id)
    command = services.take_out_of_batch
    return told(
        request, lambda: command(declaration.pk, actor=request.user), "已移出本批次。", "approvals:batches", *to
    )


@login_required
@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A stamped document of the batch."""
    batch = _own(request, pk)
    form, title = FileForm(request.POST, request.FILES), request.POST.get("title", "")
    to = ("approvals:batches", batch.notice.code, batch.sender_id)
    if not form.is_valid():
        messages.error(request, form.errors["file"][0])
        return redirect(*to)
    file = form.cleaned_data["file"]
    given = {"title": title, "upload": file.read(), "name": file.name}
    command = services.attach_batch_paper
    return told(request, lambda: command(pk, actor=request.user, **given), f"已上传{title}。", *to)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the papers back to change the list."""
    batch = _own(request, pk)
    to = ("approvals:batches", batch.notice.code, batch.sender_id)
    return told(request, lambda: services.reopen_batch(pk, actor=request.user), "已撤回文件，可以调整名单。", *to)


@login_required
@require_POST
def make(request: HttpRequest, pk: int, kind: BatchForm) -> HttpResponse:
    """Ask the workers for the letter or the roster (FORM-23, FORM-24)."""
    batch = _own(request, pk)
    to, said = ("approvals:batches", batch.notice.code, batch.sender_id), f"已开始生成{kind.label}，生成后显示在本页。"
    return told(request, lambda: services.request_batch_form(pk, kind, actor=request.user), said, *to)


@login_required
@require_safe
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """名册表 to be printed and stamped; that it was taken is noted."""
    batch = _own(request, pk)
    note_read("approvals.roster", batch.pk, request.user)
    response = HttpResponse(services.roster_of(batch), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="roster-{batch.pk}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request: HttpRequest, pk: int) -> Batch:
    batch = Batch.objects.select_related("sender", "notice").filter(pk=pk).first()
    if batch is None or not may_report(request.user, batch.sender) or keeps_away(request.user, batch):
        raise Http404
    return batch
