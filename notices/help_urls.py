from django.urls import path

from notices.views import help as views

app_name = "help"
urlpatterns = [
    path("", views.index, name="index"),
    path("desk/", views.articles, name="articles"),
    path("desk/new/", views.edit, name="new_article"),
    path("desk/<slug:slug>/", views.edit, name="edit"),
    path("desk/<slug:slug>/history/", views.history, name="history"),
    path("desk/<slug:slug>/undo/", views.undo, name="undo"),
    path("<slug:slug>/", views.article, name="article"),
]
