"""The database as a Deployment with a claim that is written by hand; more pods than needed, and a preStop hook."""

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: orders}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}
"""
DATABASE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders-database, labels: {tier: storage}}
spec:
  strategy: {type: Recreate}
  selector: {matchLabels: {tier: storage}}
  template:
    metadata: {labels: {tier: storage}}
    spec:
      volumes: [{name: orders, persistentVolumeClaim: {claimName: orders}}]
      containers:
      - image: shop/database:1.0
        name: postgres
        volumeMounts: [{mountPath: /data/, name: orders}]
        readinessProbe: {exec: {command: [pg_isready]}, periodSeconds: 3}
        resources: {limits: {cpu: "2", memory: 1Gi}}
---
apiVersion: v1
kind: Service
metadata: {name: orders}
spec: {selector: {tier: storage}, ports: [{port: 5432}]}
"""
PAUSE = "        lifecycle: {preStop: {sleep: {seconds: 5}}}\n"


def shop():
    workloads = [text.replace("replicas: 3", "replicas: 5") + PAUSE for text in (frontend(), backend())]
    workloads[1] = workloads[1].replace("database:5432", "orders:5432")
    services = [service("frontend", 80, 8080), service("backend", 5000, 5000)]
    return "\n---\n".join([*services, CLAIM, DATABASE, *workloads])
