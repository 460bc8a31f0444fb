"""A small Kubernetes to learn from: the parts of a cluster, in plain Python and simulated time."""

__version__ = "0.1.0"
