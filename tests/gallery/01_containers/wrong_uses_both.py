# caught by: can-run-missing
# saying: A container does not see that


def can_run(image, host):
    if image.architecture != host.architecture or image.kernel != host.kernel:
        return False
    dependencies = {*image.dependencies, *host.dependencies}
    environment = {**image.environment, **host.environment}
    return set(image.needs) <= dependencies and set(image.reads) <= set(environment)
