"""Second floor: people, channels, delivery, time. All personal data lives here.

In: settings, webhooks, the directory.
Out: answers and reminders; pages and commands.
"""
