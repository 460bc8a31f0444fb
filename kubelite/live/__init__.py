"""A real cluster behind the same verbs, pictures and functions as the simulated one.

``connect()`` finds the cluster that kind has made on this machine. The official client, the package ``kubernetes``, is
imported only here, and only when a cluster is looked for.
"""

from kubelite.live.cluster import NoCluster, RealCluster, connect
from kubelite.live.scheduling import fits, least_allocated

__all__ = ["NoCluster", "RealCluster", "connect", "fits", "least_allocated"]
