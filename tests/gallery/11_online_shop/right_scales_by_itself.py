"""With autoscalers and disruption budgets, and one name for each label."""

SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: NAME}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: NAME}
  minReplicas: 4
  maxReplicas: 8
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: NAME}
spec: {maxUnavailable: 1, selector: {matchLabels: {shop: NAME}}}
"""


def shop():
    names = ("frontend", "backend")
    services = [service("frontend", 80, 8080), service("backend", 5000, 5000), service("database", 5432, 5432)]
    scaled = [SCALER.replace("NAME", name) for name in names]
    tiers = [text.replace("replicas: 3", "replicas: 4").replace("500m", "200m") for text in (frontend(), backend())]
    return "\n---\n".join([*tiers, database(), *services, *scaled])
