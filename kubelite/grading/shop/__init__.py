"""The online shop of lesson 11: a learner's manifests in a cluster of their own, and what its customers notice."""
