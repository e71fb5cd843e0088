"""Statistics of a session: counted once when results are published, kept as signed files beside them, and shown."""
