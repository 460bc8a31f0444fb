# caught by: phase-still-running
# saying: did not wait until report ends


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    failed = any(state.terminated and state.terminated.exit_code for state in container_states)
    if failed and restart_policy == "Never":
        return "Failed"
    if failed or restart_policy == "Always" or any(state.running for state in container_states):
        return "Running"
    return "Succeeded"
