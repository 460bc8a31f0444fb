# caught by: phase-never-started
# saying: log-shipper has never started


def pod_phase(container_states, restart_policy):
    if all(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    failed = any(state.terminated and state.terminated.exit_code for state in container_states)
    if failed and restart_policy == "OnFailure":
        return "Running"
    return "Failed" if failed else "Succeeded"
