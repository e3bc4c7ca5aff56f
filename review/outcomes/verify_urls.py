"""Addresses printed as QR on official forms (``records.services.documents.VERIFY_PATH``)."""

from django.urls import path

from review.outcomes.views.verifying import document

app_name = "verify"
urlpatterns = [path("d/<str:code>/", document, name="document")]
