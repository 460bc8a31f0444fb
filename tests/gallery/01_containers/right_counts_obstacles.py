"""Collects everything that is in the way, and looks whether there is any."""


def missing(names, place):
    return [name for name in names if name not in place]


def obstacles(image, host):
    found = [part for part in ("architecture", "kernel") if getattr(image, part) != getattr(host, part)]
    place = image
    if not image.containerised:
        place = host
    found += missing(image.needs, place.dependencies)
    found += missing(image.reads, place.environment.keys())
    return found


def can_run(image, host):
    return len(obstacles(image, host)) == 0
