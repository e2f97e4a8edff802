"""Second floor: people, channels, delivery, time. All personal data lives here."""
