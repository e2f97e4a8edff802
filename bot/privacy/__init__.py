"""Sealing, masking, retention: what keeps a stolen file from naming anybody."""
