# caught by: can-run-kernel
# saying: has the kernel of Linux


def can_run(image, host):
    if image.architecture != host.architecture and image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    return set(image.needs) <= set(place.dependencies) and set(image.reads) <= set(place.environment)
