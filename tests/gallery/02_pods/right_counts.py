"""Counts, as the kubelet itself does."""


def pod_phase(container_states, restart_policy):
    waiting = running = stopped = succeeded = 0
    for state in container_states:
        if state.waiting is not None:
            waiting += 1
        elif state.running is not None:
            running += 1
        else:
            stopped += 1
            if state.terminated.exit_code == 0:
                succeeded += 1
    if waiting > 0:
        return "Pending"
    if running > 0:
        return "Running"
    if restart_policy == "Always":
        return "Running"
    if stopped == succeeded:
        return "Succeeded"
    return "Failed" if restart_policy == "Never" else "Running"
