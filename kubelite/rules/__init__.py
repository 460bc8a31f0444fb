"""Rules that several components share: small pure functions over the views of objects."""
