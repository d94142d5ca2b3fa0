"""The routes. A new file of routes is one line in ROUTERS."""

from fastapi import APIRouter

from api.routes import health, whoami

ROUTERS: tuple[APIRouter, ...] = (health.router, whoami.router)
"""Every router, in the order of the description."""
