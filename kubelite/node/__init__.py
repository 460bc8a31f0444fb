"""What runs on each node: the kubelet, the container runtime and kube-proxy."""
