"""The frame's own addresses, and names of other floors that the frame looks for: enough to show the pieces."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from config.lib.errors import server_error
from config.lib.gallery import gallery
from config.lib.prefs import set_prefs
from config.lib.statements import statement


def nothing(request):
    return HttpResponse("")


def bare(request):
    return render(request, "base.html")


def fails(request):
    return server_error(request)


process = ([path("portal/", nothing, name="portal"), path("home/", nothing, name="home")], "process")
accounts = (
    [
        path("in/", nothing, name="sign_in"),
        path("out/", nothing, name="sign_out"),
        path("role/", nothing, name="switch_role"),
        path("me/", nothing, name="profile"),
    ],
    "accounts",
)
messaging = ([path("inbox/", nothing, name="inbox")], "messaging")
urlpatterns = [
    path("", bare),
    path("ui/", gallery, name="gallery"),
    path("prefs/", set_prefs, name="prefs"),
    path("about/<slug:page>/", statement, name="statement"),
    path("fails/", fails),
    path("process/", include(process)),
    path("accounts/", include(accounts)),
    path("messages/", include(messaging)),
]
