"""Documents and copies on the API: every step that a page offers."""

from collections.abc import Sequence
from typing import Any

from common.api import NoBody, RecordApi, command, creates
from common.records import RecordQuerySet
from network.support import actions
from network.support.actions.copies import CHECK, EVIDENCE, SIGN
from network.support.api import serializers as bodies
from network.support.api.files import HandsOutFiles
from network.support.files import attached_to
from network.support.models import DocumentCopy, IssuedDocument
from network.support.pages.tables import CopyFilter, DocumentFilter
from network.support.selectors import DRAFT, RELEASE, VIEW, copies_for, documents_for


class DocumentApi(HandsOutFiles, RecordApi):
    """Editions of documents."""

    action = VIEW
    serializer_class = bodies.DocumentSerializer
    filterset_class = DocumentFilter

    def records(self) -> RecordQuerySet:
        """Return the editions in sight."""
        return documents_for(self.actor)

    def parts(self, record: IssuedDocument) -> Sequence[tuple[str, Any, str]]:
        """Return the document's own files."""
        return [("document", *attached_to(record))]

    @creates(action=DRAFT, body=bodies.DocumentBody)
    def draft(self, body: dict[str, Any]) -> IssuedDocument:
        """Draft a document."""
        text, audience = bodies.text_in(body), bodies.audience_in(body)
        return actions.draft_document(text, audience, acting_user=self.actor, **body)

    @command(action=DRAFT, body=bodies.DocumentBody)
    def amend(self, document: IssuedDocument, body: dict[str, Any]) -> IssuedDocument:
        """Change a draft as a whole; files are added."""
        text, audience = bodies.text_in(body), bodies.audience_in(body)
        return actions.amend_document(document.pk, text, audience, acting_user=self.actor, **body)

    @command(action=DRAFT, body=bodies.DocumentBody)
    def next_edition(self, document: IssuedDocument, body: dict[str, Any]) -> IssuedDocument:
        """Draft the next edition; the answer is the new draft."""
        text, audience = bodies.text_in(body), bodies.audience_in(body)
        return actions.draft_document(text, audience, follows=document.pk, acting_user=self.actor, **body)

    @command(action=DRAFT, body=bodies.FileIdBody)
    def remove_file(self, document: IssuedDocument, body: dict[str, Any]) -> IssuedDocument:
        """Take a file out of a draft."""
        return actions.remove_attachment(document.pk, body["file"], acting_user=self.actor)

    @command(action=RELEASE, body=NoBody)
    def release(self, document: IssuedDocument, body: dict[str, Any]) -> IssuedDocument:
        """Put it in force and send each post its copy; never by who drafted it."""
        return actions.release_document(document.pk, acting_user=self.actor)

    @command(action=RELEASE, body=bodies.ReasonBody)
    def withdraw(self, document: IssuedDocument, body: dict[str, Any]) -> IssuedDocument:
        """Take it out of force."""
        return actions.withdraw_document(document.pk, reason=body["reason"], acting_user=self.actor)


class CopyApi(HandsOutFiles, RecordApi):
    """Copies of documents: a station's own, head office's all."""

    action = VIEW
    serializer_class = bodies.CopySerializer
    filterset_class = CopyFilter

    def records(self) -> RecordQuerySet:
        """Return the copies in sight."""
        return copies_for(self.actor)

    def parts(self, record: DocumentCopy) -> Sequence[tuple[str, Any, str]]:
        """Return the document's files and the evidence."""
        return [("document", *attached_to(record.document)), ("evidence", record.pk, EVIDENCE)]

    @command(action=SIGN, body=NoBody)
    def sign(self, copy: DocumentCopy, body: dict[str, Any]) -> DocumentCopy:
        """Sign for it (签收), as who holds the post."""
        return actions.sign_copy(copy.pk, acting_user=self.actor)

    @command(action=SIGN, body=bodies.ReportBody)
    def report(self, copy: DocumentCopy, body: dict[str, Any]) -> DocumentCopy:
        """Say how it was carried out, with evidence."""
        return actions.report_execution(copy.pk, acting_user=self.actor, **body)

    @command(action=CHECK, body=bodies.RemarkBody)
    def accept(self, copy: DocumentCopy, body: dict[str, Any]) -> DocumentCopy:
        """Accept the evidence."""
        return actions.accept_execution(copy.pk, remark=body["remark"], acting_user=self.actor)

    @command(action=CHECK, body=bodies.ReturnBody)
    def send_back(self, copy: DocumentCopy, body: dict[str, Any]) -> DocumentCopy:
        """Send the evidence back with a remark and a new day."""
        return actions.return_execution(copy.pk, acting_user=self.actor, **body)
