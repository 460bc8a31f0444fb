# caught by: shop-names
# saying: is nobody's address
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join([frontend().replace("backend:5000", "10.244.1.2:5000"), backend(), database(), *services()])
