from django.urls import include, path

from notices import views
from notices.registers import COLUMNS, DOCUMENTS
from notices.views import announcing, posting

app_name = "notices"
desk = [
    path("", views.notice_desk, name="desk"),
    path("import/", views.from_file, name="import"),
    path("announcements/", announcing.announcements, name="announcements"),
    path("announcements/new/", announcing.new_announcement, name="new_announcement"),
    path("announcements/<int:pk>/withdraw/", announcing.withdraw, name="withdraw_announcement"),
    path("postings/", posting.postings, name="postings"),
    path("postings/new/", posting.new_posting, name="new_posting"),
    path("postings/<uuid:ref>/withdraw/", posting.withdraw, name="withdraw_posting"),
    path("<slug:code>/", views.notice_wall, name="wall"),
    path("<slug:code>/clone/", views.clone, name="clone"),
    path("<slug:code>/import/", views.from_file, name="import_over"),
    path("<slug:code>/export/", views.to_file, name="export"),
    path("<slug:code>/card/<slug:name>/", views.card, name="card"),
    path("<slug:code>/edit/", views.edit, name="edit"),
    path("<slug:code>/edit/<path:where>/", views.edit, name="edit_place"),
    path("<slug:code>/add/<path:where>/", views.add, name="add"),
    path("<slug:code>/attachments/", views.enclosures, name="attachments"),
    path("<slug:code>/attachments/new/", views.enclosure, name="new_attachment"),
    path("<slug:code>/attachments/<int:num>/", views.enclosure, name="edit_attachment"),
    path("<slug:code>/attachments/<int:num>/file/", views.enclosure_file, name="enclosure_file"),
    path("<slug:code>/dates/", views.dates, name="dates"),
    path("<slug:code>/times/", views.times, name="times"),
    path("<slug:code>/words/", views.words, name="words"),
    path("<slug:code>/compare/", views.compare, name="compare"),
    path("<slug:code>/publish/", views.publish, name="publish"),
    path("<slug:code>/amend/", views.amend, name="amend"),
    path("<slug:code>/drop/", views.drop, name="drop"),
    path("<slug:code>/undo/", views.undo, name="undo"),
    path("<slug:code>/reopen/", views.reopen, name="reopen"),
    path("<slug:code>/discard/", views.discard, name="discard"),
]
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("policies/", views.policy_columns, name="policies"),
    *DOCUMENTS.urls("policies/documents/"),
    path("policies/documents/<int:pk>/file/", views.document_file, name="document_file"),
    *COLUMNS.urls("policies/columns/"),
    path("desk/", include(desk)),
    path("postings/<uuid:ref>/", posting.posting, name="posting"),
    path("postings/<uuid:ref>/files/<int:num>/", posting.posting_file, name="posting_file"),
    path("<slug:code>/", views.notice_detail, name="detail"),
    path("<slug:code>/attachments/<int:num>/", views.attachment, name="attachment"),
    path("<slug:code>/editions/", views.notice_editions, name="editions"),
]
