"""The plans that a new deployment offers; prices are examples, to be replaced together with Stripe's price ids."""

from billing.subscriptions.choices import Feature
from billing.subscriptions.models import Plan

PLANS = (
    ("basic", "基础版", "Basic", 68_000, [Feature.EXPORTS], 12),
    ("pro", "专业版", "Pro", 198_000, [Feature.EXPORTS, Feature.API, Feature.ANALYTICS, Feature.CAMPAIGNS], 40),
    ("group", "集团版", "Dealer group", 498_000, list(Feature), 0),
)


def seed_plans() -> list[Plan]:
    """Make the plans that are missing, and return all of them in their order. May be called again."""
    for rank, (code, name_zh, name_en, price_minor, features, people) in enumerate(PLANS):
        Plan.objects.get_or_create(
            code=code,
            defaults={
                "rank": rank,
                "name_zh": name_zh,
                "name_en": name_en,
                "price_minor": price_minor,
                "stripe_price_id": f"price_{code}",
                "features": [str(feature) for feature in features],
                "people": people,
            },
        )
    return list(Plan.objects.all())
