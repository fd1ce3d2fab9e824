"""Real Elasticsearch nodes of a test's own: killed, held up, started again."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from portal.local import elasticsearch, elasticsearch_home
from portal.local.elasticsearch_node import Node, plan_nodes, start_node, write_folder
from portal.local.machine import account_for, end_processes, processes, reachable

# Away from the ports that `make elasticsearch` takes.
PORT = 9320
READY_SECONDS = 120
# bcrypt of RIGHT.
USER, RIGHT = "boussole", "the-right-one"
HASH = "$2a$10$abcdefghijklmnopqrstuuKUKIgrCBqUpxrZqHKYeyuvbRMnaJ.S."


class Cluster:
    """Three nodes, started below `var` as `make elasticsearch NODES=3` does."""

    def __init__(self, var: Path):
        self.var = var
        subprocess.run(
            [
                *(sys.executable, "-m", "portal.local.elasticsearch", "start"),
                *("--nodes", "3", "--port", str(PORT)),
            ],
            env={**os.environ, "VAR_DIR": str(var)},
            check=True,
        )
        self.again: list[subprocess.Popen] = []
        state = json.loads((var / "elasticsearch" / "state.json").read_text())
        self.nodes = [
            _node_of(Path(state["folder"]) / f"node-{number}", url)
            for number, url in enumerate(state["urls"], start=1)
        ]
        self.account = account_for(self.nodes[0].folder)

    @property
    def urls(self):
        return ",".join(node.url for node in self.nodes)

    def kill(self, *nodes):
        self._signal(signal.SIGKILL, nodes or self.nodes)

    def hold_up(self):
        self._signal(signal.SIGSTOP, self.nodes)

    def let_go(self):
        self._signal(signal.SIGCONT, self.nodes)

    def start(self, *nodes):
        """Those that were killed, with their data."""
        java, home = elasticsearch_home.find_or_fetch(self.account, install=False)
        for node in nodes or self.nodes:
            (node.folder / "data" / "node.lock").unlink(missing_ok=True)
            self.again += [start_node(node, java=java, home=home, account=self.account)]

    def master(self):
        """The elected one: the one whose loss is felt most."""
        answer = elasticsearch.ask(self.nodes[0].url, "/_cluster/state/master_node?local=true")
        names = elasticsearch.ask(self.nodes[0].url, "/_nodes/_all/none")["nodes"]
        name = names[answer["master_node"]]["name"]
        return next(node for node in self.nodes if node.name == name)

    def wait(self, status="green"):
        wish = f"/_cluster/health?wait_for_status={status}&wait_for_nodes=3&timeout=1s"
        end = time.monotonic() + READY_SECONDS
        while not any(elasticsearch.ask(node.url, wish, timeout=3) for node in self.nodes):
            assert time.monotonic() < end
            time.sleep(0.2)

    def stop(self):
        self.let_go()
        elasticsearch.stop(self.var, delete=True)
        for process in self.again:
            process.wait(10)

    def _signal(self, number, nodes):
        for pid in [pid for node in nodes for mark in node.marks for pid in processes(mark)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


class GuardedNode:
    """One node that asks for a name and a password."""

    def __init__(self, var: Path):
        account = account_for(var / "elasticsearch" / "single")
        folder = reachable(var / "elasticsearch", account)
        [self.node] = plan_nodes(folder, count=1, port=PORT + 50)
        write_folder(self.node, cluster="guarded", nodes=[self.node], account=account)
        config = self.node.folder / "config"
        settings = config / "elasticsearch.yml"
        settings.write_text(
            settings.read_text().replace("security.enabled: false", "security.enabled: true")
        )
        for name, text in {
            "users": f"{USER}:{HASH}\n",
            "users_roles": f"superuser:{USER}\n",
        }.items():
            (config / name).write_text(text)
            (config / name).chmod(0o644)
        java, home = elasticsearch_home.find_or_fetch(account, install=False)
        self.process = start_node(self.node, java=java, home=home, account=account)

    def url(self, password):
        return self.node.url.replace("//", f"//{USER}:{password}@")

    def stop(self):
        end_processes(*self.node.marks)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)


def _node_of(folder, url):
    written = (folder / "config" / "elasticsearch.yml").read_text()
    [transport] = re.findall(r"^transport\.port: (\d+)", written, re.M)
    return Node(folder.name, folder, int(url.rpartition(":")[2]), int(transport))
