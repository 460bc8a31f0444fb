# caught by: can-run-own
# saying: stopped with AttributeError


def can_run(image, host):
    if image.os != host.os:
        return False
    place = image if image.containerised else host
    return set(image.needs) <= set(place.dependencies) and set(image.reads) <= set(place.environment)
