"""The desk's addresses at head office: the messages besides what both sides have."""

from django.conf import settings
from django.urls import path

from desk.pages import messages
from desk.pages.addresses import urlpatterns as both

urlpatterns = [
    *both,
    path("messages/", messages.MessageList.as_view(), name="messages"),
    path("messages/<uuid:pk>/", messages.MessageDetail.as_view(), name="message"),
    path("messages/<uuid:pk>/again/", messages.SendAgain.as_view(), name="message_again"),
    path("messages/receipts/", messages.Receipts.as_view(), name="message_receipts"),
]
if settings.DEMO:
    urlpatterns.append(path("messages/inbox/", messages.SmsInbox.as_view(), name="sms_inbox"))

__all__ = ["urlpatterns"]
