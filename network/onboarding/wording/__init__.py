"""The words of the authorised service agreement as versions: drafted by one person, published by another, looked at on paper before."""
