"""The head office: keeps what the tills send, once each, and shows the day. Imports no till code."""
