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
