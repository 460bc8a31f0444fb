# caught by: shop-readiness
# saying: asks its port 80
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join(
        [
            frontend(),
            backend().replace("readinessProbe: {httpGet: {port: 5000}}", "readinessProbe: {httpGet: {port: 80}}"),
            database(),
            *services(),
        ]
    )
