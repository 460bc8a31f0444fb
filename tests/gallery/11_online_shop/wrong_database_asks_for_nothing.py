# caught by: shop-requests
# saying: database-0 was placed there
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join(
        [
            frontend(),
            backend(),
            database().replace("        resources: {requests: {cpu: 500m, memory: 256Mi}}\n", ""),
            *services(),
        ]
    )
