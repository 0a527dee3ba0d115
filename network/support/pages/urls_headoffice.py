"""Addresses at head office: documents, and the copies that stations sign for."""

from django.urls import path

from network.support.pages import copies, documents

urlpatterns = [
    path("documents/", documents.DocumentList.as_view(), name="documents"),
    path("documents/new/", documents.Draft.as_view(), name="document_draft"),
    path("documents/<uuid:pk>/", documents.DocumentDetail.as_view(), name="document"),
    path("documents/<uuid:pk>/edit/", documents.Edit.as_view(), name="document_edit"),
    path("documents/<uuid:pk>/next/", documents.Next.as_view(), name="document_next"),
    path("documents/<uuid:pk>/release/", documents.Release.as_view(), name="document_release"),
    path("documents/<uuid:pk>/withdraw/", documents.Withdraw.as_view(), name="document_withdraw"),
    path("documents/<uuid:pk>/files/<uuid:file>/", documents.Attachment.as_view(), name="document_file"),
    path(
        "documents/<uuid:pk>/files/<uuid:file>/remove/",
        documents.RemoveAttachment.as_view(),
        name="document_file_remove",
    ),
    path("copies/", copies.CopyList.as_view(), name="copies"),
    path("copies/<uuid:pk>/", copies.CopyDetail.as_view(), name="copy"),
    path("copies/<uuid:pk>/files/<uuid:file>/", copies.CopyFile.as_view(), name="copy_file"),
    path("copies/<uuid:pk>/accept/", copies.Accept.as_view(), name="evidence_accept"),
    path("copies/<uuid:pk>/return/", copies.Return.as_view(), name="evidence_return"),
    path("copies/<uuid:pk>/evidence/<uuid:file>/", copies.EvidenceFile.as_view(), name="evidence"),
]
