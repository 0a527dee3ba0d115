"""A station becomes another company's: what happens on the day (`acting.py`), what is left and who is late (`looking.py`)."""
