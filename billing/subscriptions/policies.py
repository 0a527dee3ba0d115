"""May a station use what its plan does not include?"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from billing.subscriptions.choices import Feature, SubscriptionError
from billing.subscriptions.selectors import entitlements_of
from common.errors import NotAllowed


def require_feature(station_id: UUID, feature: Feature) -> None:
    """Raise NotAllowed unless the station's plan includes `feature`. The daily work (repair, claims, rescue) asks for none."""
    if not entitlements_of(station_id).include(feature):
        raise NotAllowed(
            _("Your plan does not include this. The station manager can change the plan."),
            code=SubscriptionError.NOT_INCLUDED,
            feature=str(feature),
        )
