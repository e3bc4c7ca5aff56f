from django.urls import include, path

from notices import views

app_name = "notices"
desk = [
    path("", views.notice_desk, name="desk"),
    path("import/", views.from_file, name="import"),
    path("<slug:code>/", views.notice_wall, name="wall"),
    path("<slug:code>/clone/", views.clone, name="clone"),
    path("<slug:code>/import/", views.from_file, name="import_over"),
    path("<slug:code>/export/", views.to_file, name="export"),
    path("<slug:code>/card/<slug:name>/", views.card, name="card"),
    path("<slug:code>/edit/", views.edit, name="edit"),
    path("<slug:code>/edit/<path:where>/", views.edit, name="edit_place"),
    path("<slug:code>/add/<path:where>/", views.add, name="add"),
    path("<slug:code>/dates/", views.dates, name="dates"),
    path("<slug:code>/times/", views.times, name="times"),
    path("<slug:code>/words/", views.words, name="words"),
    path("<slug:code>/compare/", views.compare, name="compare"),
    path("<slug:code>/publish/", views.publish, name="publish"),
    path("<slug:code>/undo/", views.undo, name="undo"),
    path("<slug:code>/close/", views.close, name="close"),
    path("<slug:code>/reopen/", views.reopen, name="reopen"),
    path("<slug:code>/discard/", views.discard, name="discard"),
]
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("policies/", views.policy_columns, name="policies"),
    path("desk/", include(desk)),
    path("<slug:code>/", views.notice_detail, name="detail"),
    path("<slug:code>/attachments/<int:num>/", views.attachment, name="attachment"),
    path("<slug:code>/editions/", views.notice_editions, name="editions"),
]
