# caught by: can-run-bare
# saying: Your function said that it cannot run


def can_run(image, host):
    if not image.containerised:
        return False
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    return set(image.needs) <= set(image.dependencies) and set(image.reads) <= set(image.environment)
