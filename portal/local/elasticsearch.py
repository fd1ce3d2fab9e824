"""A real Elasticsearch on this machine: `python -m portal.local.elasticsearch start|stop|status`.

Only the standard library: it runs before the checkout has an environment.
"""

import argparse
import hashlib
import http.client
import json
import shutil
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from portal.local import elasticsearch_home
from portal.local.elasticsearch_node import (
    Node,
    node_names,
    plan_nodes,
    process_marks,
    remove_other_nodes,
    start_node,
    write_folder,
)
from portal.local.machine import (
    FOLDER,
    VAR,
    StartFailed,
    account_for,
    end_processes,
    locked,
    reachable,
    run_command,
    say,
    tail,
)

PORT = 9200
START_SECONDS = 120
MORE_SECONDS_A_NODE = 60
ATTEMPTS = 3


def running_url(var: Path) -> str | None:
    """Address of the first node started from this `var` folder, if it answers in a second."""
    state = _read_state(var)
    if state is None:
        return None
    answer = ask(state["url"])
    return state["url"] if answer and answer.get("cluster_name") == _cluster(var) else None


def start(var: Path, *, nodes: int | None = None, port: int = PORT, install: bool = False) -> str:
    """Start `nodes` nodes on the first free ports from `port` upward; the first one's address.

    What runs already is kept, unless another number of nodes is wished (None: as many as run, or
    one). Raises `CannotBeHad` (no Java, no Maven, no network) or `StartFailed` (it does not answer
    in two minutes, and one more for each further node).
    """
    with locked(
        var / "elasticsearch.lock", waiting="Another command holds Elasticsearch; waiting…"
    ):
        url = running_url(var)
        if url and nodes in (None, running := _read_state(var)["nodes"]):
            say(f"Elasticsearch already runs at {url} ({_count(running)}).")
            return url
        nodes = nodes or 1
        _stop(var)
        folder = var.resolve() / "elasticsearch"
        account = account_for(folder / node_names(nodes)[0])
        folder = reachable(folder, account)
        java, home = elasticsearch_home.find_or_fetch(account, install=install)
        remove_other_nodes(folder, node_names(nodes))
        return _start(var, folder, nodes, port, java=java, home=home, account=account)


def stop(var: Path, *, delete: bool = False) -> bool:
    """Stop what was started from this `var` folder; `delete`: its data too. Whether it ran."""
    with locked(
        var / "elasticsearch.lock", waiting="Another command holds Elasticsearch; waiting…"
    ):
        folder = _folder(var)
        stopped = _stop(var)
        if delete:
            shutil.rmtree(folder, ignore_errors=True)
            if folder.parent.name.startswith(FOLDER) and not any(folder.parent.iterdir()):
                folder.parent.rmdir()
            _state_file(var).unlink(missing_ok=True)
        return stopped


def ask(url: str, path: str = "/", timeout: float = 1.0) -> dict | None:
    """What a node answers to GET, as JSON; None without an answer. Asks no proxy."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        answer = json.loads(response.read())
        return answer if response.status == 200 and isinstance(answer, dict) else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


def _start(var, folder, count, port, *, java, home, account):
    for _attempt in range(ATTEMPTS):
        nodes = plan_nodes(folder, count=count, port=port)
        say(f"Starting Elasticsearch ({_count(count)}) at {nodes[0].url}…")
        begun = time.monotonic()
        try:
            for node in nodes:
                write_folder(node, cluster=_cluster(var), nodes=nodes, account=account)
            started = [start_node(node, java=java, home=home, account=account) for node in nodes]
            _wait(nodes, started)
        except BaseException as reason:  # whatever it is, even Ctrl-C: nothing stays behind
            end_processes(*(mark for node in nodes for mark in node.marks))
            failure = reason
            # Another checkout may have taken the port between the look and the start.
            if isinstance(reason, StartFailed) and _port_was_taken(nodes):
                continue
            raise
        version = ask(nodes[0].url)["version"]["number"]
        _write_state(var, folder, nodes, started, version)
        seconds = time.monotonic() - begun
        say(f"Elasticsearch {version} answers at {nodes[0].url} in {seconds:.0f} s.")
        return nodes[0].url
    raise failure


def _write_state(var, folder, nodes, started, version):
    state = {
        "url": nodes[0].url,
        "urls": [node.url for node in nodes],
        "pids": [process.pid for process in started],
        "nodes": len(nodes),
        "version": version,
        "folder": str(folder),
        "var": str(var.resolve()),
    }
    path = _state_file(var)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(state, indent=2))


def _wait(nodes, started):
    first, count = nodes[0], len(nodes)
    begun = told = time.monotonic()
    patience = START_SECONDS + MORE_SECONDS_A_NODE * (count - 1)
    wish = f"/_cluster/health?wait_for_status=yellow&wait_for_nodes={count}&timeout=1s"
    while not ask(first.url, wish, timeout=3):
        now = time.monotonic()
        for node, process in zip(nodes, started, strict=True):
            if process.poll() is not None:
                raise StartFailed(f"Elasticsearch ({node.name}) stopped:\n{tail(node.log)}")
        if now - begun > patience:
            logs = "\n".join(tail(node.log) for node in nodes)
            raise StartFailed(f"Elasticsearch did not answer in {patience} s:\n{logs}")
        if now - told > 5:
            told = now
            say(f"  not ready yet, {now - begun:.0f} s")
        time.sleep(0.2)


def _port_was_taken(nodes: list[Node]) -> bool:
    return any("BindException" in tail(node.log, 200) for node in nodes)


def _stop(var):
    folder = _folder(var)
    names = {*node_names(1), *node_names(9)}
    stopped = end_processes(*(mark for name in names for mark in process_marks(folder / name)))
    _state_file(var).unlink(missing_ok=True)
    return stopped


def _state_file(var):
    return var / "elasticsearch" / "state.json"


def _read_state(var):
    """None too when it was copied along with the checkout: those nodes are the other one's."""
    try:
        state = json.loads(_state_file(var).read_text())
        return state if state["var"] == str(var.resolve()) else None
    except (OSError, ValueError, LookupError, TypeError):  # absent or damaged
        return None


def _folder(var):
    state = _read_state(var)
    if state:
        return Path(state["folder"])
    folder = var.resolve() / "elasticsearch"
    return reachable(folder, account_for(folder / node_names(1)[0]))


def _cluster(var):
    return f"boussole-{hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:8]}"


def _count(nodes):
    return "one node" if nodes == 1 else f"{nodes} nodes"


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(prog="python -m portal.local.elasticsearch")
    parser.add_argument("action", choices=("start", "stop", "status"))
    parser.add_argument("--nodes", type=int, choices=(1, 3), help="as many as run, or 1")
    parser.add_argument("--port", type=int, default=PORT, help="the first port to try")
    parser.add_argument("--install", action="store_true", help="as root, install Java and Maven")
    parser.add_argument("--delete", action="store_true", help="with stop: forget the data too")
    options = parser.parse_args(arguments)

    def started():
        start(VAR, nodes=options.nodes, port=options.port, install=options.install)

    def stopped():
        say("Elasticsearch stopped." if stop(VAR, delete=options.delete) else "It was not running.")

    def told():
        url = running_url(VAR)
        say(url or "Elasticsearch is not running: make elasticsearch")
        return 0 if url else 1

    return run_command({"start": started, "stop": stopped, "status": told}[options.action])


if __name__ == "__main__":
    sys.exit(main())
