"""Taking lists in from files: upload, map columns, dry run with a reason in each wrong cell, fix in place, commit, retry what failed.

An app registers an `Importer` (see `importers.py`); reading files, checking cells, showing and retrying come with the frame.
"""
