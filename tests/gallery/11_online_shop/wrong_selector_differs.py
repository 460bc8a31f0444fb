# caught by: shop-services
# saying: looks for pods with app=backend
def shop():
    wrong = service("backend", 5000, 5000).replace("shop: backend", "app: backend")
    others = [service("frontend", 80, 8080), service("database", 5432, 5432)]
    return "\n---\n".join([frontend(), backend(), database(), wrong, *others])
