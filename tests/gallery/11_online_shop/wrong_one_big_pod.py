# caught by: shop-one-program
# saying: holds frontend and backend and database
def containers(text):
    return text.partition("containers:\n")[2].partition("  volumeClaimTemplates")[0]


def shop():
    big = frame("Deployment", "shop", 3) + "\n" + containers(frontend()) + containers(backend())
    big += containers(database()) + "      volumes: [{name: data, emptyDir: {}}]\n"
    names = (("frontend", 80, 8080), ("backend", 5000, 5000), ("database", 5432, 5432))
    services = [service(*each).replace(f"shop: {each[0]}", "shop: shop") for each in names]
    return "\n---\n".join([big, *services])
