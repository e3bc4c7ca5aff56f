from django.urls import path

from messaging.views import mails, person, receipts, staff

app_name = "messaging"
urlpatterns = [
    path("", person.inbox, name="inbox"),
    path("<int:pk>/open/", person.open_message, name="open"),
    path("read/", person.read_all, name="read_all"),
    path("receipts/<str:key>/", receipts.receipts, name="receipts"),
    path("mails/", mails.mails, name="mails"),
    path("mails/<int:pk>/", mails.mail, name="mail"),
    path("mails/<int:pk>/retry/", mails.retry, name="retry_mail"),
    path("texts/", staff.texts, name="texts"),
    path("texts/retry/", staff.retry_page, name="retry_page"),
    path("texts/<int:pk>/", staff.text, name="text"),
    path("texts/<int:pk>/retry/", staff.retry, name="retry"),
]
