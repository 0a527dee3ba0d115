"""Certification in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.actors import Actor
from audit.certification import actions
from audit.certification.choices import CertificateScope, Standing
from audit.certification.models import Certificate, Course
from audit.certification.pages.tables import CertificateFilter, CourseFilter
from audit.certification.selectors import certificates_for, courses_for
from common.api import DayField, PublicIdField, RecordApi, RecordSerializer, command, creates, updates
from common.records import RecordQuerySet
from tenants.registry.models import Station

MANAGE = "certification.manage"


class CertificateSerializer(RecordSerializer):
    """A certificate and where it stands today."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    course = PublicIdField(model=Course, source="course_id", read_only=True)
    renews = PublicIdField(model=Certificate, source="renews_id", read_only=True)
    holder_id = serializers.UUIDField(source="user_id", read_only=True)
    holder = serializers.CharField(source="user_name", read_only=True)
    standing = serializers.ChoiceField(choices=Standing.choices, read_only=True)

    class Meta:
        model = Certificate
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "holder_id", "holder", "scope", "standing", "valid_from", "valid_until", "course", "renews",
            "granted_by_name", "revoked_at", "revoked_reason",
        )  # fmt: skip


class CourseSerializer(RecordSerializer):
    """A course."""

    class Meta:
        model = Course
        fields: ClassVar[tuple[str, ...]] = (
            "code", "name_zh", "name_en", "scope", "hours", "valid_months", "syllabus", "is_offered",
        )  # fmt: skip


class GrantBody(serializers.Serializer):
    """Who is certified for what."""

    station_id = PublicIdField(model=Station)
    user_id = serializers.UUIDField()
    scope = serializers.ChoiceField(choices=CertificateScope.choices)
    valid_from = DayField()
    valid_until = DayField()
    course_id = PublicIdField(model=Course, required=False)


class RenewBody(serializers.Serializer):
    """Until when the next one is valid."""

    valid_from = DayField(required=False)
    valid_until = DayField()


class RevokeBody(serializers.Serializer):
    """Why it is taken back."""

    reason = serializers.CharField(max_length=500)


class CourseChangeBody(serializers.Serializer):
    """A course's changeable fields."""

    name_zh = serializers.CharField(max_length=120)
    name_en = serializers.CharField(max_length=120)
    scope = serializers.ChoiceField(choices=CertificateScope.choices)
    hours = serializers.IntegerField(min_value=1, max_value=999, required=False)
    valid_months = serializers.IntegerField(min_value=1, max_value=60, required=False)
    syllabus = serializers.CharField(required=False, allow_blank=True)
    is_offered = serializers.BooleanField(required=False)


class CourseBody(CourseChangeBody):
    """A new course."""

    code = serializers.CharField(max_length=20)


class CertificateApi(RecordApi):
    """Certificates."""

    action = "certification.view"
    serializer_class = CertificateSerializer
    filterset_class = CertificateFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the certificates in sight."""
        return certificates_for(self.actor)

    @creates(action=MANAGE, body=GrantBody)
    def grant(self, body: dict[str, Any]) -> Certificate:
        """Grant a certificate."""
        return actions.grant_certificate(acting_user=self.actor, **body)

    @command(action=MANAGE, body=RenewBody)
    def renew(self, certificate: Certificate, body: dict[str, Any]) -> Certificate:
        """Grant the next certificate; the answer is the new one."""
        return actions.renew_certificate(certificate.pk, acting_user=self.actor, **body)

    @command(action=MANAGE, body=RevokeBody)
    def revoke(self, certificate: Certificate, body: dict[str, Any]) -> Certificate:
        """Take a certificate back."""
        return actions.revoke_certificate(certificate.pk, reason=body["reason"], acting_user=self.actor)


class CourseApi(RecordApi):
    """Courses."""

    action = "certification.view"
    serializer_class = CourseSerializer
    filterset_class = CourseFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the courses in sight."""
        return courses_for(self.actor)

    @creates(action=MANAGE, body=CourseBody)
    def add(self, body: dict[str, Any]) -> Course:
        """Add a course."""
        return actions.create_course(acting_user=self.actor, **body)

    @updates(action=MANAGE, body=CourseChangeBody)
    def change(self, course: Course, body: dict[str, Any]) -> Course:
        """Change a course."""
        return actions.change_course(course.pk, acting_user=self.actor, **body)
