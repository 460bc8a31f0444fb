import pytest

from kubelite.controlplane.controllers.jobindexes import read, written


def job(name="work", restart="Never", **spec):
    template = {"spec": {"restartPolicy": restart, "containers": [{"name": "main", "image": "work:1"}]}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": {"template": template, **spec}}


def end(plane, phase, count=1):
    for pod in plane.pods()[:count]:
        plane.report(pod, phase, ready=False)


def conditions(plane):
    found = plane.client.get("Job", "work").status.conditions
    return {each.type: each.reason for each in found if each.status == "True"}


def test_as_many_run_at_a_time_as_parallelism_says_until_all_is_done(plane) -> None:
    plane.create(job(completions=5, parallelism=2))
    for left in (5, 4, 3, 2, 1):
        assert len(plane.pods()) == min(2, left)
        end(plane, "Succeeded")
    assert plane.pods() == []
    assert conditions(plane)["Complete"] == "CompletionsReached"
    assert plane.client.get("Job", "work").status.succeeded == 5


def test_after_a_failure_the_next_pod_waits_longer_and_longer(plane) -> None:
    plane.create(job())
    for wait in (10, 20, 40):
        end(plane, "Failed")
        plane.clock.advance(wait - 1)
        assert plane.pods() == []
        plane.clock.advance(1)
        assert len(plane.pods()) == 1


def test_too_many_failures_end_it_and_take_the_others_along(plane) -> None:
    plane.create(job(completions=3, parallelism=3, backoffLimit=1))
    end(plane, "Failed", 2)
    assert conditions(plane) == {"FailureTarget": "BackoffLimitExceeded", "Failed": "BackoffLimitExceeded"}
    assert plane.client.get("Job", "work").status.failed == 3
    assert plane.pods() == []


def test_it_is_over_only_when_its_last_pod_has_ended(plane) -> None:
    plane.create(job(activeDeadlineSeconds=30))
    (pod,) = plane.pods()
    plane.client.bind(pod, "worker-1")
    plane.clock.advance(30)
    assert conditions(plane) == {"FailureTarget": "DeadlineExceeded"}
    plane.delete("Pod", pod.metadata.name, grace=0)
    assert conditions(plane)["Failed"] == "DeadlineExceeded"


def test_restarts_in_the_same_pod_count_when_it_restarts_on_failure(plane) -> None:
    plane.create(job(restart="OnFailure", backoffLimit=2))
    restarted = {"name": "main", "image": "work:1", "imageID": "", "ready": False, "restartCount": 2}
    plane.report(plane.pods()[0], ready=False, containerStatuses=[restarted])
    assert conditions(plane)["Failed"] == "BackoffLimitExceeded"


def test_a_failed_index_is_tried_again_as_often_as_its_limit_says(plane) -> None:
    plane.create(job(completions=1, completionMode="Indexed", backoffLimitPerIndex=1))
    (first,) = plane.pods()
    assert first.metadata.name.startswith("work-0-")
    assert first.spec.hostname == "work-0"
    assert [variable.name for variable in first.spec.containers[0].env] == ["JOB_COMPLETION_INDEX"]
    end(plane, "Failed")
    plane.clock.advance(10)
    end(plane, "Failed")
    assert plane.client.get("Job", "work").status.failed_indexes == "0"
    assert conditions(plane)["Failed"] == "FailedIndexes"


def test_a_job_counts_on_where_it_was_when_its_controller_was_away(plane) -> None:
    plane.create(job(completions=2, parallelism=2))
    first, second = plane.pods()
    plane.manager.stop()
    plane.client.bind(first, "worker-1")
    plane.client.delete("Pod", first.metadata.name, grace=0)
    plane.report(second, "Succeeded", ready=False)
    plane.manager.start()
    plane.clock.settle()
    status = plane.client.get("Job", "work").status
    assert (status.succeeded, status.failed) == (1, 1)
    assert first.metadata.name not in [pod.metadata.name for pod in plane.pods(active=False)]


@pytest.mark.parametrize("text", ["", "0", "0,1", "0-2", "0-2,5", "1,2,4-9"])
def test_indexes_are_written_as_they_are_read(text) -> None:
    assert written(read(text)) == text


def test_a_job_that_is_over_is_cleared_away_in_time(plane) -> None:
    plane.create(job(ttlSecondsAfterFinished=60))
    end(plane, "Succeeded")
    plane.clock.advance(59)
    assert len(plane.client.list("Job", "default")) == 1
    plane.clock.advance(1)
    assert plane.client.list("Job", "default") == []
    assert plane.pods(active=False) == []


def policy(*rules):
    return {"podFailurePolicy": {"rules": list(rules)}}


def on_exit(action, *codes, operator="In", **more):
    return {"action": action, "onExitCodes": {"operator": operator, "values": list(codes), **more}}


def fail(plane, pod, code=1):
    now = plane.clock.timestamp()
    ended = {"terminated": {"exitCode": code, "startedAt": now, "finishedAt": now}}
    status = {"name": "main", "image": "work:1", "imageID": "", "ready": False, "restartCount": 0, "state": ended}
    plane.report(pod, "Failed", ready=False, containerStatuses=[status])


def numbers(plane):
    status = plane.client.get("Job", "work").status
    return status.active, status.succeeded, status.failed


def test_a_rule_of_the_failure_policy_ends_the_job_at_once(plane) -> None:
    plane.create(job(parallelism=2, completions=2, **policy(on_exit("FailJob", 42))))
    first, second = plane.pods()
    plane.client.bind(second, "worker-1")
    fail(plane, first, 42)
    found = plane.client.get("Job", "work").status.conditions
    who = f"Container main for pod default/{first.metadata.name}"
    why = f"{who} failed with exit code 42 matching FailJob rule at index 0"
    assert [(each.type, each.reason, each.message) for each in found] == [("FailureTarget", "PodFailurePolicy", why)]
    assert numbers(plane) == (0, 0, 2)
    plane.delete("Pod", second.metadata.name, grace=0)
    assert conditions(plane)["Failed"] == "PodFailurePolicy"


def test_an_ignored_failure_does_not_count_but_makes_the_next_pod_wait(plane) -> None:
    plane.create(job(backoffLimit=0, **policy(on_exit("Ignore", 137), on_exit("FailJob", 0, operator="NotIn"))))
    fail(plane, plane.pods()[0], 137)
    assert (numbers(plane), conditions(plane)) == ((0, 0, 0), {})
    plane.clock.advance(10)
    assert numbers(plane) == (1, 0, 0)
    fail(plane, plane.pods()[0], 1)
    assert conditions(plane)["Failed"] == "PodFailurePolicy"


def test_a_rule_may_ask_for_a_condition_of_the_pod(plane) -> None:
    rule = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}
    plane.create(job(backoffLimit=0, **policy(rule)))
    disrupted = [{"type": "DisruptionTarget", "status": "True", "lastTransitionTime": plane.clock.timestamp()}]
    plane.report(plane.pods()[0], "Failed", conditions=disrupted)
    assert (numbers(plane), conditions(plane)) == ((0, 0, 0), {})


def test_a_rule_for_one_container_does_not_see_another_one(plane) -> None:
    plane.create(job(backoffLimit=0, **policy(on_exit("Ignore", 1, containerName="main"))))
    pod = plane.pods()[0]
    plane.report(pod, "Failed", ready=False)  # evicted: no container has said how it ended
    assert conditions(plane)["Failed"] == "BackoffLimitExceeded"


def test_a_rule_gives_one_index_up_and_the_others_go_on(plane) -> None:
    indexed = {"completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimitPerIndex": 3}
    plane.create(job(**indexed, **policy(on_exit("FailIndex", 42))))
    fail(plane, next(pod for pod in plane.pods() if pod.metadata.name.startswith("work-1-")), 42)
    assert plane.client.get("Job", "work").status.failed_indexes == "1"
    assert numbers(plane) == (1, 0, 1)


def test_an_indexs_failure_is_counted_when_the_next_pod_has_heard_of_it(plane) -> None:
    indexed = {"completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimitPerIndex": 1}
    plane.create(job(**indexed, **policy(on_exit("Ignore", 137))))
    for code, annotations in ((137, ("0", "1")), (1, ("1", "1"))):
        fail(plane, next(pod for pod in plane.pods() if pod.metadata.name.startswith("work-0-")), code)
        assert numbers(plane)[2] == 0
        plane.clock.advance(20)
        again = next(pod for pod in plane.pods() if pod.metadata.name.startswith("work-0-")).metadata.annotations
        names = [f"batch.kubernetes.io/job-index-{which}failure-count" for which in ("", "ignored-")]
        assert tuple(again.get(name) for name in names) == annotations
    assert numbers(plane) == (2, 0, 1)


def test_each_index_waits_for_itself(plane) -> None:
    indexed = {"completions": 3, "parallelism": 2, "completionMode": "Indexed", "backoffLimitPerIndex": 1}
    plane.create(job(**indexed))
    first, second = plane.pods()
    fail(plane, first)
    assert len(plane.pods()) == 1, "index 0 waits, and it is the next one"
    plane.report(second, "Succeeded", ready=False)
    assert [pod.metadata.name[:7] for pod in plane.pods()] == ["work-2-"]
    plane.clock.advance(10)
    assert sorted(pod.metadata.name[:7] for pod in plane.pods()) == ["work-0-", "work-2-"]


def test_while_a_pod_waits_after_a_failure_none_is_reported_as_active(plane) -> None:
    plane.create(job(completions=3, parallelism=3))
    fail(plane, plane.pods()[0])
    assert (len(plane.pods()), numbers(plane)) == (2, (0, 0, 1))
    plane.clock.advance(10)
    assert (len(plane.pods()), numbers(plane)) == (3, (3, 0, 1))


def test_while_a_pod_waits_and_others_are_ready_nothing_is_reported(plane) -> None:
    plane.create(job(completions=2, parallelism=2))
    first, second = plane.pods()
    plane.report(first)
    fail(plane, second)
    assert numbers(plane) == (2, 0, 0)
    plane.clock.advance(10)
    assert (len(plane.pods()), numbers(plane)) == (2, (2, 0, 1))
    fail(plane, plane.pods()[1])
    plane.clock.advance(19)
    assert len(plane.pods()) == 1, "the second failure makes the next Pod wait for 20 seconds"


def test_with_replacement_policy_failed_the_next_pod_waits_for_the_end_of_the_first(plane) -> None:
    plane.create(job(podReplacementPolicy="Failed", activeDeadlineSeconds=100))
    (pod,) = plane.pods()
    plane.client.bind(pod, "worker-1")
    plane.delete("Pod", pod.metadata.name)
    plane.clock.advance(20)
    assert (plane.pods(), numbers(plane)) == ([], (0, 0, 0))
    fail(plane, plane.client.get("Pod", pod.metadata.name))
    plane.clock.advance(10)
    assert (len(plane.pods()), numbers(plane)) == (1, (1, 0, 1))
    plane.clock.advance(80)
    assert (conditions(plane)["Failed"], numbers(plane)) == ("DeadlineExceeded", (0, 0, 2))


def test_an_indexed_job_that_gets_smaller_lets_its_highest_indexes_go(plane) -> None:
    plane.create(job(completions=4, parallelism=4, completionMode="Indexed"))
    for pod in plane.pods():
        if pod.metadata.name.startswith(("work-0-", "work-3-")):
            plane.report(pod, "Succeeded", ready=False)
    plane.patch("Job", "work", {"spec": {"completions": 2, "parallelism": 2}})
    status = plane.client.get("Job", "work").status
    assert [pod.metadata.name[:7] for pod in plane.pods()] == ["work-1-"]
    assert (status.succeeded, status.completed_indexes) == (1, "0")


def test_a_job_that_somebody_else_manages_is_left_alone(plane) -> None:
    plane.create(job(managedBy="example.com/queue"))
    assert plane.pods() == []
