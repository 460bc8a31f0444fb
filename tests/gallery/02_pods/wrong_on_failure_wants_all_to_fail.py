# caught by: phase-on-failure
# saying: mail is started again in a moment


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    codes = [state.terminated.exit_code for state in container_states]
    if restart_policy == "OnFailure" and all(codes):
        return "Running"
    return "Failed" if any(codes) else "Succeeded"
