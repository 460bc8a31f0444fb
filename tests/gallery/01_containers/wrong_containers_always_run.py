# caught by: can-run-missing
# saying: somebody forgot to put flask


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    if image.containerised:
        return True
    return set(image.needs) <= set(host.dependencies) and set(image.reads) <= set(host.environment)
