"""The versions of a room's rules on the API, the steps from draft to force among them."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.policy.rulebook.bodies import AmendRulesBody, DraftRulesBody, WithdrawRulesBody
from billing.policy.rulebook.filters import filter_of
from billing.policy.rulebook.shelf import Shelf
from common.api import RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet


class VersionSerializer(RecordSerializer):
    """A version with its values: times in seconds, distances in metres, rows as lists."""

    values = serializers.DictField(read_only=True)


def serializer_of(shelf: Shelf, name: str) -> type[VersionSerializer]:
    """Return how one room's versions are written; `name` is what the API's description calls them."""

    class Meta:
        model = shelf.model
        fields: ClassVar[tuple[str, ...]] = (
            "label", "status", "valid_from", "summary", "values", "drafted_by_name", "published_by_name", "published_at",
        )  # fmt: skip

    maker: Any = type(VersionSerializer)
    said = {"__doc__": VersionSerializer.__doc__, "Meta": Meta}
    found: type[VersionSerializer] = maker(f"{name}Serializer", (VersionSerializer,), said)
    return found


def versions_api(
    shelf: Shelf, name: str, tells: str, serializer: type[RecordSerializer] | None = None
) -> type[RecordApi]:
    """Return the view of one room's versions: list, one, draft, amend, publish, withdraw. `tells` says what they are, in English.

    A room whose versions hold more than values gives a serializer of its own.
    """

    class VersionsApi(RecordApi):
        action = shelf.reads
        serializer_class = serializer or serializer_of(shelf, name)
        filterset_class = filter_of(shelf.model)

        def records(self) -> RecordQuerySet:
            """Return the versions in sight."""
            return shelf.versions_for(self.actor)

        @creates(action=shelf.drafts, body=DraftRulesBody)
        def draft(self, body: dict[str, Any]) -> Any:
            """Begin a draft."""
            return shelf.draft(**body, acting_user=self.actor)

        @command(action=shelf.drafts, body=AmendRulesBody)
        def amend(self, version: Any, body: dict[str, Any]) -> Any:
            """Change a draft."""
            return shelf.amend(version.pk, **body, acting_user=self.actor)

        @command(action=shelf.publishes)
        def publish(self, version: Any, body: dict[str, Any]) -> Any:
            """Put a draft in force from its moment; a second person does."""
            return shelf.publish(version.pk, acting_user=self.actor)

        @command(action=shelf.drafts, body=WithdrawRulesBody)
        def withdraw(self, version: Any, body: dict[str, Any]) -> Any:
            """Put a draft away."""
            return shelf.withdraw(version.pk, reason=body["reason"], acting_user=self.actor)

    VersionsApi.__name__, VersionsApi.__doc__ = f"{name}Api", tells
    return VersionsApi
