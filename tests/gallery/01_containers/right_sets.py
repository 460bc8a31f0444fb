"""Compares sets: what is needed must be a part of what is there."""


def can_run(image, host):
    place = image if image.containerised else host
    return (
        (image.architecture, image.kernel) == (host.architecture, host.kernel)
        and set(image.needs).issubset(place.dependencies)
        and set(image.reads).issubset(place.environment)
    )
