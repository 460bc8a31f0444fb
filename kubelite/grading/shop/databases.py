"""What goes wrong with the orders in databases, as stories with the names of Pods."""

from __future__ import annotations

from kubelite.grading.shop.deployed import DATA, DATABASE, Shop, container_of, named
from kubelite.grading.shop.orders import Orders
from kubelite.objects import Pod


def shares_a_claim(shop: Shop) -> str:
    """Two databases that write into one folder spoil it."""
    users: dict[str, list[str]] = {}
    for pod in shop.pods(DATABASE):
        for volume in pod.spec.volumes:
            if volume.persistent_volume_claim is not None:
                users.setdefault(volume.persistent_volume_claim.claim_name, []).append(pod.metadata.name)
    for claim, names in users.items():
        if len(names) > 1:
            writers = ", ".join(names)
            return f"{len(names)} databases write into the volume of {claim}: {writers}. One spoils what another wrote."
    return ""


def unknown_order(orders: Orders) -> str:
    """An order that one database has, and another has not."""
    databases = orders.databases()
    for number in orders.stored:
        without = [pod for pod in databases if not orders.knows(pod, number)]
        if without:
            have = [pod for pod in databases if pod not in without]
            return (
                f"There are {len(databases)} databases, and each keeps its own orders: order {number} is known to "
                f"{named(have)}, but not to {named(without)}. A customer who asks again may meet any of them."
            )
    return ""


def where_it_wrote(pod: Pod) -> str:
    """Where the container of the database writes."""
    container = next(each for each in pod.spec.containers if each.name == container_of(pod, DATABASE))
    mounted = {mount.mount_path.rstrip("/"): mount.name for mount in container.volume_mounts}
    if DATA not in mounted:
        others = f" Its volumes are at {', '.join(mounted)}." if mounted else ""
        return f"No volume was at {DATA}: what a container writes beside its volumes goes when it ends.{others}"
    volume = next(each for each in pod.spec.volumes if each.name == mounted[DATA])
    if volume.empty_dir is not None:
        return f"At {DATA} there was an emptyDir, and it goes with its pod."
    return f"At {DATA} there was the volume {volume.name}."
