"""One Elasticsearch node: its folder, its three configuration files, its command."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.local.machine import Account, own_folder

HOST = "127.0.0.1"
HEAP = "512m"
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


@dataclass(frozen=True)
class Node:
    name: str
    folder: Path
    http: int
    transport: int

    @property
    def url(self):
        return f"http://{HOST}:{self.http}"

    @property
    def log(self):
        return self.folder / "logs" / "console.log"

    @property
    def marks(self):
        """The arguments by which the launcher and the server itself are known among processes."""
        return process_marks(self.folder)


def process_marks(folder: Path) -> tuple[str, str]:
    return f"-Des.path.conf={folder / 'config'}", f"-Djava.io.tmpdir={folder / 'tmp'}"


def node_names(count: int) -> list[str]:
    """Apart: the data of a node that was alone cannot join a cluster, nor the reverse."""
    return ["single"] if count == 1 else [f"node-{number}" for number in range(1, count + 1)]


def free_ports(wanted: int, count: int) -> list[int]:
    """The first `count` ports from `wanted` upward on which nobody listens."""
    ports = []
    for port in range(wanted, 65536):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        ports.append(port)
        if len(ports) == count:
            return ports
    raise OSError(f"No {count} free ports from {wanted} upward.")


def plan_nodes(folder: Path, *, count: int, port: int) -> list[Node]:
    names = node_names(count)
    http = free_ports(port, count)
    transport = free_ports(max(port + 100, http[-1] + 1), count)
    return [
        Node(name, folder / name, *ports)
        for name, *ports in zip(names, http, transport, strict=True)
    ]


def settings(node: Node, *, cluster: str, nodes: Iterable[Node]) -> str:
    """The text of `elasticsearch.yml`. A setting of a module that is not there stops the node."""
    nodes = list(nodes)
    if len(nodes) == 1:
        discovery = ["discovery.type: single-node"]
    else:
        seeds = ", ".join(f'"{HOST}:{other.transport}"' for other in nodes)
        masters = ", ".join(other.name for other in nodes)
        discovery = [
            f"discovery.seed_hosts: [{seeds}]",
            f"cluster.initial_master_nodes: [{masters}]",
        ]
    lines = [
        f"cluster.name: {cluster}",
        f"node.name: {node.name}",
        f"path.data: {node.folder}/data",
        f"path.logs: {node.folder}/logs",
        f"network.host: {HOST}",
        f"http.port: {node.http}",
        f"transport.port: {node.transport}",
        "xpack.security.enabled: false",
        "xpack.security.autoconfiguration.enabled: false",
        "node.store.allow_mmap: false",
        "cluster.routing.allocation.disk.threshold_enabled: false",
        *discovery,
    ]
    return "".join(f"{line}\n" for line in lines)


def jvm_options(node: Node, *, alone: bool) -> str:
    lines = [f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseG1GC", node.marks[1], "-Xlog:disable"]
    if not alone:
        # Several on one machine are there to be lost and found again: they start in half the time.
        lines += ["-XX:TieredStopAtLevel=1"]
    return "".join(f"{line}\n" for line in lines)


def write_folder(node: Node, *, cluster: str, nodes: Sequence[Node], account: Account | None):
    """Make the node's folder; its data, if there are some, stay."""
    own_folder(node.folder, account)
    for name in ("config", "data", "logs", "tmp"):
        own_folder(node.folder / name, account)
    for name, text in (
        ("elasticsearch.yml", settings(node, cluster=cluster, nodes=nodes)),
        ("jvm.options", jvm_options(node, alone=len(nodes) == 1)),
        ("log4j2.properties", LOGGING),
    ):
        path = node.folder / "config" / name
        path.write_text(text)
        path.chmod(0o644)


def start_node(node: Node, *, java: str, home: Path, account: Account | None) -> subprocess.Popen:
    command = [
        *(java, "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"),
        *(
            "-Dcli.name=server",
            "-Dcli.script=./bin/elasticsearch",
            "-Dcli.libs=lib/tools/server-cli",
        ),
        *(
            f"-Des.path.home={home}",
            node.marks[0],
            "-Des.distribution.type=tar",
        ),
        *("-cp", f"{home}/lib/*:{home}/lib/cli-launcher/*"),
        "org.elasticsearch.launcher.CliToolLauncher",
    ]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "ES_TMPDIR": str(node.folder / "tmp"),
    }
    with node.log.open("w") as log:
        return subprocess.Popen(
            command,
            cwd=home,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C in the terminal is not for it.
            start_new_session=True,
            **(account.options() if account else {}),
        )


def remove_other_nodes(folder: Path, names: Iterable[str]) -> None:
    """The data of another number of nodes would come back out of date: it is indexed again."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in set(names):
            shutil.rmtree(path)
