# caught by: phase-never-started
# saying: did not wait for log-shipper


def pod_phase(container_states, restart_policy):
    return "Running"
