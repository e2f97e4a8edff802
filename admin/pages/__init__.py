"""One file per page: what it shows, and what its form does."""
