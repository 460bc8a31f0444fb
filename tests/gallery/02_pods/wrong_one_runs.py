# caught by: phase-never-started
# saying: log-shipper has never started


def pod_phase(container_states, restart_policy):
    if any(state.running for state in container_states):
        return "Running"
    if any(state.waiting for state in container_states):
        return "Pending"
    failed = any(state.terminated.exit_code != 0 for state in container_states)
    if restart_policy == "Always" or (restart_policy == "OnFailure" and failed):
        return "Running"
    return "Failed" if failed else "Succeeded"
