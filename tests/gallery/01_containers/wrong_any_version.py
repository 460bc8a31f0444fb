# caught by: can-run-random
# saying: Kubernetes decides otherwise here
def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    place = image if image.containerised else host
    names = [dependency.split()[0] for dependency in place.dependencies]  # python, whatever its version
    return has_all([need.split()[0] for need in image.needs], names) and has_all(image.reads, place.environment)
