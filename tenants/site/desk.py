"""What the site hangs into the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.pages import STATION, Step, Task, menu, say, setup_steps, tasks
from tenants.site.selectors import own_posts, signatures_for, standings

HERE = (STATION,)

menu.add("admin", _("Organisation chart"), "site:chart", icon="sitemap", action="site.view", places=HERE, order=20)
menu.add(
    "admin",
    _("Recurring duties"),
    "site:calendar",
    icon="calendar-check",
    action="site.view",
    places=HERE,
    order=22,
    key="w",
)
menu.add("admin", _("My duties"), "site:mine", icon="id-badge-2", action="site.view", places=HERE, order=24)
say({"duty.done": _("Round done"), "duty.signed_for": _("Signed for the duties")})


def duties_due(actor: Actor) -> list[Task]:
    """Return the rounds that are due and that the person's posts include."""
    mine = {post.code for post in own_posts(actor)}
    return [
        Task(one.duty.kind.label, reverse("site:do", args=[one.duty.kind]), detail=one.duty.rhythm)
        for one in standings(actor)
        if one.is_due and mine.intersection(one.duty.posts)
    ]


def read_duties(actor: Actor) -> list[Task]:
    """Ask people to sign for the duties of their posts."""
    signed = set(signatures_for(actor).filter(user_id=actor.id).values_list("post", flat=True))
    open_posts = [post for post in own_posts(actor) if post.code not in signed]
    url = reverse("site:mine")
    return [Task(_("Read and sign for your duties: %(post)s") % {"post": post.name}, url) for post in open_posts[:1]]


def first_check(actor: Actor) -> list[Step]:
    """The set-up checklist of a new station: the first rounds."""
    url = reverse("site:calendar")
    return [
        Step(
            _("Do the first environment inspection and opening check"),
            url,
            all(one.last_on for one in standings(actor)),
        )
    ]


tasks.add(duties_due, action="site.inspect", places=HERE, order=40)
tasks.add(read_duties, action="site.view", places=HERE, order=60)
setup_steps.add(first_check, action="posts.manage", places=HERE, order=40)
