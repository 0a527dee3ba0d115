"""What people do with chargebacks and contracts. `raise_chargeback` and `withdraw_chargebacks` are called by `claims`."""

from billing.chargeback.raising import SettledLine, raise_chargeback, withdraw_chargebacks

__all__ = ["SettledLine", "raise_chargeback", "withdraw_chargebacks"]
