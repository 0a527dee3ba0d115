"""Addresses of the hotline."""

from django.urls import path

from network.hotline.pages import headoffice as pages
from network.hotline.pages import posts

urlpatterns = [
    path("", pages.CaseList.as_view(), name="cases"),
    path("calls/", pages.CallList.as_view(), name="calls"),
    path("take/", pages.TakeCall.as_view(), name="take"),
    path("lookup/", pages.Lookup.as_view(), name="lookup"),
    path("locate/", pages.Locate.as_view(), name="locate"),
    path("posts/", posts.PostList.as_view(), name="posts"),
    path("posts/add/", posts.SetPost.as_view(), name="post_add"),
    path("posts/<uuid:pk>/", posts.SetPost.as_view(), name="post"),
    path("<uuid:pk>/", pages.CaseDetail.as_view(), name="case"),
    path("<uuid:pk>/close/", pages.CloseCase.as_view(), name="close"),
    path("<uuid:pk>/phone/", pages.ShowPhone.as_view(), name="phone"),
]
