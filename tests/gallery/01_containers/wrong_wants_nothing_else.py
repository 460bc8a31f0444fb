# caught by: can-run-bare
# saying: openssl and LANG besides


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    if image.containerised:
        return set(image.needs) <= set(image.dependencies) and set(image.reads) <= set(image.environment)
    return set(image.needs) == set(host.dependencies) and set(image.reads) == set(host.environment)
