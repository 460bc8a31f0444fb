# caught by: shop-orders
# saying: it goes with its pod
def shop():
    container = database().partition("containers:\n")[2].partition("  volumeClaimTemplates")[0]
    one = frame("Deployment", "database", 1) + "\n" + container + "      volumes: [{name: data, emptyDir: {}}]\n"
    services = [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]
    return "\n---\n".join([frontend(), backend(), one, *services])
