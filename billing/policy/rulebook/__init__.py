"""Rules as versions that hold from a moment on: clauses told once, for form, page, comparison and API; drafted by one, published by another.

A room with rules of its own (dispatch, the hotline) gives a `Book` of clauses, a model on `RuleVersion`, and its names on a `Shelf`.
"""
