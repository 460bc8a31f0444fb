# caught by: phase-always
# saying: in a moment both are started again


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states):
        return "Running"
    if any(state.terminated.exit_code != 0 for state in container_states):
        return "Failed"
    return "Succeeded"
