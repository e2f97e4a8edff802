"""People who write to us: what is known of one contact while a message is answered."""
