"""Asks first whether all is over, and then what it was."""


def is_over(state, restart_policy):
    if state.terminated is None or restart_policy == "Always":
        return False
    return restart_policy == "Never" or state.terminated.exit_code == 0


def pod_phase(container_states, restart_policy):
    states = list(container_states)
    for state in states:
        if state.waiting:
            return "Pending"
    over = [is_over(state, restart_policy) for state in states]
    if False in over:
        still = [state for state, ended in zip(states, over, strict=True) if not ended]
        if any(state.running for state in still) or restart_policy != "Never":
            return "Running"
    codes = {state.terminated.exit_code for state in states}
    return "Succeeded" if codes == {0} else "Failed"
