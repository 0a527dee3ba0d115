"""The API of the image checklist and of the building rules. Sending photos in is a page behind the applicant's link, without an endpoint."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import DayField, PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from network.onboarding.api.serializers import PhotoBody
from network.onboarding.api.views import photos_in
from network.onboarding.building import actions, people
from network.onboarding.building.models import ImageItem, KeyPerson, KeyPost
from network.onboarding.building.selectors import items_for
from network.onboarding.building.sending import send_image_for
from network.onboarding.filters import ImageItemFilter, KeyPersonFilter, KeyPostFilter
from network.onboarding.models import Candidate


class ImageItemSerializer(RecordSerializer):
    """An item of a candidate's image checklist. `due_at` is the limit of whoever's turn it is."""

    candidate = PublicIdField(model=Candidate, source="candidate_id", read_only=True)

    class Meta:
        model = ImageItem
        fields: ClassVar[tuple[str, ...]] = (
            "candidate", "place", "code", "title_zh", "title_en", "photos_needed", "rules", "status", "due_at", "overdue_at",
        )  # fmt: skip
        read_only_fields = fields


class RejectBody(serializers.Serializer):
    """What is missing; the applicant reads it."""

    reason = serializers.CharField(max_length=500)


class SendBody(serializers.Serializer):
    """Photos of one item, as base 64."""

    photos = PhotoBody(many=True)
    words = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class ImageItemApi(RecordApi):
    """Items of image checklists (形象建设)."""

    action = "onboarding.view"
    serializer_class = ImageItemSerializer
    filterset_class = ImageItemFilter

    def records(self) -> RecordQuerySet:
        """Return the items in sight."""
        return items_for(self.actor)

    @command(action="onboarding.propose", body=SendBody)
    def send(self, item: ImageItem, body: dict[str, Any]) -> ImageItem:
        """Send in photos that the applicant handed to the office; another person judges them."""
        photos = photos_in(body)
        return send_image_for(item.pk, photos=photos, words=body["words"], acting_user=self.actor)

    @command(action="onboarding.judge")
    def accept(self, item: ImageItem, body: dict[str, Any]) -> ImageItem:
        """Accept the photos of an item."""
        return actions.accept_image(item.pk, acting_user=self.actor)

    @command(action="onboarding.judge", body=RejectBody)
    def reject(self, item: ImageItem, body: dict[str, Any]) -> ImageItem:
        """Reject the photos of an item; the applicant sends new ones."""
        return actions.reject_image(item.pk, reason=body["reason"], acting_user=self.actor)


class KeyPersonSerializer(RecordSerializer):
    """Somebody who is to fill a key post of a candidate."""

    candidate = PublicIdField(model=Candidate, source="post.candidate_id", read_only=True)
    post = serializers.CharField(source="post.code", read_only=True)

    class Meta:
        model = KeyPerson
        fields: ClassVar[tuple[str, ...]] = (
            "candidate", "post", "name", "certificate", "status", "points", "examined_on", "exams",
        )  # fmt: skip
        read_only_fields = fields


class KeyPostSerializer(RecordSerializer):
    """A key post of a candidate: `needed` people have to have passed its exam before the station opens."""

    candidate = PublicIdField(model=Candidate, source="candidate_id", read_only=True)

    class Meta:
        model = KeyPost
        fields: ClassVar[tuple[str, ...]] = ("candidate", "place", "code", "title_zh", "title_en", "needed")
        read_only_fields = fields


class KeyPostApi(RecordApi):
    """Key posts (关键岗位) of candidates."""

    action = "onboarding.view"
    serializer_class = KeyPostSerializer
    filterset_class = KeyPostFilter

    def records(self) -> RecordQuerySet:
        """Return the posts in sight."""
        return people.posts_for(self.actor)


class ExamBody(serializers.Serializer):
    """The result of an exam."""

    points = serializers.IntegerField(min_value=0, max_value=100)
    held_on = DayField()


class KeyPersonApi(RecordApi):
    """People of key posts (关键岗位); `POST /candidates/…/name-person` names them."""

    action = "onboarding.view"
    serializer_class = KeyPersonSerializer
    filterset_class = KeyPersonFilter

    def records(self) -> RecordQuerySet:
        """Return the people in sight."""
        return people.people_for(self.actor)

    @command(action="onboarding.examine", body=ExamBody)
    def exam(self, person: KeyPerson, body: dict[str, Any]) -> KeyPerson:
        """Record an exam."""
        return people.examine_person(person.pk, **body, acting_user=self.actor)

    @command(action="onboarding.propose", body=RejectBody)
    def drop(self, person: KeyPerson, body: dict[str, Any]) -> KeyPerson:
        """Take somebody off a key post."""
        return people.drop_person(person.pk, reason=body["reason"], acting_user=self.actor)
