from kubelite.controlplane.controllers.podtemplate import fnv32a, template_hash

TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "main", "image": "shop:1"}]}}


def test_fnv32a_agrees_with_its_published_values() -> None:
    assert fnv32a(b"") == 0x811C9DC5
    assert fnv32a(b"a") == 0xE40C292C
    assert fnv32a(b"foobar") == 0xBF9CF968


def test_the_order_of_fields_does_not_matter_but_every_field_does() -> None:
    turned = {"spec": TEMPLATE["spec"], "metadata": TEMPLATE["metadata"]}
    assert template_hash(turned) == template_hash(TEMPLATE)
    changed = {**TEMPLATE, "spec": {**TEMPLATE["spec"], "hostNetwork": True}}
    assert template_hash(changed) != template_hash(TEMPLATE)


def test_a_collision_gives_another_hash() -> None:
    hashes = {template_hash(TEMPLATE, collisions) for collisions in range(5)}
    assert len(hashes) == 5


def test_a_hash_spells_no_words() -> None:
    assert set(template_hash(TEMPLATE)) <= set("bcdfghjklmnpqrstvwxz2456789")
