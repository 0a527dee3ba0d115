"""Replay: a policy is asked what it would have said about past claims. Nothing of the claims is changed."""
