"""`nginx.conf`: TLS in front, and WebSockets passed on to the relays.

Paths are relative, so none has to be quoted: the certificates to this file's folder, what nginx writes to its prefix
(`-p`). There is one process and no master, so that what is killed, frozen or measured is all of nginx.
Source: https://nginx.org/en/docs/, "WebSocket proxying".
"""

from collections.abc import Sequence

from besedka.stage.table.service import Service

__all__ = ["nginx_configuration"]

_TEXT = """\
# Generated from the table of services. Runs in the foreground and without root.
daemon off;
master_process off;
pid nginx.pid;
error_log stderr warn;

events {{
    worker_connections 8192;
}}

http {{
    access_log /dev/stdout;
    server_tokens off;
    default_type application/octet-stream;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;

    map $http_upgrade $connection_upgrade {{
        default upgrade;
        ''      '';
    }}

    upstream nodes {{
        least_conn;
{nodes}
        keepalive 16;
    }}

    server {{
        listen {address}:{port} ssl backlog=4096;
        server_name _;
        ssl_certificate nginx.pem;
        ssl_certificate_key nginx.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_cache shared:tls:10m;
        keepalive_timeout 75s;

        location / {{
            proxy_pass http://nodes;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_connect_timeout 2s;
            proxy_read_timeout 1h;
            proxy_send_timeout 1h;
            proxy_buffering off;
        }}
    }}
}}
"""


def nginx_configuration(services: Sequence[Service]) -> str:
    """Return the configuration of the table's nginx, which balances over the table's relays."""
    front = next(service for service in services if service.role == "nginx")
    relays = [service for service in services if service.role == "relay"]
    nodes = "\n".join(f"        server {relay.address}:{relay.port} fail_timeout=1s;" for relay in relays)
    return _TEXT.format(nodes=nodes, address=front.address, port=front.port)
