"""Looks at requests."""

from collections.abc import Iterable

from plainview.approvals.models import Approval


def of(subjects: Iterable[str]) -> dict[str, Approval]:
    """The request of each subject that has one."""
    return {approval.subject: approval for approval in Approval.objects.filter(subject__in=list(subjects))}
