"""The directory in its tables: read, written, its history and its snapshot."""
