"""Whole manifests by hand in block style, with variables from a ConfigMap, a startup probe and a headless Service."""

CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: addresses
data:
  BACKEND: http://api.default.svc.cluster.local:80
  DATABASE: database-0.database:5432
"""
TIER = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
spec:
  replicas: 4
  selector:
    matchExpressions:
    - {key: app, operator: In, values: [NAME]}
  template:
    metadata:
      labels:
        app: NAME
        shop: "yes"
    spec:
      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: ScheduleAnyway
        labelSelector: {matchLabels: {app: NAME}}
      containers:
      - name: log-shipper
        image: shop/log-shipper:1.0
        resources: {requests: {cpu: 10m, memory: 16Mi}}
      - name: program
        image: shop/NAME:1.0
        envFrom:
        - configMapRef: {name: addresses}
        ports:
        - {name: http, containerPort: PORT}
        startupProbe: {httpGet: {port: http}, periodSeconds: 1, failureThreshold: 30}
        readinessProbe: {httpGet: {port: http}, periodSeconds: 2}
        livenessProbe: {httpGet: {port: http}, periodSeconds: 10}
        resources: {requests: {cpu: 250m, memory: 64Mi}, limits: {memory: 256Mi}}
"""
SERVICES = """
kind: List
apiVersion: v1
items:
- {apiVersion: v1, kind: Service, metadata: {name: frontend}, spec: {type: LoadBalancer, selector: {app: frontend},
   ports: [{port: 80, targetPort: http}]}}
- {apiVersion: v1, kind: Service, metadata: {name: api}, spec: {selector: {app: backend},
   ports: [{port: 80, targetPort: http}]}}
- {apiVersion: v1, kind: Service, metadata: {name: database}, spec: {clusterIP: None, selector: {app: database},
   ports: [{port: 5432}]}}
"""
DATABASE = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: database}
spec:
  serviceName: database
  selector: {matchLabels: {app: database}}
  template:
    metadata: {labels: {app: database}}
    spec:
      containers:
      - name: database
        image: shop/database:1.0
        volumeMounts: [{name: orders, mountPath: /data}]
        readinessProbe: {tcpSocket: {port: 5432}}
        resources: {requests: {cpu: "1", memory: 1Gi}}
  volumeClaimTemplates:
  - metadata: {name: orders}
    spec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 10Gi}}}
"""


def shop():
    tiers = [
        TIER.replace("NAME", name).replace("PORT", port) for name, port in (("frontend", "8080"), ("backend", "5000"))
    ]
    return "---".join([CONFIG, DATABASE, *tiers, SERVICES])
