"""The kilometre posts of highways: list, add, move."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.datum import Datum
from common.pages import Button, Column, Crumb, FormPage, ListPage, RecordTable
from network.hotline.filters import PostFilter
from network.hotline.links import LONGEST
from network.hotline.models import HighwayPost
from network.hotline.places import read_place
from network.hotline.posts import posts_for, read_marker, set_post


class PostTable(RecordTable):
    """Kilometre posts."""

    road = Column(linkify=lambda record: reverse("hotline:post", args=[record.pk]))
    marker = Column(verbose_name=_("Kilometre"), order_by=("at_m",))
    name = Column()
    lat = Column()
    lon = Column()

    class Meta(RecordTable.Meta):
        model = HighwayPost
        fields = ("road", "marker", "name", "lat", "lon")


class PostList(ListPage):
    """All kilometre posts."""

    action = "hotline.posts"
    title = _("Highway posts")
    table_class = PostTable
    filterset_class = PostFilter
    create = Button(_("Add a post"), "hotline:post_add", action="hotline.posts", primary=True, icon="plus")
    empty = _(
        "No post yet. Add one, or take a file in under Imports: a call from G30 K1234+500 is then found on the map by itself."
    )

    def rows(self) -> Any:
        """Return the posts."""
        return posts_for(self.actor)


class PostForm(forms.Form):
    """Where a marker stands."""

    marker = forms.CharField(label=_("Highway and kilometre"), max_length=40, help_text=_("For example G30 K1234+500"))
    position = forms.CharField(label=_("Position"), max_length=LONGEST, help_text=_("For example 34.2655,108.9541"))
    datum = forms.ChoiceField(label=_("Position comes from"), choices=Datum.choices, initial=Datum.WGS84)
    name = forms.CharField(label=_("Name"), max_length=80, required=False, help_text=_("Exit, service area, bridge"))


class SetPost(FormPage):
    """Adds a post, or moves one."""

    action = "hotline.posts"
    title = _("Highway post")
    form_class = PostForm
    narrow = True
    submit_label = _("Save")
    success = _("The post is on the map.")
    lit: ClassVar[str] = "hotline:posts"

    def record(self) -> HighwayPost | None:
        """Return the post that is moved, if one is."""
        key = self.kwargs.get("pk")
        found: HighwayPost | None = posts_for(self.actor).get_or_404(key) if key else None
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the posts."""
        return [Crumb(_("Highway posts"), reverse("hotline:posts"))]

    def initial(self) -> dict[str, Any]:
        """Return what is stored."""
        post = self.object
        return {"marker": str(post), "position": f"{post.lat},{post.lon}", "name": post.name} if post else {}

    def perform(self, form: Any) -> str:
        """Save it."""
        typed = form.cleaned_data
        place = read_place(typed["position"], typed["datum"], field="position")
        post_id = self.object.pk if self.object else None
        set_post(read_marker(typed["marker"]), place, name=typed["name"], post_id=post_id, acting_user=self.actor)
        return reverse("hotline:posts")
