"""信息变更单, 批示 and 撤销/注销单 as PDFs, for both sides and in both languages."""

from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from common.deadlines.keep import keep_due
from common.scope import for_office
from network.lifecycle.choices import OrderKind
from tests.builders.lifecycle import a_closing, an_approved_change, an_order_in_force

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_record_prints_its_slip(
    language: str, client_for: Any, customer_service_manager: Actor, station_manager: Actor, rival_manager: Actor
) -> None:
    User.objects.update(language=language)
    with for_office():
        change, order = an_approved_change(), an_order_in_force(OrderKind.SUSPENSION)
        closing = a_closing()
        keep_due()
    head, own, rival = (client_for(one) for one in (customer_service_manager, station_manager, rival_manager))
    for what, key in (("changes", change.pk), ("orders", order.pk), ("closings", closing.pk)):
        address = f"/lifecycle/{what}/{key}/slip.pdf"
        assert address in head.get(f"/lifecycle/{what}/{key}/").content.decode()
        assert head.get(address).content.startswith(b"%PDF"), what
        assert own.get(f"/s/SHA01{address}").content.startswith(b"%PDF"), what
        assert rival.get(f"/s/BJS01{address}").status_code == 404
