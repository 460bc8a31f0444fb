# caught by: shop-names
# saying: BACKEND=10.244.9.9:5000
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join([frontend().replace("backend:5000", "10.244.9.9:5000"), backend(), database(), *services()])
