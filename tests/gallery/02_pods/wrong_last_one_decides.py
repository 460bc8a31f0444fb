# caught by: phase-exit-code
# saying: the one between them


def pod_phase(container_states, restart_policy):
    running = restart_policy == "Always"
    failed = False
    for state in container_states:
        if state.waiting:
            return "Pending"
        if state.running:
            running = True
        else:
            failed = state.terminated.exit_code != 0
    if running or (failed and restart_policy == "OnFailure"):
        return "Running"
    return "Failed" if failed else "Succeeded"
