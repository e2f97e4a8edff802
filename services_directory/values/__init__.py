"""What people read of a service: frozen values, hours, phones, places. Pure."""
