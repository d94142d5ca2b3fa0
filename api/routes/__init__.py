"""The routes. A new file of routes is one line in ROUTERS."""

from fastapi import APIRouter

from api.routes import (
    acts,
    audit_trail,
    cases,
    dates,
    domain_events,
    events,
    health,
    inbox,
    lists,
    measures,
    metrics,
    operations,
    overview,
    policy,
    rollout,
    sign_ins,
    whoami,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    metrics.router,
    whoami.router,
    cases.router,
    events.router,
    acts.router,
    lists.router,
    overview.router,
    inbox.router,
    measures.router,
    policy.router,
    dates.router,
    domain_events.router,
    sign_ins.router,
    audit_trail.router,
    operations.router,
    rollout.router,
)
"""Every router, in the order of the description."""
