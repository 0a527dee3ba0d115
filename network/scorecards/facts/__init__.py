"""From what a figure is measured: plain facts of the rooms below (`gathering.py`) and, per indicator, a pure function over them (`measures.py`)."""
