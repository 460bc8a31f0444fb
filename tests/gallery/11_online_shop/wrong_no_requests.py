# caught by: shop-requests
# saying: it asks for no cpu
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def without_resources(text):
    return "\n".join(line for line in text.splitlines() if "resources: {requests: {cpu" not in line) + "\n"


def shop():
    workloads = [without_resources(text) for text in (frontend(), backend(), database())]
    return "\n---\n".join([*workloads, *services()])
