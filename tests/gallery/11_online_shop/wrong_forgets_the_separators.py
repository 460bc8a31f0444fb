# caught by: shop-services
# saying:
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return frontend() + backend() + database() + "".join(services())
