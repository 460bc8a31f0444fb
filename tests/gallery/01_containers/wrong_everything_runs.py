# caught by: can-run-processor
# saying: Your function let it run


def can_run(image, host):
    return True
