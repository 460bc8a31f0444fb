"""What runs in the control plane: etcd, the API server, the scheduler and the controllers."""
