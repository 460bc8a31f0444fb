# caught by: phase-exit-code
# saying: the one between them


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    codes = [state.terminated.exit_code for state in container_states]
    if restart_policy == "OnFailure" and any(codes):
        return "Running"
    return "Failed" if all(codes) else "Succeeded"
