# caught by: shop-services
# saying: a Service that is called frontend
def shop():
    others = [service("backend", 5000, 5000), service("database", 5432, 5432)]
    return "\n---\n".join([frontend(), backend(), database(), *others])
