"""Scripted triage: by symptom, versioned, safety first; the answers tell what a crew must be able to do and which parts it should bring."""
