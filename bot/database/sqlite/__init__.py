"""SQLite: the file, its executor, its backup."""
