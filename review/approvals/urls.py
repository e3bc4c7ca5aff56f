from django.urls import path, register_converter

from review.approvals.post_sheet import SHEET
from review.approvals.states import BatchForm, Paper
from review.approvals.views import (
    archive,
    batching,
    claiming,
    commissioning,
    comparing,
    correction,
    deliberation,
    drafts,
    falsity,
    online,
    papers,
    phone,
    phrases,
    posts,
    publicity,
    review,
    supplements,
    suspecting,
    verification,
    verifier,
)


class PaperConverter:
    """Only forms of this floor are URLs; anything else is a 404."""

    regex = "|".join(Paper.values)
    to_python = Paper
    to_url = str


class BatchFormConverter:
    """The letter and the roster of a batch."""

    regex = "|".join(BatchForm.values)
    to_python = BatchForm
    to_url = str


register_converter(PaperConverter, "paper")
register_converter(BatchFormConverter, "batchform")

app_name = "approvals"
urlpatterns = [
    path("posts/", posts.all_posts, name="all_posts"),
    *SHEET.urls("posts/"),
    path("posts/<int:pk>/", posts.posts, name="posts"),
    path("unit/<uuid:ref>/", verification.work, name="work"),
    path("unit/<uuid:ref>/verify/", verification.verify, name="verify"),
    path("unit/<uuid:ref>/open/", verification.lay_open, name="open"),
    path("unit/<uuid:ref>/verify-opened/", verification.verify_opened, name="verify_opened"),
    path("unit/<uuid:ref>/commission/", commissioning.commission, name="commission"),
    path("unit/<uuid:ref>/commission/<int:person>/end/", commissioning.end_commission, name="end_commission"),
    path("unit/<uuid:ref>/commission/letter/", commissioning.letter, name="commission_letter"),
    path("unit/<uuid:ref>/verifier/ask/", verifier.ask, name="ask_verifier"),
    path("unit/<uuid:ref>/verifier/", verifier.name, name="name_verifier"),
    path("unit/<uuid:ref>/defence/", deliberation.defence, name="defence"),
    path("unit/<uuid:ref>/deliberation/", deliberation.deliberation, name="deliberation"),
    path("unit/<uuid:ref>/group/", deliberation.group, name="group"),
    path("unit/<uuid:ref>/group/members/", deliberation.member, name="member"),
    path("unit/<uuid:ref>/group/members/<int:pk>/out/", deliberation.member_out, name="member_out"),
    path("unit/<uuid:ref>/publicity/", publicity.publicity, name="publicity"),
    path("unit/<uuid:ref>/publicity/<int:pk>/evidence/", publicity.evidence, name="evidence"),
    path("unit/<uuid:ref>/publicity/objections/", publicity.objection, name="objection"),
    path("unit/<uuid:ref>/publicity/objections/<int:pk>/", publicity.resolve, name="resolve"),
    path("unit/<uuid:ref>/publicity/online/", online.open_online, name="open_online"),
    path("unit/<uuid:ref>/publicity/offline/", online.close_online, name="close_online"),
    # everybody who stands before the board
    path("board/objected/", online.objected, name="objected"),
    path("board/<str:token>/", online.sheet, name="online"),
    path("board/<str:token>/object/<uuid:declaration>/", online.object_to, name="object"),
    path("unit/<uuid:ref>/papers/", papers.papers, name="papers"),
    path("unit/<uuid:ref>/papers/board/<int:pk>/photo/", papers.board_photo, name="board_photo"),
    path("unit/<uuid:ref>/papers/<slug:slot>/scan/", papers.scan, name="scan"),
    path("unit/<uuid:ref>/papers/<slug:slot>/phone/", phone.open_link, name="phone_open"),
    path("unit/<uuid:ref>/papers/board/<int:pk>/phone/", phone.open_board, name="board_phone"),
    path("unit/<uuid:ref>/phone/<uuid:link>/", phone.link, name="phone"),
    path("unit/<uuid:ref>/phone/<uuid:link>/came/", phone.came, name="phone_came"),
    path("unit/<uuid:ref>/phone/<uuid:link>/end/", phone.end, name="phone_end"),
    path("unit/<uuid:ref>/papers/scans/<int:pk>/out/", papers.scan_out, name="scan_out"),
    path("<uuid:ref>/forms/<paper:kind>/", papers.make, name="make"),
    path("review/<uuid:ref>/", review.review, name="review"),
    path("review/<uuid:ref>/compare/", comparing.compare, name="compare"),
    path("review/<uuid:ref>/claim/", claiming.claim, name="claim"),
    path("review/<uuid:ref>/release/", claiming.release, name="release"),
    path("review/<uuid:ref>/drafts/<slug:place>/", drafts.keep, name="keep_draft"),
    path("review/<uuid:ref>/drafts/<slug:place>/discard/", drafts.discard, name="discard_draft"),
    path("review/<uuid:ref>/archive/", archive.archive, name="archive"),
    path("review/<uuid:ref>/sign/", review.sign, name="sign"),
    path("review/<uuid:ref>/exception/", review.decide_exception, name="exception"),
    path("review/<uuid:ref>/filing/", review.confirm_filing, name="filing"),
    path("review/<uuid:ref>/verifier/", review.name_verifier, name="verifier"),
    path("review/<uuid:ref>/notice/", review.compose, name="compose"),
    path("review/<uuid:ref>/suspicion/", suspecting.suspicion, name="suspicion"),
    path("review/<uuid:ref>/falsity/", falsity.falsity, name="falsity"),
    path("review/<uuid:ref>/falsity/<int:pk>/find/", falsity.find, name="falsity_find"),
    path("review/<uuid:ref>/falsity/<int:pk>/file/", falsity.file, name="falsity_file"),
    path("falsity/", falsity.register, name="falsity_register"),
    path("proof/<uuid:ref>/", falsity.proof, name="proof"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/<int:pk>/drop/", phrases.drop, name="drop_phrase"),
    path("batches/<slug:code>/<int:sender>/", batching.batches, name="batches"),
    path("batches/<slug:code>/<int:sender>/put/", batching.put, name="put_in_batch"),
    path("batches/<uuid:ref>/out/", batching.take_out, name="out_of_batch"),
    path("batches/<int:pk>/paper/", batching.paper, name="batch_paper"),
    path("batches/<int:pk>/reopen/", batching.reopen, name="reopen_batch"),
    path("batches/<int:pk>/forms/<batchform:kind>/", batching.make, name="make_batch_form"),
    path("batches/<int:pk>/roster/", batching.roster, name="roster"),
    path("supplements/", supplements.waiting, name="supplements"),
    path("supplements/<uuid:ref>/", supplements.own, name="supplement"),
    path("supplements/<uuid:ref>/judge/", supplements.judge, name="judge_supplements"),
    path("supplements/<uuid:ref>/judge/<int:pk>/", supplements.say, name="say_supplement"),
    path("correction/<uuid:ref>/", correction.correction, name="correction"),
    path("correction/<uuid:ref>/<int:pk>/", correction.answer, name="answer"),
    path("correction/<uuid:ref>/<int:pk>/take-back/", correction.take_back, name="take_back"),
]
