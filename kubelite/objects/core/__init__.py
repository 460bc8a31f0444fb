"""The core group, ``v1``: Pods, Nodes, Services and the small objects around them."""
