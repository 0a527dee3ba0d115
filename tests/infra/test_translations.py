"""The catalogues: what is extracted from the source, what counts as incomplete, and compiling without gettext."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from infra import catalogs, check_translations
from infra.catalogs import SourceText, language_of, read_catalogue, texts_of, write_catalogue
from infra.compile_messages import compile_catalogue, is_current

TEMPLATE = """{% load i18n %}<h1>{% translate "Claims" %}</h1> it's {{ _("Old 'part'") }}
  {% blocktranslate count n=items|length trimmed %}{{ n }} claim
    of {{ who }}{% plural %}{{ n }} claims of {{ who }}{% endblocktranslate %}
{% translate "Open" context "verb" %}{% translate "Close" context "verb" as close %} (unbalanced
"""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogs, "ROOT", tmp_path)
    monkeypatch.setattr(check_translations, "ROOT", tmp_path)
    return tmp_path


def catalogue(root: Path, language: str, *entries: tuple[str, str]) -> Path:
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    made = Catalog(locale=language, fuzzy=False)
    for source, translation in entries:
        made.add(source, translation)
    write_catalogue(path, made)
    return path


def problems(path: Path, *texts: str) -> list[str]:
    wanted = {("", text): SourceText(text, "", "", ["billing/x.py:1"]) for text in texts}
    return check_translations.find_problems(wanted, {path: read_catalogue(path)})


def extracted(root: Path, name: str, source: str) -> list[tuple[str, str, str]]:
    path = root / name
    path.write_text(source)
    return [(text.singular, text.plural, text.context) for text in texts_of(path)]


def test_it_reads_the_texts_of_a_template(root: Path) -> None:
    assert extracted(root, "page.html", TEMPLATE) == [
        ("Claims", "", ""),
        ("Old 'part'", "", ""),
        ("%(n)s claim of %(who)s", "%(n)s claims of %(who)s", ""),
        ("Open", "", "verb"),
        ("Close", "", "verb"),
    ]


def test_it_reads_the_texts_of_a_python_file(root: Path) -> None:
    source = "a = _('One')\nb = gettext_lazy(\n  'Two '\n  'lines')\nc = pgettext('noun', 'Open')\nd = _(variable)\n"
    assert extracted(root, "x.py", source) == [("One", "", ""), ("Two lines", "", ""), ("Open", "", "noun")]


def test_a_complete_catalogue_has_no_problem(root: Path) -> None:
    assert problems(catalogue(root, "zh_Hans", ("Claim %(id)s", "索赔单 %(id)s")), "Claim %(id)s") == []


def test_two_rooms_that_say_one_text_differently_are_a_problem(root: Path) -> None:
    first = catalogue(root / "billing", "zh_Hans", ("Claim", "服务报单"), ("Part", "配件"))
    second = catalogue(root / "audit", "zh_Hans", ("Claim", "索赔单"), ("Part", "配件"))
    rooms = {path: read_catalogue(path) for path in (first, second)}
    assert check_translations.find_problems({}, rooms) == [
        f"zh_Hans: translated differently: 'Claim' ({first.relative_to(root)} and {second.relative_to(root)})"
    ]


def test_an_empty_chinese_text_is_a_problem_an_empty_english_one_is_not(root: Path) -> None:
    assert problems(catalogue(root, "zh_Hans", ("Claim", ""))) == [
        "locale/zh_Hans/LC_MESSAGES/django.po: not translated: 'Claim'"
    ]
    assert "not translated" not in str(problems(catalogue(root, "en", ("Claim", ""))))


def test_a_lost_placeholder_is_a_problem(root: Path) -> None:
    assert "placeholders differ (%(id)s)" in problems(catalogue(root, "zh_Hans", ("Claim %(id)s", "索赔单")))[0]


def test_a_text_that_no_catalogue_has_is_a_problem_with_its_place(root: Path) -> None:
    assert problems(catalogue(root, "zh_Hans"), "Claim") == ["zh_Hans: not in a catalogue: 'Claim' (billing/x.py:1)"]


def test_update_adds_missing_texts_to_the_catalogue(root: Path) -> None:
    path = catalogue(root, "zh_Hans", ("Part", "配件"))
    texts = {("", "Claim"): SourceText("Claim", "", "", ["billing/x.py:1"])}
    check_translations.update(texts, {path: read_catalogue(path)})
    assert [message.id for message in read_catalogue(path) if message.id] == ["Claim", "Part"]


def test_compiling_makes_it_current_until_the_source_changes(root: Path) -> None:
    path = catalogue(root, "zh_Hans", ("Part", "配件"))
    assert not is_current(path)
    compile_catalogue(path)
    assert is_current(path)
    assert "配件".encode() in path.with_suffix(".mo").read_bytes()
    assert language_of(path) == "zh_Hans"


def test_an_entry_that_a_merge_left_twice_is_a_problem_until_the_catalogue_is_written_anew(root: Path) -> None:
    path = catalogue(root, "zh_Hans", ("Open", "打开"), ("Close", "关闭"))
    text = path.read_text(encoding="utf-8")
    assert not list(check_translations.repetitions(text))
    path.write_text(
        f'{text}\nmsgid "Open"\nmsgstr "开放"\n\nmsgctxt "verb"\nmsgid "Open"\nmsgstr "打开"\n', encoding="utf-8"
    )
    (problem,) = check_translations.repetitions(path.read_text(encoding="utf-8"))
    assert "stands 2 times" in problem
    write_catalogue(path, read_catalogue(path))
    text = path.read_text(encoding="utf-8")
    assert not list(check_translations.repetitions(text))
    assert 'msgstr "打开"' in text
    assert 'msgstr "开放"' not in text
