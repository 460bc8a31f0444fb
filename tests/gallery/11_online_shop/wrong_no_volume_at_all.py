# caught by: shop-orders
# saying: goes when it ends
def services():
    return [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]


def shop():
    plain = database().partition("  volumeClaimTemplates")[0]
    plain = plain.replace("        volumeMounts: [{name: data, mountPath: /data}]\n", "")
    return "\n---\n".join([frontend(), backend(), plain, *services()])
