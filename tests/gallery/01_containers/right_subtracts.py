"""Takes away what is there from what is needed, and looks whether something is left."""


def can_run(image, host):
    if not image.containerised:
        installed, settings = host.dependencies, host.environment
    else:
        installed, settings = image.dependencies, image.environment
    left = (set(image.needs) - set(installed)) | (set(image.reads) - set(settings))
    return not left and image.architecture == host.architecture and image.kernel == host.kernel
