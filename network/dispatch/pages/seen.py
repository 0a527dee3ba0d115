"""What a dispatcher has seen of a rescue, kept in the form: what was arranged since is not undone unseen."""

from typing import Any

from django import forms

from network.dispatch.models import Rescue


class SeenRound(forms.IntegerField):
    """The rescue's round when the form was shown. Shown again after a refusal it is the round of that moment, not what was sent."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False, min_value=0, max_value=32767)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Show what is true now."""
        return initial


def seen_now(rescue: Rescue) -> dict[str, Any]:
    """Return the initial value of a form with `seen_round`."""
    return {"seen_round": rescue.round}
