# caught by: shop-services
# saying: The API server refuses these manifests
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join(
        [
            frontend(),
            backend().replace("metadata: {labels: {shop: backend}}", "metadata: {labels: {app: backend}}"),
            database(),
            *services(),
        ]
    )
