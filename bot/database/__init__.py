"""The database: opened, migrated and written to, the same on SQLite and PostgreSQL."""
