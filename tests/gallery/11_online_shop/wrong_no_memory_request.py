# caught by: shop-requests
# saying: it asks for no memory
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join([frontend().replace(", memory: 128Mi", ""), backend(), database(), *services()])
