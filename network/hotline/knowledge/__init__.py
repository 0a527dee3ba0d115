"""The knowledge base: articles in both languages for hotline, stations and crews, found by words, symptom, model and fault code."""
