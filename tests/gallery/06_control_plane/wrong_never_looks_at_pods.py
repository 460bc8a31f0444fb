# caught by: reconcile-twice
# saying: nothing is to be done
from kubelite import Create


def reconcile(rs, pods):
    return [Create()] * rs.spec.replicas
