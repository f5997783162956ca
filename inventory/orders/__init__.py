"""Orders: what a finished sale is, how tenders settle it. No SQL, no clock."""
