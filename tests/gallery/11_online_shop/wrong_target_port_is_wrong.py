# caught by: shop-services
# saying: frontend listens on 8080
def shop():
    others = [service("backend", 5000, 5000), service("database", 5432, 5432)]
    return "\n---\n".join([frontend(), backend(), database(), service("frontend", 80, 80), *others])
