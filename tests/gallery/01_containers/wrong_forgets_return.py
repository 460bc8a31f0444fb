# caught by: can-run-own
# saying: gave nothing back


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    set(image.needs) <= set(place.dependencies) and set(image.reads) <= set(place.environment)
