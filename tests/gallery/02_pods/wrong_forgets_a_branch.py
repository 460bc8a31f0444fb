# caught by: phase-succeeded
# saying: gave nothing back


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    for state in container_states:
        if state.terminated.exit_code != 0:
            return "Running" if restart_policy == "OnFailure" else "Failed"
