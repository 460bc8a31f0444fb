"""Probes and lifecycle hooks: one handler each, and sensible numbers.

Source of the rules: ``pkg/apis/core/validation/validation.go`` (validateProbe, validateHandler, validateLifecycle).
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import (
    Causes,
    Doc,
    each,
    forbidden,
    invalid,
    non_negative,
    one_of,
    required,
    unsupported,
    wrong,
)

_PROBE_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_HOOK_HANDLERS = ("exec", "httpGet", "tcpSocket", "sleep")
_NUMBERS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
_SIGNALS = frozenset(
    "SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL "
    "SIGPROF SIGPWR SIGQUIT SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 "
    "SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ SIGRTMIN SIGRTMAX".split()
) | {f"SIGRTMIN+{n}" for n in range(1, 16)} | {f"SIGRTMAX-{n}" for n in range(1, 15)}  # fmt: skip


def probes(container: Doc, path: str) -> Causes:
    """The liveness, readiness and startup probe of a container."""
    yield from _probe(container.get("livenessProbe"), f"{path}.livenessProbe", once=True)
    yield from _probe(container.get("readinessProbe"), f"{path}.readinessProbe", once=False)
    yield from _probe(container.get("startupProbe"), f"{path}.startupProbe", once=True)


def lifecycle(hooks: Doc, path: str, grace: int | None, os_name: str) -> Causes:
    """``postStart`` and ``preStop``, and the signal that stops the container. ``grace`` in seconds."""
    for name in ("postStart", "preStop"):
        if (hook := hooks.get(name)) is not None:
            yield from _handler(hook, f"{path}.{name}", _HOOK_HANDLERS, grace)
    if signal := hooks.get("stopSignal"):
        yield from _stop_signal(signal, f"{path}.stopSignal", os_name)


def port_number_or_name(port: int | str | None, path: str) -> Causes:
    """A port of a container: a number, or the name that the container gives it."""
    if isinstance(port, str):
        yield from wrong(path, port, names.port_name(port))
    else:
        yield from wrong(path, port or 0, names.port_number(port or 0))


def _probe(probe: Doc | None, path: str, *, once: bool) -> Causes:
    if probe is None:
        return
    yield from _handler(probe, path, _PROBE_HANDLERS, None)
    yield from non_negative(probe, *_NUMBERS, path=path)
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        yield invalid(f"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0")
    successes = probe.get("successThreshold")
    if once and successes not in (None, 1):
        yield invalid(f"{path}.successThreshold", successes, "must be 1")
    if not once and grace is not None:
        yield invalid(f"{path}.terminationGracePeriodSeconds", grace, "must not be set for readinessProbes")


def _handler(handler: Doc, path: str, kinds: tuple[str, ...], grace: int | None) -> Causes:
    given = [kind for kind in kinds if handler.get(kind) is not None]
    if not given:
        yield required(path, "must specify a handler type")
        return
    yield from _action(given[0], handler[given[0]], f"{path}.{given[0]}", grace)
    for kind in given[1:]:
        yield forbidden(f"{path}.{kind}", "may not specify more than 1 handler type")


def _action(kind: str, action: Doc, path: str, grace: int | None) -> Causes:
    match kind:
        case "exec":
            if not action.get("command"):
                yield required(f"{path}.command")
        case "httpGet":
            yield from _http_get(action, path)
        case "sleep":
            yield from _sleep(action.get("seconds") or 0, path, grace)
        case _:
            yield from port_number_or_name(action.get("port"), f"{path}.port")


def _http_get(action: Doc, path: str) -> Causes:
    yield from port_number_or_name(action.get("port"), f"{path}.port")
    yield from one_of(f"{path}.scheme", action.get("scheme"), ("HTTP", "HTTPS"))
    for header, _ in each(action, "httpHeaders", path):
        name = header.get("name") or ""
        yield from wrong(f"{path}.httpHeaders", name, names.http_header(name))


def _sleep(seconds: int, path: str, grace: int | None) -> Causes:
    if grace is not None and not 0 <= seconds <= grace:
        yield invalid(path, seconds, f"must be non-negative and less than terminationGracePeriodSeconds ({grace})")


def _stop_signal(signal: str, path: str, os_name: str) -> Causes:
    if not os_name:
        yield forbidden(path, "may not be set for containers with empty `spec.os.name`")
    allowed = {"SIGKILL", "SIGTERM"} if os_name == "windows" else _SIGNALS
    if os_name in ("windows", "linux") and signal not in allowed:
        yield unsupported(path, signal, sorted(allowed))
