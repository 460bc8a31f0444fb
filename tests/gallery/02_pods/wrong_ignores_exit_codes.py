# caught by: phase-exit-code
# saying: with exit code 137


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    if restart_policy == "OnFailure" and any(state.terminated.exit_code for state in container_states):
        return "Running"
    return "Succeeded"
