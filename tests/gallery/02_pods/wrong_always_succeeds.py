# caught by: phase-always
# saying: restart policy is Always


def pod_phase(container_states, restart_policy):
    if any(state.waiting for state in container_states):
        return "Pending"
    if any(state.running for state in container_states):
        return "Running"
    failed = any(state.terminated.exit_code != 0 for state in container_states)
    if not failed:
        return "Succeeded"
    return "Failed" if restart_policy == "Never" else "Running"
