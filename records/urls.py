from django.urls import path

from records.views import files, health

app_name = "records"
urlpatterns = [
    path("files/<uuid:ref>/", files.file, name="file"),
    path("files/<uuid:ref>/play", files.play, name="play"),
    path("files/<uuid:ref>/thumb", files.thumb, name="thumb"),
    path("files/<uuid:ref>/drawing", files.drawing, name="drawing"),
    path("files/<uuid:ref>/<int:page>-<int:width>.webp", files.picture, name="picture"),
    path("files/progress/<str:kind>/<str:subject_kind>/<int:subject_id>/", files.progress, name="progress"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
