# caught by: can-run-own
# saying: Nothing is installed on server


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    place = host if image.containerised else image
    return set(image.needs) <= set(place.dependencies) and set(image.reads) <= set(place.environment)
