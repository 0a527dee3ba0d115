"""Which items of a visit have to be put right: those below the checklist's threshold, and the critical ones below half."""

from audit.inspections.models import ItemScore, TemplateItem
from audit.inspections.policies import failed_items


def an_item(code: str, *, is_critical: bool = False) -> TemplateItem:
    return TemplateItem(code=code, weight=10, is_critical=is_critical)


def failed_at(pass_score: int, *scored: tuple[TemplateItem, int | None]) -> list[str]:
    scores = {item.pk: ItemScore(item=item, points=points) for item, points in scored}
    return [item.code for item in failed_items(pass_score, [item for item, _ in scored], scores)]


def test_below_the_threshold_fails_and_at_it_passes() -> None:
    assert failed_at(80, (an_item("W1"), 7), (an_item("W2"), 8)) == ["W1"]


def test_a_critical_item_below_half_fails_under_a_low_threshold_too() -> None:
    assert failed_at(30, (an_item("W1", is_critical=True), 4), (an_item("W2"), 4)) == ["W1"]


def test_what_does_not_apply_or_was_not_looked_at_has_not_failed() -> None:
    unseen = an_item("W2")
    assert failed_items(80, [unseen], {}) == []
    assert failed_at(80, (an_item("W1"), None)) == []
