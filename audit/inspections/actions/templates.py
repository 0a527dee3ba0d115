"""Making the next edition of a checklist. What was issued never changes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.inspections.choices import InspectionError
from audit.inspections.models import Template, TemplateItem
from audit.inspections.selectors import current_template, templates_for
from common.clock import today
from common.errors import Invalid, WrongState
from common.history.record import record


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One line of a checklist, as it shall be in the next edition."""

    code: str
    group_zh: str
    group_en: str
    name_zh: str
    name_en: str
    weight: int
    is_critical: bool = False


@transaction.atomic
def revise_template(template_id: UUID, *, items: Sequence[ItemFacts], pass_score: int, acting_user: Actor) -> Template:
    """Issue the next edition of a checklist with these lines. Visits that have begun keep theirs.

    Raises WrongState when `template_id` is not the newest edition, Invalid for no lines, a code twice or a weight below 1.
    """
    acting_user.require("inspections.manage")
    old: Template = templates_for(acting_user).locked().get_or_404(template_id)
    newest = current_template(old.code)
    if newest is None or newest.pk != old.pk:
        raise WrongState(_("There is a newer edition. Revise that one."))
    _check(items, pass_score)
    new = Template(
        code=old.code,
        edition=old.edition + 1,
        purpose=old.purpose,
        name_zh=old.name_zh,
        name_en=old.name_en,
        pass_score=pass_score,
        issued_on=today(),
    )
    new.save(force_insert=True)
    TemplateItem.objects.bulk_create(
        [TemplateItem(template=new, place=place, **asdict(item)) for place, item in enumerate(items, start=1)]
    )
    after = {"edition": new.edition, "items": len(items), "pass_score": pass_score}
    record(new, "template.issued", acting_user, before={"edition": old.edition}, after=after)
    return new


def _check(items: Sequence[ItemFacts], pass_score: int) -> None:
    codes = [item.code for item in items]
    if not items or len(set(codes)) != len(codes):
        raise Invalid(_("Give at least one item, and each code only once."), code=InspectionError.UNKNOWN_ITEM)
    if any(item.weight < 1 for item in items):
        raise Invalid(_("Each item needs a full score of at least 1."), code=InspectionError.WEIGHT)
    if not 0 <= pass_score <= 100:
        raise Invalid(_("The threshold lies between 0 and 100."), code=InspectionError.WEIGHT, field="pass_score")
