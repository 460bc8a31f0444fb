# caught by: phase-never-started
# saying: log-shipper has never started


def pod_phase(container_states, restart_policy):
    state = container_states[0]
    if state.waiting:
        return "Pending"
    if state.running or restart_policy == "Always":
        return "Running"
    if state.terminated.exit_code == 0:
        return "Succeeded"
    return "Running" if restart_policy == "OnFailure" else "Failed"
