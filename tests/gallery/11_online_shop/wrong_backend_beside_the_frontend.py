# caught by: shop-one-program
# saying: holds frontend and backend
def shop():
    container = backend().partition("containers:\n")[2]
    pair = frontend().replace("backend:5000", "localhost:5000") + container
    services = [service("frontend", 80, 8080), service("database", 5432, 5432)]
    return "\n---\n".join([pair, database(), *services])
