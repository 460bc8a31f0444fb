# caught by: can-run-processor
# saying: which does not understand it


def can_run(image, host):
    if image.kernel != host.kernel:
        return False
    if image.containerised:
        return set(image.needs) <= set(image.dependencies) and set(image.reads) <= set(image.environment)
    if image.architecture != host.architecture:
        return False
    return set(image.needs) <= set(host.dependencies) and set(image.reads) <= set(host.environment)
