"""What do the floor and the peers say to everybody, and how do they know their Telegram?

Read by the peers in an environment of their own too, so it imports nothing.
"""

TOKEN = "7:made-up-token_for-benchmarks"
SECRET = "made-up-secret_for-benchmarks"
WEBHOOK = "/telegram/webhook"
LABELS = ("Sante", "Travail", "Papiers", "Suite")
REPLY = "\n".join(f"{number} {label}" for number, label in enumerate(LABELS, 1))
