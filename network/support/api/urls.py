"""Addresses of documents on the API."""

from common.api import router
from network.support.api.views import CopyApi, DocumentApi

urlpatterns = [
    *router("documents", DocumentApi),
    *router("document-copies", CopyApi),
]
