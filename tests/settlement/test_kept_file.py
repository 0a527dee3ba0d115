"""An invoice's XML comes back by way of the browser: what is none is said at the form."""

from billing.settlement.pages.forms import InvoiceForm


def test_letters_that_no_file_has_are_refused_at_the_form() -> None:
    form = InvoiceForm(data={"kept": "密封"})
    assert not form.is_valid()
    assert "kept" in form.errors
