"""The browser half: its source and bundle, and what is said between it and the server."""
