"""The API server: the only way to the store, for everybody."""
