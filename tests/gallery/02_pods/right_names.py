"""Turns each state into one word, and looks at the words."""


def word(state):
    if state.running:
        return "running"
    if state.waiting:
        return "waiting"
    return "failed" if state.terminated.exit_code else "done"


def pod_phase(container_states, restart_policy):
    words = {word(state) for state in container_states}
    again = {"Always": {"done", "failed"}, "OnFailure": {"failed"}, "Never": set()}[restart_policy]
    if "waiting" in words:
        return "Pending"
    if words & ({"running"} | again):
        return "Running"
    return "Failed" if "failed" in words else "Succeeded"
