"""Applications for a station, by the real action."""

from datetime import timedelta
from typing import Any

from common.clock import now
from network.onboarding.applications.models import Application
from network.onboarding.applications.policies import new_stamp
from network.onboarding.applications.public import ApplicationFacts, Sending, apply_for_station

PHONE = "13912345678"


def stamp(age: timedelta = timedelta(minutes=3)) -> str:
    """The stamp of a form that was opened this long ago."""
    return new_stamp(now() - age)


def facts(**changes: Any) -> ApplicationFacts:
    """A company in Xuzhou, which the East China office looks after."""
    usual: dict[str, Any] = {
        "company": "徐州通达商用车服务有限公司", "contact": "李海涛", "phone": "139 1234 5678", "province_code": "32", "city": "徐州",
        "area_m2": 1800, "bays": 8, "statement": "经营重卡维修十二年。", "email": "li@tongda.example", "brands": ["Haul"],
    }  # fmt: skip
    return ApplicationFacts(**(usual | changes))


def application(*, address: str = "203.0.113.7", **changes: Any) -> Application:
    """An application that has just arrived."""
    return apply_for_station(facts(**changes), Sending(stamp(), address=address))


def form(**changes: str) -> dict[str, str]:
    """The public form as a browser sends it."""
    usual = {
        "company": "徐州通达商用车服务有限公司", "contact": "李海涛", "phone": "13912345678", "email": "", "province_code": "32",
        "city": "徐州", "area_m2": "1800", "bays": "8", "brands": "Haul，轻卡", "statement": "经营重卡维修十二年。", "website": "",
        "stamp": stamp(),
    }  # fmt: skip
    return usual | changes
