"""CronJobs for Kubernetes, with the volume that holds the workspace."""

from __future__ import annotations

from typing import Any

from shkplan.display.language import say
from shkplan.operations.scheduling.container import HOME, IMAGE, USER, WORKSPACE
from shkplan.operations.scheduling.moments import DAILY, DueMoments
from shkplan.operations.scheduling.order import (
    ScheduleFile,
    ScheduleOrder,
    about,
    commented,
    in_yaml,
    of_reports,
    run_due,
)

__all__ = ["kubernetes_files"]

_HOUR = 3600  # seconds
_RESOURCES = {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"memory": "4Gi"}}


def kubernetes_files(order: ScheduleOrder) -> tuple[ScheduleFile, ...]:
    """The volume and a CronJob for each moment, one file."""
    name = f"shkplan-{order.name}"
    asked = (*order.moments, DAILY)
    labels = {"app.kubernetes.io/name": "shkplan", "app.kubernetes.io/instance": order.name}
    jobs = [_job(name, number, one, order, labels) for number, one in enumerate(asked, 1)]
    notes = about(
        order, say("schedule.k8s.install", image=IMAGE), say("schedule.k8s.missed"), say("schedule.k8s.failure")
    )
    text = in_yaml(_volume(name, labels), *jobs)
    return (ScheduleFile("shkplan-k8s.yaml", f"{commented(notes)}---\n{text}"),)


def _volume(name: str, labels: dict[str, str]) -> dict[str, Any]:
    """The claim on the volume of the workspace."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name, "labels": dict(labels)},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "20Gi"}}},
    }


def _job(name: str, number: int, one: DueMoments, order: ScheduleOrder, labels: dict[str, str]) -> dict[str, Any]:
    """One moment; the reports due at it are told in an annotation."""
    told = of_reports(one) if one.reports else say("schedule.catch_up")
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {
            "name": f"{name}-{number}",
            "labels": dict(labels),
            "annotations": {"shkplan/when": told},
        },
        "spec": {
            "schedule": one.cron(),
            "timeZone": order.zone,
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 6 * _HOUR,
            "successfulJobsHistoryLimit": 3,
            "failedJobsHistoryLimit": 3,
            "jobTemplate": {
                "spec": {
                    "backoffLimit": 2,
                    "activeDeadlineSeconds": 12 * _HOUR,
                    "template": {"metadata": {"labels": dict(labels)}, "spec": _pod(name)},
                }
            },
        },
    }


def _pod(name: str) -> dict[str, Any]:
    """What runs: as a user without rights, on a root that cannot be written to."""
    return {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": USER,
            "fsGroup": USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [
            {
                "name": "shkplan",
                "image": IMAGE,
                "args": list(run_due()),
                "workingDir": WORKSPACE,
                "resources": _RESOURCES | {},
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "readOnlyRootFilesystem": True,
                    "capabilities": {"drop": ["ALL"]},
                },
                "volumeMounts": [
                    {"name": "workspace", "mountPath": WORKSPACE},
                    {"name": "passing", "mountPath": "/tmp", "subPath": "tmp"},  # noqa: S108  # its own volume
                    {"name": "passing", "mountPath": HOME, "subPath": "home"},
                ],
            }
        ],
        "volumes": [
            {"name": "workspace", "persistentVolumeClaim": {"claimName": name}},
            {"name": "passing", "emptyDir": {}},
        ],
    }
