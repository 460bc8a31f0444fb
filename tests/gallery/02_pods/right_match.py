"""Decides by the policy, with a match statement and a maximum of exit codes."""


def pod_phase(container_states, restart_policy):
    if sum(bool(state.waiting) for state in container_states) >= 1:
        return "Pending"
    if not all(state.terminated for state in container_states):
        return "Running"
    worst = max(state.terminated.exit_code for state in container_states)
    match restart_policy:
        case "Always":
            return "Running"
        case "OnFailure" if worst > 0:
            return "Running"
        case _ if worst > 0:
            return "Failed"
    return "Succeeded"
