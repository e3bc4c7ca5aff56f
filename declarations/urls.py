from django.urls import path, register_converter

from declarations.pages.sharing import SHARED_SECTIONS
from declarations.parts import Section
from declarations.services.entries import KINDS
from declarations.views import (
    applicant_answers,
    applicant_appraisals,
    applicant_entries,
    applicant_files,
    applicant_hub,
    applicant_library,
    applicant_package,
    applicant_phone,
    applicant_photos,
    applicant_portrait,
    applicant_sections,
    applicant_shared,
    applicant_start,
    applicant_video,
)


class ListedSection:
    """Only sections of rows are URLs of rows."""

    regex = "|".join(section.value for section in Section if section in KINDS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return str(value)


class SharedSection(ListedSection):
    """Sections that data sharing may fill."""

    regex = "|".join(SHARED_SECTIONS)


register_converter(ListedSection, "rows")
register_converter(SharedSection, "shared")

app_name = "declarations"
urlpatterns = [
    path("", applicant_start.notices, name="choose"),
    path("new/<slug:code>/", applicant_start.choose, name="new"),
    path("<uuid:ref>/", applicant_hub.hub, name="hub"),
    path("<uuid:ref>/request/", applicant_hub.request_again, name="request"),
    path("<uuid:ref>/place/", applicant_hub.place, name="place"),
    path("<uuid:ref>/basic/", applicant_sections.basic, name="basic"),
    path("<uuid:ref>/photo/", applicant_sections.photo, name="photo"),
    path("<uuid:ref>/photo/crop/", applicant_portrait.crop, name="crop"),
    path("<uuid:ref>/options/", applicant_sections.options, name="options"),
    path("<uuid:ref>/options/ordinary/", applicant_sections.ordinary, name="ordinary"),
    path("<uuid:ref>/appraisals/", applicant_appraisals.appraisals, name="appraisals"),
    path("<uuid:ref>/insurance/", applicant_sections.insurance, name="insurance"),
    path("<uuid:ref>/insurance/remove/", applicant_sections.insurance_remove, name="insurance_remove"),
    path("<uuid:ref>/representative/", applicant_sections.representative, name="representative"),
    path("<uuid:ref>/materials/", applicant_files.materials, name="materials"),
    path("<uuid:ref>/papers/<str:kind>/", applicant_files.make_paper, name="make_paper"),
    path("<uuid:ref>/package/", applicant_package.package, name="package"),
    path("<uuid:ref>/package/export/", applicant_package.export, name="export_package"),
    path("<uuid:ref>/package/hand-in/", applicant_package.hand_in, name="hand_in_package"),
    path("<uuid:ref>/package/progress/<str:way>/", applicant_package.progress, name="package_progress"),
    path("<uuid:ref>/package/<int:pk>/<str:act>/", applicant_package.decide, name="decide_package"),
    path("<uuid:ref>/library/", applicant_library.library, name="library"),
    path("<uuid:ref>/reuse/", applicant_library.reuse, name="reuse"),
    path("<uuid:ref>/upload/", applicant_files.upload, name="upload"),
    path("<uuid:ref>/files/<int:pk>/", applicant_files.preview, name="file"),
    path("<uuid:ref>/files/<int:pk>/replace/", applicant_files.replace, name="replace_file"),
    path("<uuid:ref>/files/<int:pk>/<str:act>/", applicant_files.change, name="change_file"),
    path("<uuid:ref>/photos/", applicant_photos.photos, name="photos"),
    path("<uuid:ref>/photos/arrange/", applicant_photos.arrange, name="arrange_photos"),
    path("<uuid:ref>/photos/combine/", applicant_photos.combine, name="combine_photos"),
    path("<uuid:ref>/photos/progress/", applicant_photos.progress, name="photos_progress"),
    path("<uuid:ref>/video/", applicant_video.video, name="video"),
    path("<uuid:ref>/video/begin/", applicant_video.begin, name="video_begin"),
    path("<uuid:ref>/video/<uuid:upload>/", applicant_video.piece, name="video_piece"),
    path("<uuid:ref>/phone/", applicant_phone.open_link, name="phone_open"),
    path("<uuid:ref>/phone/<uuid:link>/", applicant_phone.link, name="phone"),
    path("<uuid:ref>/phone/<uuid:link>/came/", applicant_phone.came, name="phone_came"),
    path("<uuid:ref>/phone/<uuid:link>/end/", applicant_phone.end, name="phone_end"),
    path("phone/<str:token>/", applicant_phone.camera, name="camera"),
    path("<uuid:ref>/autosave/<str:part>/", applicant_sections.autosave, name="autosave"),
    path("<uuid:ref>/autosave/<str:part>/discard/", applicant_sections.discard, name="discard"),
    path("<uuid:ref>/check/", applicant_answers.check, name="check"),
    path("<uuid:ref>/sign/", applicant_answers.sign, name="sign"),
    path("<uuid:ref>/sign/code/", applicant_answers.sign_code, name="sign_code"),
    path("<uuid:ref>/answers/", applicant_answers.answers, name="answers"),
    path("<uuid:ref>/shared/<shared:section>/", applicant_shared.ask, name="shared_ask"),
    path("<uuid:ref>/shared/<shared:section>/progress/", applicant_shared.progress, name="shared_progress"),
    path("<uuid:ref>/shared/<shared:section>/undispute/", applicant_shared.undispute, name="shared_undispute"),
    path("<uuid:ref>/shared/<shared:section>/<int:pk>/", applicant_shared.dispute, name="shared_dispute"),
    path("<uuid:ref>/<rows:section>/", applicant_entries.rows, name="rows"),
    path("<uuid:ref>/<rows:section>/add/", applicant_entries.add, name="add"),
    path("<uuid:ref>/<rows:section>/order/", applicant_entries.order, name="order"),
    path("<uuid:ref>/<rows:section>/<int:pk>/", applicant_entries.entry, name="entry"),
    path("<uuid:ref>/<rows:section>/<int:pk>/remove/", applicant_entries.remove, name="remove"),
    path("<uuid:ref>/<rows:section>/<int:pk>/restore/", applicant_entries.restore, name="restore"),
]
