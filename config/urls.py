"""Every address of the house, by app; apps are named by string (design §2)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config.lib.gallery import gallery
from config.lib.prefs import set_prefs
from config.lib.statements import statement

admin.site.site_header = admin.site.site_title = "职称申报评审 后台管理"
admin.site.index_title = "数据一览"

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("directory/", include("committees.urls")),
    path("messages/", include("messaging.urls")),
    path("notices/", include("notices.urls")),
    path("help/", include("notices.help_urls")),
    path("about/help/", RedirectView.as_view(pattern_name="help:index")),  # printed on older papers
    path("declare/", include("declarations.urls")),
    path("can-i/", include("declarations.selfcheck.urls")),
    path("fees/", include("fees.urls")),
    path("papers/", include("integrity.urls")),
    path("work/", include("review.approvals.urls")),
    path("meetings/", include("review.meetings.urls")),
    path("results/", include("review.outcomes.urls")),
    path("verify/", include("review.outcomes.verify_urls")),  # printed as QR on official forms
    path("", include("records.urls")),
    path("prefs/", set_prefs, name="prefs"),
    path("about/<slug:page>/", statement, name="statement"),
    path("ui/", gallery, name="gallery"),
    path("admin/", admin.site.urls),
    path("", include("review.process.urls")),
]
handler500 = "config.lib.errors.server_error"
