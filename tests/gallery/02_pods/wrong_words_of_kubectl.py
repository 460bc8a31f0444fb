# caught by: phase-succeeded
# saying: does not see that all is done


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "Running"
    failed = any(state.terminated.exit_code for state in container_states)
    if failed and restart_policy == "OnFailure":
        return "Running"
    return "Error" if failed else "Completed"
