"""The library on the API: what a page shows and every step that it offers."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from common.api import NoBody, RecordApi, RecordSerializer, command, creates
from common.files.models import StoredFile
from common.records import RecordQuerySet
from network.support.actions import literature as actions
from network.support.actions.literature import LiteratureText
from network.support.api.files import HandsOutFiles
from network.support.api.serializers import AUDIENCE, AudienceBody, FileIdBody, FilesBody, ReasonBody, audience_in
from network.support.choices import LiteratureKind
from network.support.files import LITERATURE
from network.support.literature_models import Literature
from network.support.literature_selectors import DRAFT, RELEASE, VIEW, literature_for
from network.support.pages.literature_tables import LiteratureFilter


class LiteratureSerializer(RecordSerializer):
    """An edition of a piece of literature; `component` is the code of the catalogue, empty for all."""

    component = serializers.CharField(source="component.code", read_only=True, default="")

    class Meta:
        model = Literature
        fields = (
            "number", "edition", "kind", "status", "vehicle_models", "component", "title_zh", "title_en", "body_zh", "body_en", "changes",
            "sign_days", *AUDIENCE, "released_by_name", "released_at", "withdrawn_at",
        )  # fmt: skip
        read_only_fields = fields


class LiteratureBody(AudienceBody, FilesBody):
    """An edition: `vehicle_models` and `component` are codes of the catalogue, none is all of them."""

    kind = serializers.ChoiceField(LiteratureKind.choices)
    title_zh = serializers.CharField(max_length=160)
    title_en = serializers.CharField(max_length=160, default="", allow_blank=True)
    body_zh = serializers.CharField(max_length=20_000)
    body_en = serializers.CharField(max_length=20_000, default="", allow_blank=True)
    changes = serializers.CharField(max_length=4_000, default="", allow_blank=True)
    vehicle_models = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=200)
    component = serializers.CharField(max_length=12, default="", allow_blank=True)
    sign_days = serializers.IntegerField(
        min_value=0,
        max_value=250,
        default=0,
        help_text="Working days within which its readers sign for it; 0: nobody does.",
    )


def text_in(body: dict[str, Any]) -> LiteratureText:
    """Take the text out of a body."""
    return LiteratureText(**{name: body.pop(name) for name in LiteratureText.__slots__ if name in body})


class LiteratureApi(HandsOutFiles, RecordApi):
    """Editions of the library that the caller may read."""

    action = VIEW
    serializer_class = LiteratureSerializer
    filterset_class = LiteratureFilter

    def records(self) -> RecordQuerySet:
        """Return the editions in sight."""
        return literature_for(self.actor)

    def parts(self, record: Literature) -> Sequence[tuple[str, Any, str]]:
        """Return the edition's files."""
        return [("document", record.pk, LITERATURE)]

    def handed_out(self, record: Literature, file: StoredFile) -> None:
        """Keep who opened it."""
        actions.open_file(record.pk, file.pk, acting_user=self.actor)

    @creates(action=DRAFT, body=LiteratureBody)
    def draft(self, body: dict[str, Any]) -> Literature:
        """Draft a piece of literature."""
        text, audience = text_in(body), audience_in(body)
        return actions.draft_literature(text, audience, acting_user=self.actor, **body)

    @command(action=DRAFT, body=LiteratureBody)
    def amend(self, edition: Literature, body: dict[str, Any]) -> Literature:
        """Change a draft as a whole; files are added."""
        text, audience = text_in(body), audience_in(body)
        return actions.amend_literature(edition.pk, text, audience, acting_user=self.actor, **body)

    @command(action=DRAFT, body=LiteratureBody)
    def next_edition(self, edition: Literature, body: dict[str, Any]) -> Literature:
        """Draft the next edition; the answer is the new draft."""
        text, audience = text_in(body), audience_in(body)
        return actions.draft_literature(text, audience, follows=edition.pk, acting_user=self.actor, **body)

    @command(action=DRAFT, body=FileIdBody)
    def remove_file(self, edition: Literature, body: dict[str, Any]) -> Literature:
        """Take a file out of a draft."""
        return actions.remove_literature_file(edition.pk, body["file"], acting_user=self.actor)

    @command(action=RELEASE, body=NoBody)
    def release(self, edition: Literature, body: dict[str, Any]) -> Literature:
        """Put it in the library; never by who drafted it."""
        return actions.release_literature(edition.pk, acting_user=self.actor)

    @command(action=RELEASE, body=ReasonBody)
    def retire(self, edition: Literature, body: dict[str, Any]) -> Literature:
        """Take it out of the library."""
        return actions.retire_literature(edition.pk, reason=body["reason"], acting_user=self.actor)

    @command(action=VIEW, body=NoBody)
    def keep(self, edition: Literature, body: dict[str, Any]) -> Literature:
        """Put it among the caller's favourites."""
        return actions.keep_at_hand(edition.pk, is_favourite=True, acting_user=self.actor)

    @command(action=VIEW, body=NoBody)
    def drop(self, edition: Literature, body: dict[str, Any]) -> Literature:
        """Take it out of the caller's favourites."""
        return actions.keep_at_hand(edition.pk, is_favourite=False, acting_user=self.actor)
