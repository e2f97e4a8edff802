"""Finding a service: words, places, needs, times; pure, on one snapshot in memory."""
