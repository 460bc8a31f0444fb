# caught by: can-run-missing
# saying: somebody forgot to put flask


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    for name in image.needs:
        return name in place.dependencies
    return set(image.reads) <= set(place.environment)
