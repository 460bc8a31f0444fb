# caught by: phase-succeeded
# saying: neither is started again


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy != "Never":
        return "Running"
    return "Failed" if any(state.terminated.exit_code for state in container_states) else "Succeeded"
