"""`prometheus.yml`: every node's metrics, once a second.

Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/
"""

from collections.abc import Sequence

from besedka.stage.table.formats.yaml_text import Yaml, yaml_text
from besedka.stage.table.service import Service

__all__ = ["prometheus_configuration"]


def prometheus_configuration(services: Sequence[Service]) -> str:
    """Return the configuration, with a target for each service that has metrics."""
    targets: list[Yaml] = [
        {"targets": [f"{service.address}:{service.metrics_port}"], "labels": {"service": service.name}}
        for service in services
        if service.metrics_port
    ]
    return "# Generated from the table of services.\n" + yaml_text(
        {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s"},
            "scrape_configs": [{"job_name": "besedka", "static_configs": targets}],
        }
    )
