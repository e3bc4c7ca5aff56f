"""我能报吗: open to everybody (S04)."""

from django.urls import path

from declarations.views import public_selfcheck

app_name = "can_i"
urlpatterns = [
    path("", public_selfcheck.notices, name="notices"),
    path("<slug:code>/", public_selfcheck.questionnaire, name="check"),
    path("<slug:code>/start/", public_selfcheck.start, name="start"),
]
