"""Warranty policy as versioned, effective-dated data: a claim is judged by the policy of its repair date."""
