from django.urls import path

from committees.registers import COMMISSIONS, SERIES, TRAININGS
from committees.views import catalogue, committees, experts

app_name = "committees"
urlpatterns = [
    path("committees/", committees.committees, name="committees"),
    path("committees/new/", committees.edit_committee, name="new_committee"),
    *committees.SHEET.urls("committees/"),
    path("committees/<int:pk>/", committees.committee, name="committee"),
    path("committees/<int:pk>/edit/", committees.edit_committee, name="edit_committee"),
    path("committees/<int:pk>/terms/new/", committees.edit_term, name="new_term"),
    path("committees/terms/<int:term>/edit/", committees.edit_term, name="edit_term"),
    path("committees/terms/<int:term>/members/", committees.members, name="members"),
    path("committees/terms/<int:term>/members/<int:seat>/end/", committees.unseat, name="unseat"),
    path("experts/", experts.experts, name="experts"),
    path("experts/new/", experts.edit_expert, name="new_expert"),
    *experts.SHEET.urls("experts/"),
    path("experts/<int:pk>/", experts.expert, name="expert"),
    path("experts/<int:pk>/edit/", experts.edit_expert, name="edit_expert"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/new/", catalogue.edit_specialty, name="new_specialty"),
    *catalogue.SHEET.urls("catalogue/"),
    path("catalogue/<int:pk>/", catalogue.edit_specialty, name="edit_specialty"),
    *SERIES.urls("series/"),
    *COMMISSIONS.urls("commissions/"),
    *TRAININGS.urls("trainings/"),
    path("conditions/", catalogue.conditions, name="conditions"),
    path("conditions/new/", catalogue.propose, name="propose_conditions"),
    *catalogue.VERSIONS.urls("conditions/"),
    path("conditions/<int:pk>/", catalogue.condition, name="condition"),
    path("conditions/<int:pk>/edit/", catalogue.edit_condition, name="edit_condition"),
]
