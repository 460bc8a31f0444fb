# caught by: shop-orders
# saying: each keeps its own orders
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join([frontend(), backend(), database().replace("replicas: 1", "replicas: 3"), *services()])
