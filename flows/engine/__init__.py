"""The engine of the conversations: pure values in, pure values out."""
