"""The living picture of a cluster: ``show(cluster)``. It needs anywidget, which comes with ``kubelite[course]``."""

from __future__ import annotations

from kubelite.view.widget.cluster_view import ClusterView, show

__all__ = ["ClusterView", "show"]
