"""The policy on the API."""

from typing import Any

from billing.policy.actions import amend_policy, draft_policy, publish_policy, withdraw_draft
from billing.policy.api.serializers import (
    AmendBody,
    ChapterBody,
    DraftBody,
    FilledSerializer,
    PolicySerializer,
    WithdrawBody,
)
from billing.policy.chapters import chapter_of
from billing.policy.filling import fill_chapter
from billing.policy.filters import PolicyFilter
from billing.policy.models import PolicyVersion
from billing.policy.selectors import version_on, versions_for
from billing.policy.strange import refuse_strange
from common.api import RecordApi, command, creates
from common.jobs.models import Job
from common.records import RecordQuerySet


class PolicyApi(RecordApi):
    """Versions of the warranty policy."""

    action = "policy.view"
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter

    def records(self) -> RecordQuerySet:
        """Return the versions in the actor's sight."""
        return versions_for(self.actor)

    @creates(action="policy.draft", body=DraftBody)
    def draft(self, body: dict[str, Any]) -> PolicyVersion:
        """Begin a draft. 422 (`policy.content`) for a member or a code that nobody knows: it is named with its place."""
        followed = version_on(body["effective_from"])
        refuse_strange(body["content"], followed.content if followed else {})
        return draft_policy(**body, acting_user=self.actor)

    @command(action="policy.draft", body=AmendBody)
    def amend(self, version: PolicyVersion, body: dict[str, Any]) -> PolicyVersion:
        """Change a draft; refused as a new one would be."""
        refuse_strange(body["content"], version.content)
        return amend_policy(version.pk, **body, acting_user=self.actor)

    @command(action="policy.draft", body=ChapterBody, answer=FilledSerializer)
    def fill_chapter(self, version: PolicyVersion, body: dict[str, Any]) -> dict[str, Any]:
        """Put a file's rows in the place of a chapter's, all or none; over 500 rows by a job, which is named."""
        chapter = chapter_of(body["chapter"])
        name, content = body["name"], body["content"]
        done = fill_chapter(version.pk, chapter, name=name, content=content, acting_user=self.actor)
        return {"policy": version.public_id, "job": done.public_id if isinstance(done, Job) else None}

    @command(action="policy.publish")
    def publish(self, version: PolicyVersion, body: dict[str, Any]) -> PolicyVersion:
        """Put a draft in force; a second person does."""
        return publish_policy(version.pk, acting_user=self.actor)

    @command(action="policy.draft", body=WithdrawBody)
    def withdraw(self, version: PolicyVersion, body: dict[str, Any]) -> PolicyVersion:
        """Put a draft away."""
        return withdraw_draft(version.pk, reason=body["reason"], acting_user=self.actor)
