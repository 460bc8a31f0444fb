# caught by: can-run-missing
# saying: A container does not see that


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    return set(image.needs) <= set(host.dependencies) and set(image.reads) <= set(host.environment)
