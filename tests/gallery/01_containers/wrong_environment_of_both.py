# caught by: can-run-environment
# saying: where a container does not look


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    environment = {**host.environment, **place.environment}
    return set(image.needs) <= set(place.dependencies) and set(image.reads) <= set(environment)
