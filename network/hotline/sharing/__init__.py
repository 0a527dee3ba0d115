"""Asking the driver's phone for its position: a link by SMS, a page without sign-in, and the form or case that fills in by itself."""
