"""Writing an article, having it reviewed by a second person, and taking it out of use."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import database_now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record
from common.ids import new_id
from common.numbering.next_number import next_number
from network.hotline.choices import ArticleStatus, Audience, Symptom
from network.hotline.knowledge.models import Article
from network.hotline.knowledge.selectors import articles_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """What an article says, for whom and about what. Model and fault codes are compared in capitals."""

    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    audiences: tuple[str, ...] = (Audience.HOTLINE,)
    symptoms: tuple[str, ...] = ()
    vehicle_models: tuple[str, ...] = ()
    fault_codes: tuple[str, ...] = ()


@transaction.atomic
def write_article(text: ArticleText, *, acting_user: Actor, follows: UUID | None = None) -> Article:
    """Draft an article, or with `follows` (any version of it) its next version. Raises Invalid for what can't be read by anybody."""
    acting_user.require("knowledge.write")
    values = _checked(text)
    if follows is None:
        article, number, edition = new_id(), next_number("KB"), 1
    else:
        before: Article = articles_for(acting_user).get_or_404(follows)
        article, number = before.article, before.number
        edition = (Article.objects.filter(article=article).aggregate(last=Max("edition"))["last"] or 0) + 1
    made = Article.objects.create(
        article=article,
        number=number,
        edition=edition,
        drafted_by=acting_user.id,
        drafted_by_name=acting_user.name,
        **values,
    )
    record(made, "article.drafted", acting_user, after={"number": number, "edition": edition, "title": made.title_zh})
    return made


@transaction.atomic
def amend_article(article_id: UUID, text: ArticleText, *, acting_user: Actor) -> Article:
    """Change a draft; whoever does is its writer from now on. Raises WrongState once it was published."""
    acting_user.require("knowledge.write")
    values = _checked(text)
    found: Article = articles_for(acting_user).locked().get_or_404(article_id)
    if found.status != ArticleStatus.DRAFT:
        raise WrongState(_("A published article is never changed. Write its next version."))
    before = {"title_zh": found.title_zh, "body_zh": found.body_zh, "body_en": found.body_en}
    found.change(**values, drafted_by=acting_user.id, drafted_by_name=acting_user.name)
    after = {"title_zh": found.title_zh, "body_zh": found.body_zh, "body_en": found.body_en}
    record(found, "article.amended", acting_user, before=before, after=after)
    return found


@transaction.atomic
def publish_article(article_id: UUID, *, acting_user: Actor) -> Article:
    """Put a draft in force in place of the version before. Raises NotAllowed for its writer, WrongState unless it is a draft."""
    acting_user.require("knowledge.review")
    found: Article = articles_for(acting_user).locked().get_or_404(article_id)
    if found.drafted_by == acting_user.id:
        raise NotAllowed(_("Whoever wrote a version can't review it. Ask a second person."))
    if found.status != ArticleStatus.DRAFT:
        raise WrongState
    for old in Article.objects.filter(article=found.article, status=ArticleStatus.PUBLISHED).locked():
        old.move_to(ArticleStatus.REPLACED)
        record(old, "article.replaced", acting_user, after={"status": old.status})
    found.move_to(
        ArticleStatus.PUBLISHED,
        published_by=acting_user.id,
        published_by_name=acting_user.name,
        published_at=database_now(),
    )
    record(found, "article.published", acting_user, after={"status": found.status})
    return found


@transaction.atomic
def retire_article(article_id: UUID, *, reason: str, acting_user: Actor) -> Article:
    """Take a version out of use: nobody is shown it any more. Raises Invalid without a reason, WrongState when it is out of use already."""
    acting_user.require("knowledge.review")
    if not reason.strip():
        raise Invalid(_("Say why."), field="reason")
    found: Article = articles_for(acting_user).locked().get_or_404(article_id)
    found.move_to(ArticleStatus.REPLACED)
    record(found, "article.retired", acting_user, after={"status": found.status}, reason=reason.strip())
    return found


def _checked(text: ArticleText) -> dict[str, object]:
    values = asdict(text)
    for name in ("title_zh", "title_en", "body_zh", "body_en"):
        if not values[name].strip():
            raise Invalid(_("An article is needed in both languages."), field=name)
    if not text.audiences or not set(text.audiences) <= set(Audience.values):
        raise Invalid(_("Say for whom the article is."), field="audiences")
    if not set(text.symptoms) <= set(Symptom.values):
        raise Invalid(_("There is no such symptom."), field="symptoms")
    models, codes = _codes(text.vehicle_models), _codes(text.fault_codes)
    return values | {
        "audiences": list(text.audiences),
        "symptoms": list(text.symptoms),
        "vehicle_models": models,
        "fault_codes": codes,
        "found_by": " ".join([*models, *codes])[:600],
    }


def _codes(codes: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(one.strip().upper() for one in codes if one.strip()))
