"""The living picture of a cluster: ``show(cluster)``; of two runs: ``compare(mine, other)``. Weights as sliders:
``weigh(decision)``.

They need anywidget, which comes with ``kubelite[course]``.
"""

from __future__ import annotations

from kubelite.view.widget.cluster_view import ClusterPair, ClusterView, compare, show
from kubelite.view.widget.weights import Weights, weigh

__all__ = ["ClusterPair", "ClusterView", "Weights", "compare", "show", "weigh"]
