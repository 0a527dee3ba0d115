"""The database backend (scope at the start of each transaction) and the guards that the schema enforces."""
