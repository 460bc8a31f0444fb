# caught by: phase-never-started
# saying: did not wait for log-shipper


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "pending"
    if any(state.running for state in container_states) or restart_policy == "Always":
        return "running"
    failed = any(state.terminated.exit_code for state in container_states)
    if failed and restart_policy == "OnFailure":
        return "running"
    return "failed" if failed else "succeeded"
