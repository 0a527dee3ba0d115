"""Courses: what is taught, and to which certificate it leads."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.certification.actions import change_course, create_course
from audit.certification.models import Course
from audit.certification.pages.forms import CourseForm
from audit.certification.pages.tables import CourseFilter, CourseTable
from audit.certification.selectors import courses_for
from common.pages import Button, Crumb, DetailPage, Fact, FormPage, ListPage, Page
from common.text import Text

MANAGE = "certification.manage"


class CoursePage(Page):
    """What pages of courses share: the way back."""

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Courses"), reverse("certification:courses"))]


class CourseList(ListPage):
    """Courses."""

    action = "certification.view"
    title = _("Courses")
    table_class = CourseTable
    filterset_class = CourseFilter
    create = Button(_("New course"), "certification:add_course", action=MANAGE, primary=True, icon="plus")
    empty = _("No course yet. A trainer adds the first one.")

    def rows(self) -> QuerySet[Any]:
        """Return the courses."""
        return courses_for(self.actor)


class CourseDetail(CoursePage, DetailPage):
    """One course."""

    action = "certification.view"
    list_name = "certification:courses"

    def record(self) -> Any:
        """Return the course."""
        return courses_for(self.actor).get_or_404(self.kwargs["pk"])

    def title_for(self, record: Course) -> Text:
        """Return code and name."""
        return str(record)

    def facts(self, record: Course) -> Sequence[Fact]:
        """Return what the course is."""
        return [
            Fact(_("scope"), record.get_scope_display()),
            Fact(_("teaching hours"), record.hours),
            Fact(_("certificate valid (months)"), record.valid_months),
            Fact(pgettext_lazy("course", "offered"), _("yes") if record.is_offered else _("no")),
            Fact(_("Chinese name"), record.name_zh),
            Fact(_("English name"), record.name_en),
            Fact(_("syllabus"), record.syllabus, wide=True),
        ]

    def buttons(self, record: Course) -> Sequence[Button]:
        """Offer the form to trainers."""
        return [Button(_("Edit"), "certification:change_course", action=MANAGE, args=(record.pk,), icon="edit")]


class AddCourse(CoursePage, FormPage):
    """A new course."""

    action = MANAGE
    title = _("New course")
    form_class = CourseForm
    success = _("Added.")

    def perform(self, form: Any) -> str:
        """Add it."""
        return create_course(acting_user=self.actor, **form.cleaned_data).get_absolute_url()


class ChangeCourse(CoursePage, FormPage):
    """A course; its code stays."""

    action = MANAGE
    title = _("Edit course")
    form_class = CourseForm

    def record(self) -> Any:
        """Return the course."""
        return courses_for(self.actor).get_or_404(self.kwargs["pk"])

    def make_form(self, *, bound: bool) -> Any:
        """Return the form without the code."""
        form = super().make_form(bound=bound)
        del form.fields["code"]
        return form

    def perform(self, form: Any) -> str:
        """Change it."""
        return change_course(self.object.pk, acting_user=self.actor, **form.cleaned_data).get_absolute_url()
