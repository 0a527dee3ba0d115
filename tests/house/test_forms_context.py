"""A form's page shows what it is asked for beside the frame's own names: a name of the frame would be lost without a word, and the page empty."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

import pytest
from django.urls import get_resolver

from common.pages import FormPage

TREES = ("config.urls_headoffice", "config.urls_station")


def forms_below(kind: type[FormPage]) -> Iterator[type[FormPage]]:
    """Yield every page with a form."""
    for one in kind.__subclasses__():
        yield one
        yield from forms_below(one)


def names_in(source: str) -> set[str]:
    """Return the keys of the dictionaries that a method writes out."""
    dicts = [node for node in ast.walk(ast.parse(textwrap.dedent(source))) if isinstance(node, ast.Dict)]
    return {key.value for one in dicts for key in one.keys if isinstance(key, ast.Constant)}


def test_no_form_page_shows_something_under_a_name_of_the_frame() -> None:
    for tree in TREES:
        assert get_resolver(tree).url_patterns
    pages = [
        one for one in set(forms_below(FormPage)) if "context" in vars(one) and one.context is not FormPage.context
    ]
    assert len(pages) > 20
    lost = {
        one.__name__: found for one in pages if (found := names_in(inspect.getsource(one.context)) & FormPage.SHOWN)
    }
    assert lost == {}


@pytest.mark.parametrize("name", sorted(FormPage.SHOWN))
def test_the_names_of_the_frame_are_those_that_it_shows(name: str) -> None:
    assert name in names_in(inspect.getsource(FormPage.show))
