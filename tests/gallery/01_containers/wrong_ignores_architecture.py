# caught by: can-run-processor
# saying: which does not understand it


def can_run(image, host):
    if image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    return set(image.needs) <= set(place.dependencies) and set(image.reads) <= set(place.environment)
