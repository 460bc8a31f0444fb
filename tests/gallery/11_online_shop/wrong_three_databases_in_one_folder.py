# caught by: shop-orders
# saying: One spoils what another wrote
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: orders}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""
VOLUME = "      volumes: [{name: data, persistentVolumeClaim: {claimName: orders}}]\n"


def shop():
    container = database().partition("containers:\n")[2].partition("  volumeClaimTemplates")[0]
    three = frame("Deployment", "database", 3) + "\n" + container + VOLUME
    services = [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]
    return "\n---\n".join([frontend(), backend(), CLAIM, three, *services])
