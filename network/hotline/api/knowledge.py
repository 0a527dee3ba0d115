"""The knowledge base on the API: every step that a page offers."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import NoBody, RecordApi, RecordSerializer, command, creates, updates
from common.records import RecordQuerySet
from network.hotline.choices import Audience, Symptom
from network.hotline.filters import ArticleFilter
from network.hotline.knowledge.actions import (
    ArticleText,
    amend_article,
    publish_article,
    retire_article,
    write_article,
)
from network.hotline.knowledge.selectors import articles_for
from network.hotline.models import Article


class ArticleBody(serializers.Serializer):
    """An article in both languages, for whom and about what."""

    title_zh = serializers.CharField(max_length=160)
    title_en = serializers.CharField(max_length=160)
    body_zh = serializers.CharField(max_length=20_000)
    body_en = serializers.CharField(max_length=20_000)
    audiences = serializers.ListField(child=serializers.ChoiceField(Audience.choices), allow_empty=False)
    symptoms = serializers.ListField(child=serializers.ChoiceField(Symptom.choices), default=list)
    vehicle_models = serializers.ListField(child=serializers.CharField(max_length=20), default=list)
    fault_codes = serializers.ListField(child=serializers.CharField(max_length=20), default=list)


class RetireBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)


class ArticleSerializer(RecordSerializer):
    """One version of an article."""

    class Meta:
        model = Article
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "edition",
            "status",
            "title_zh",
            "title_en",
            "body_zh",
            "body_en",
            "audiences",
            "symptoms",
            "vehicle_models",
            "fault_codes",
            "drafted_by_name",
            "published_by_name",
            "published_at",
        )
        read_only_fields = fields


class ArticleApi(RecordApi):
    """The knowledge base."""

    action = "knowledge.view"
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilter

    def records(self) -> RecordQuerySet:
        """Return the articles in sight."""
        return articles_for(self.actor)

    @creates(action="knowledge.write", body=ArticleBody)
    def write(self, body: dict[str, Any]) -> Article:
        """Draft an article."""
        return write_article(_text(body), acting_user=self.actor)

    @command(action="knowledge.write", body=ArticleBody)
    def next_version(self, article: Article, body: dict[str, Any]) -> Article:
        """Draft the next version of this article."""
        return write_article(_text(body), follows=article.pk, acting_user=self.actor)

    @updates(action="knowledge.write", body=ArticleBody)
    def amend(self, article: Article, body: dict[str, Any]) -> Article:
        """Change a draft."""
        now = {name: getattr(article, name) for name in ArticleText.__dataclass_fields__}
        return amend_article(article.pk, _text(now | body), acting_user=self.actor)

    @command(action="knowledge.review", body=NoBody)
    def publish(self, article: Article, body: dict[str, Any]) -> Article:
        """Put a draft in force; a second person does."""
        return publish_article(article.pk, acting_user=self.actor)

    @command(action="knowledge.review", body=RetireBody)
    def retire(self, article: Article, body: dict[str, Any]) -> Article:
        """Take a version out of use."""
        return retire_article(article.pk, reason=body["reason"], acting_user=self.actor)


def _text(body: dict[str, Any]) -> ArticleText:
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in body.items()}
    return ArticleText(**values)
