# caught by: can-run-environment
# saying: CURRENCY is set on laptop


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    return set(image.needs) <= set(place.dependencies)
