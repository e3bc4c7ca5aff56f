from django.urls import path

from integrity import views
from integrity.registers import CATALOGUES, LINKS, NAMED, RISKS

app_name = "integrity"
urlpatterns = [
    path("", views.verifying, name="verifying"),
    *RISKS.urls("journals/"),
    *CATALOGUES.urls("catalogues/"),
    *NAMED.urls("catalogued/"),
    *LINKS.urls("links/"),
]
