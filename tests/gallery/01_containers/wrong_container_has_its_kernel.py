# caught by: can-run-kernel
# saying: a container runs on the kernel of its host


def can_run(image, host):
    if image.architecture != host.architecture:
        return False
    if not image.containerised and image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    return set(image.needs) <= set(place.dependencies) and set(image.reads) <= set(place.environment)
