# caught by: shop-names
# saying: nobody made a new one
POD = """
apiVersion: v1
kind: Pod
metadata: {name: backend-1, labels: {shop: backend}}
spec:
  containers:
"""


def shop():
    bare = POD + backend().partition("containers:\n")[2]
    services = [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]
    return "\n---\n".join([frontend(), bare, database(), *services])
