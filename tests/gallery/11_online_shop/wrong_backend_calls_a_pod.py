# caught by: shop-names
# saying: is nobody's address
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join([frontend(), backend().replace("database:5432", "10.244.2.2:5432"), database(), *services()])
