"""One question after the other, in two branches and with loops."""


def can_run(image, host):
    if image.kernel == host.kernel:
        same_processor = image.architecture == host.architecture
        if same_processor:
            if image.containerised is True:
                for dependency in image.needs:
                    if dependency not in list(image.dependencies):
                        return False
                for variable in image.reads:
                    if image.environment.get(variable) is None:
                        return False
            else:
                for dependency in image.needs:
                    if host.dependencies.count(dependency) == 0:
                        return False
                for variable in image.reads:
                    if variable not in dict(host.environment):
                        return False
            return True
    return False
