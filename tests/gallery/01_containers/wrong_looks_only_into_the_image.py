# caught by: can-run-bare
# saying: backend.py is a bare program


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    return set(image.needs) <= set(image.dependencies) and set(image.reads) <= set(image.environment)
