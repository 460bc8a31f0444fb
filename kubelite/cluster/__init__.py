"""A whole cluster: the only place where all parts meet.

``cluster`` builds and wires it. Beside it lie the verbs that only a simulated cluster has: looking into containers
(``inside``), breaking and mending (``faults``), sending requests (``traffic``), measuring (``metrics``), looking back
(``history``).
"""

from kubelite.cluster.cluster import Cluster, NotInTime

__all__ = ["Cluster", "NotInTime"]
