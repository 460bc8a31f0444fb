# caught by: tolerates-its-own
# saying: Your function let it in
def tolerates(pod, taint):
    return True
