"""Chinese working days, with make-up days (调休): an editable table, seeded from published notices."""
