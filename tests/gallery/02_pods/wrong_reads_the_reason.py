# caught by: phase-exit-code
# saying: with exit code 137


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    failed = any(state.terminated.reason == "Error" for state in container_states)
    if failed and restart_policy == "OnFailure":
        return "Running"
    return "Failed" if failed else "Succeeded"
