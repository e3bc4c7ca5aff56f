from django.urls import path

from notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("policies/", views.policy_columns, name="policies"),
    path("<slug:code>/", views.notice_detail, name="detail"),
    path("<slug:code>/attachments/<int:num>/", views.attachment, name="attachment"),
    path("<slug:code>/editions/", views.notice_editions, name="editions"),
]
