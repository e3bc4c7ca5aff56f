from django.urls import path, register_converter

from declarations.parts import Section
from declarations.services.entries import KINDS
from declarations.views import (
    applicant_answers,
    applicant_entries,
    applicant_files,
    applicant_hub,
    applicant_sections,
    applicant_start,
)


class ListedSection:
    """Only sections of rows are URLs of rows."""

    regex = "|".join(section.value for section in Section if section in KINDS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


register_converter(ListedSection, "rows")

app_name = "declarations"
urlpatterns = [
    path("", applicant_start.notices, name="choose"),
    path("new/<slug:code>/", applicant_start.choose, name="new"),
    path("<uuid:ref>/", applicant_hub.hub, name="hub"),
    path("<uuid:ref>/request/", applicant_hub.request_again, name="request"),
    path("<uuid:ref>/place/", applicant_hub.place, name="place"),
    path("<uuid:ref>/basic/", applicant_sections.basic, name="basic"),
    path("<uuid:ref>/photo/", applicant_sections.photo, name="photo"),
    path("<uuid:ref>/options/", applicant_sections.options, name="options"),
    path("<uuid:ref>/insurance/", applicant_sections.insurance, name="insurance"),
    path("<uuid:ref>/insurance/remove/", applicant_sections.insurance_remove, name="insurance_remove"),
    path("<uuid:ref>/representative/", applicant_sections.representative, name="representative"),
    path("<uuid:ref>/materials/", applicant_files.materials, name="materials"),
    path("<uuid:ref>/papers/<str:kind>/", applicant_files.make_paper, name="make_paper"),
    path("<uuid:ref>/upload/", applicant_files.upload, name="upload"),
    path("<uuid:ref>/files/<int:pk>/", applicant_files.preview, name="file"),
    path("<uuid:ref>/files/<int:pk>/replace/", applicant_files.replace, name="replace_file"),
    path("<uuid:ref>/files/<int:pk>/<str:act>/", applicant_files.change, name="change_file"),
    path("<uuid:ref>/autosave/<str:part>/", applicant_sections.autosave, name="autosave"),
    path("<uuid:ref>/check/", applicant_answers.check, name="check"),
    path("<uuid:ref>/answers/", applicant_answers.answers, name="answers"),
    path("<uuid:ref>/<rows:section>/", applicant_entries.rows, name="rows"),
    path("<uuid:ref>/<rows:section>/add/", applicant_entries.add, name="add"),
    path("<uuid:ref>/<rows:section>/order/", applicant_entries.order, name="order"),
    path("<uuid:ref>/<rows:section>/<int:pk>/", applicant_entries.entry, name="entry"),
    path("<uuid:ref>/<rows:section>/<int:pk>/remove/", applicant_entries.remove, name="remove"),
    path("<uuid:ref>/<rows:section>/<int:pk>/restore/", applicant_entries.restore, name="restore"),
]
