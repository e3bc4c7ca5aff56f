from django.urls import path

from review.outcomes.views import applicant, confirmer, inbox, objecting, office, progress, public, verifying

app_name = "outcomes"
urlpatterns = [
    # everybody
    path("", public.column, name="column"),
    path("publicities/<uuid:ref>/", public.publicity, name="publicity"),
    path("publicities/<uuid:ref>/snapshot.json", public.snapshot, name="snapshot"),
    path("publicities/<uuid:ref>/object/<uuid:declaration>/", objecting.object_to, name="object"),
    path("approvals/<uuid:ref>/", public.approval, name="approval"),
    path("approvals/<uuid:ref>/paper.pdf", public.approval_paper, name="approval_paper"),
    path("objections/received/", objecting.objected, name="objected"),
    path("objections/track/", objecting.track, name="track"),
    path("progress/", progress.progress, name="progress"),
    path("progress.json", progress.progress_json, name="progress_json"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/document/", verifying.document, name="verify_document"),
    path("c/<str:token>/", verifying.verified, name="verified"),
    # the applicant
    path("certificates/<uuid:ref>/", applicant.certificate, name="certificate"),
    path("certificates/<uuid:ref>/make/<str:kind>/", applicant.make_paper, name="make_paper"),
    path("reviews/<uuid:ref>/ask/", applicant.ask_for_review, name="ask_review"),
    # offices, supervision, confirming authorities
    path("desk/", confirmer.desk, name="desk"),
    path("desk/objections/", inbox.objections, name="objections"),
    path("desk/objections/<uuid:ref>/", inbox.objection, name="objection"),
    path("desk/objections/<uuid:ref>/join/", inbox.join, name="join_objection"),
    path("desk/reviews/", inbox.reviews, name="reviews"),
    path("desk/reviews/<uuid:ref>/", inbox.review_request, name="review_request"),
    path("desk/confirmations/<uuid:ref>/", office.confirmation, name="confirmation"),
    path("desk/confirmations/<uuid:ref>/print/", office.make_confirmation_paper, name="print_confirmation"),
    path("desk/approvals/<uuid:ref>/", office.office_approval, name="office_approval"),
    path("desk/approvals/<uuid:ref>/print/", office.make_approval_paper, name="print_approval"),
    path("desk/<slug:code>/", office.overview, name="overview"),
    path("desk/<slug:code>/publish/", office.publish, name="publish"),
    path("desk/<slug:code>/confirm/", confirmer.new_confirmation, name="new_confirmation"),
    path("desk/<slug:code>/approve/", office.new_approval, name="new_approval"),
]
