# caught by: shop-readiness
# saying: database-0 is called ready
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    return "\n---\n".join(
        [
            frontend(),
            backend(),
            database().replace("        readinessProbe: {tcpSocket: {port: 5432}}\n", ""),
            *services(),
        ]
    )
