"""Twilio, whatever it carries for us.

In: signed webhooks, and its list of messages.
Out: SMS, WhatsApp and Messenger.
"""
