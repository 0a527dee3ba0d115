"""What the policy offers as long work."""

from billing.policy import filling as filling
