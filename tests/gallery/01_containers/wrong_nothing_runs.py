# caught by: can-run-own
# saying: Your function said that it cannot run there


def can_run(image, host):
    return False
