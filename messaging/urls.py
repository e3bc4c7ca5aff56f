from django.urls import path

from messaging.views import person, staff

app_name = "messaging"
urlpatterns = [
    path("", person.inbox, name="inbox"),
    path("<int:pk>/open/", person.open_message, name="open"),
    path("read/", person.read_all, name="read_all"),
    path("texts/", staff.texts, name="texts"),
    path("texts/<int:pk>/retry/", staff.retry, name="retry"),
]
