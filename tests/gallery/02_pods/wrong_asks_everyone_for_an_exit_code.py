# caught by: phase-still-running
# saying: stopped with AttributeError


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if restart_policy == "Always":
        return "Running"
    failed = any(state.terminated.exit_code != 0 for state in container_states)
    if any(state.running for state in container_states) or (failed and restart_policy == "OnFailure"):
        return "Running"
    return "Failed" if failed else "Succeeded"
