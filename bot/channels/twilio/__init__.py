"""Twilio: signed webhooks come in, SMS, WhatsApp and Messenger go out."""
