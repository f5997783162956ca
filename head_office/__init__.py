"""The head office: keeps what the tills send, once each, and shows the day. No till code."""
