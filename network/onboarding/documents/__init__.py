"""Documents on paper: the authorised service agreement."""
