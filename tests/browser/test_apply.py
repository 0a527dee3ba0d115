"""A company applies on a phone and reads on the page of its own how it stands; both pages hold by axe's rules."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import support
from tests.builders import applications as build

pytestmark = pytest.mark.browser
TYPED = ("company", "contact", "phone", "city", "area_m2", "bays", "statement")


@pytest.mark.parametrize(("language", "phone"), [("zh-hans", True), ("en", False)])
def test_a_company_applies_and_adds_what_is_missing(chromium: Any, site: str, language: str, phone: bool) -> None:
    page = support.window(chromium, site, language=language, phone=phone).new_page()
    page.goto("/onboarding/apply/")
    support.assert_accessible(page)
    sent = build.form(company=f"浏览器公司 {language}")
    for name in TYPED:
        page.fill(f'[name="{name}"]', sent[name])
    page.select_option('[name="province_code"]', sent["province_code"])
    expect(page.locator("#website")).not_to_be_in_viewport()
    page.evaluate("stamp => { document.querySelector('[name=stamp]').value = stamp }", sent["stamp"])
    page.click("[data-submit]")
    expect(page.locator(".apply-state")).to_be_visible()
    support.assert_accessible(page)
    page.fill('[name="text"]', "补充：营业执照已更新")
    page.click("[data-submit]")
    expect(page.locator(".apply")).to_contain_text("补充：营业执照已更新")
