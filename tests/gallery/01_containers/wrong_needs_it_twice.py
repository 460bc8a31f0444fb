# caught by: can-run-own
# saying: Nothing is installed on server


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    for name in image.needs:
        if name not in host.dependencies:
            return False
        if image.containerised and name not in image.dependencies:
            return False
    place = image if image.containerised else host
    return all(name in place.environment for name in image.reads)
