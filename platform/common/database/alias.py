"""The two ways into the database: as the application, or as the owner of its tables (migrations, opening a station)."""

APP = "default"
OWNER = "owner"
