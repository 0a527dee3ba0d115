"""The posts of a station (岗位): what the manufacturer's manual calls them, where they stand, and the role that each grants.

A person may hold several (可兼职), and a post may be held by several people. To add a post, add a row here and its translation.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.text import Text

DEPARTMENTS: dict[str, Text] = {
    "management": _("Management"),
    "front": _("Front desk"),
    "workshop": _("Workshop and technology"),
    "claims": _("Claims and quality information"),
    "training": _("Training"),
    "parts": _("Spare parts"),
    "finance": _("Finance"),
    "support": _("Customer support"),
    "marketing": _("Marketing"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """One post; `code` is what memberships keep."""

    code: str
    name: Text
    department: str
    role: Role


POSTS: dict[str, Post] = {
    post.code: post
    for post in (
        Post("station_manager", _("Station manager"), "management", Role.STATION_MANAGER),
        Post("service_manager", _("Service manager"), "management", Role.STATION_MANAGER),
        Post("it_administrator", _("System administrator"), "management", Role.RECEPTION),
        Post("environment_officer", _("Environment officer"), "management", Role.WORKSHOP),
        Post("service_supervisor", _("Service supervisor"), "front", Role.RECEPTION),
        Post("senior_advisor", _("Senior service advisor"), "front", Role.RECEPTION),
        Post("service_advisor", _("Service advisor"), "front", Role.RECEPTION),
        Post("accident_advisor", _("Accident advisor"), "front", Role.RECEPTION),
        Post("lounge_host", _("Lounge host"), "front", Role.CUSTOMER_CARE),
        Post("workshop_supervisor", _("Workshop supervisor"), "workshop", Role.WORKSHOP),
        Post("technical_director", _("Technical director"), "workshop", Role.WORKSHOP),
        Post("final_inspector", _("Final inspector"), "workshop", Role.WORKSHOP),
        Post("test_driver", _("Test driver"), "workshop", Role.WORKSHOP),
        Post("mechatronics_technician", _("Mechatronics technician"), "workshop", Role.TECHNICIAN),
        Post("body_technician", _("Body technician"), "workshop", Role.TECHNICIAN),
        Post("paint_technician", _("Paint technician"), "workshop", Role.TECHNICIAN),
        Post("equipment_officer", _("Equipment officer"), "workshop", Role.WORKSHOP),
        Post("quality_appraiser", _("Quality appraiser"), "claims", Role.APPRAISER),
        Post("claim_clerk", _("Claim clerk"), "claims", Role.APPRAISER),
        Post("quality_reporter", _("Quality-information reporter"), "claims", Role.WORKSHOP),
        Post("training_supervisor", _("Training supervisor"), "training", Role.WORKSHOP),
        Post("process_trainer", _("Process trainer"), "training", Role.RECEPTION),
        Post("training_coordinator", _("Technical-training coordinator"), "training", Role.WORKSHOP),
        Post("parts_manager", _("Parts manager"), "parts", Role.PARTS),
        Post("parts_planner", _("Parts planner"), "parts", Role.PARTS),
        Post("parts_sales", _("Parts sales clerk"), "parts", Role.PARTS),
        Post("issuing_clerk", _("Issuing clerk"), "parts", Role.PARTS),
        Post("storekeeper", _("Storekeeper"), "parts", Role.PARTS),
        Post("finance_manager", _("Finance manager"), "finance", Role.STATION_FINANCE),
        Post("accountant", _("Accountant"), "finance", Role.STATION_FINANCE),
        Post("cashier", _("Cashier"), "finance", Role.STATION_FINANCE),
        Post("support_manager", _("Customer-support manager"), "support", Role.CUSTOMER_CARE),
        Post("follow_up_caller", _("Follow-up caller"), "support", Role.CUSTOMER_CARE),
        Post("customer_relations", _("Customer-relations officer"), "support", Role.CUSTOMER_CARE),
        Post("satisfaction_officer", _("Satisfaction (CSI) officer"), "support", Role.CUSTOMER_CARE),
        Post("marketing_manager", _("Marketing manager"), "marketing", Role.CUSTOMER_CARE),
        Post("market_information", _("Market-information officer"), "marketing", Role.CUSTOMER_CARE),
        Post("promotion_officer", _("Promotion officer"), "marketing", Role.CUSTOMER_CARE),
    )
}


MAIN_POST = {
    Role.STATION_MANAGER: "station_manager",
    Role.RECEPTION: "service_advisor",
    Role.WORKSHOP: "workshop_supervisor",
    Role.TECHNICIAN: "mechatronics_technician",
    Role.APPRAISER: "quality_appraiser",
    Role.PARTS: "parts_manager",
    Role.STATION_FINANCE: "finance_manager",
    Role.CUSTOMER_CARE: "follow_up_caller",
}


def main_post(role: str) -> str:
    """Return the post under which somebody with a role but without a post is counted."""
    return MAIN_POST.get(Role(role), "") if role in Role.values else ""


def posts_of(department: str) -> list[Post]:
    """Return the posts of a department, in the manual's order."""
    return [post for post in POSTS.values() if post.department == department]


def post_choices() -> list[tuple[Text, list[tuple[str, Text]]]]:
    """Return the posts by department, as a select box wants them."""
    return [(name, [(post.code, post.name) for post in posts_of(code)]) for code, name in DEPARTMENTS.items()]


def post_name(code: str, role: str = "") -> Text:
    """Return the post's name; a membership without a post is called by its role."""
    post = POSTS.get(code)
    if post is not None:
        return post.name
    return Role(role).label if role in Role.values else code
