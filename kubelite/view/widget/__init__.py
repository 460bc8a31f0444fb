"""The living picture of a cluster: ``show(cluster)``; of two runs: ``compare(mine, other)``.

It needs anywidget, which comes with ``kubelite[course]``.
"""

from __future__ import annotations

from kubelite.view.widget.cluster_view import ClusterPair, ClusterView, compare, show

__all__ = ["ClusterPair", "ClusterView", "compare", "show"]
