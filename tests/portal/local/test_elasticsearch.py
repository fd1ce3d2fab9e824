import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from portal.local import elasticsearch
from portal.local.elasticsearch_home import SYSTEM_CACHE, cache_folder, java_version
from portal.local.elasticsearch_node import (
    HOST,
    Node,
    free_ports,
    jvm_options,
    node_names,
    plan_nodes,
    remove_other_nodes,
    settings,
    write_folder,
)
from portal.local.machine import CHECKOUT, VAR, Account

SOMEBODY = Account(uid=54321, gid=54321)


def command(*arguments, options=(), **environment):
    return subprocess.run(
        [sys.executable, *options, "-m", "portal.local.elasticsearch", *arguments],
        cwd=CHECKOUT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime', 17),
        ('openjdk version "21" 2023-09-19', 21),
        ('java version "1.8.0_392"', 8),
        ('openjdk version "25-ea" 2025-09-16', 25),
        ("Error: could not find libjava.so", None),
    ],
)
def test_the_major_version_of_java_is_read_from_what_it_prints(text, version):
    assert java_version(text) == version


def test_the_server_is_kept_in_the_users_cache_folder(place, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    assert cache_folder(SOMEBODY) == place / "boussole"


def test_a_private_cache_folder_is_replaced_by_the_systems(place, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    place.chmod(0o700)
    assert cache_folder(SOMEBODY) == SYSTEM_CACHE
    assert cache_folder(None) == place / "boussole"


def test_a_port_already_taken_is_passed_over():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        ports = free_ports(port, 2)
    assert port not in ports
    assert ports == sorted(set(ports))
    assert ports[0] > port


def test_three_nodes_have_six_ports(place):
    nodes = plan_nodes(place, count=3, port=20000)
    assert len({port for node in nodes for port in (node.http, node.transport)}) == 6
    assert min(node.http for node in nodes) >= 20000


def test_a_node_alone_looks_for_no_other(place):
    node = Node("single", place / "single", 9200, 9300)
    text = settings(node, cluster="boussole-1", nodes=[node])
    assert "discovery.type: single-node\n" in text
    assert "seed_hosts" not in text
    assert "network.host: 127.0.0.1\n" in text
    assert "http.port: 9200\n" in text
    assert f"path.data: {place}/single/data\n" in text


def test_three_nodes_know_each_other_by_transport_address(place):
    nodes = [Node(name, place / name, 9200, 9300 + n) for n, name in enumerate(node_names(3))]
    text = settings(nodes[1], cluster="boussole-1", nodes=nodes)
    assert "node.name: node-2\n" in text
    seeds = '["127.0.0.1:9300", "127.0.0.1:9301", "127.0.0.1:9302"]'
    assert f"discovery.seed_hosts: {seeds}\n" in text
    assert "cluster.initial_master_nodes: [node-1, node-2, node-3]\n" in text
    assert "single-node" not in text


def test_a_node_has_half_a_gigabyte_and_its_own_temporary_folder(place):
    options = jvm_options(Node("single", place, 9200, 9300), alone=True).splitlines()
    assert {"-Xms512m", "-Xmx512m", f"-Djava.io.tmpdir={place / 'tmp'}"} <= set(options)


def test_writing_the_folder_of_a_node_again_keeps_its_data(place):
    node = Node("single", place / "single", 9200, 9300)
    write_folder(node, cluster="boussole-1", nodes=[node], account=None)
    (node.folder / "data" / "index").touch()
    write_folder(node, cluster="boussole-1", nodes=[node], account=None)
    assert (node.folder / "data" / "index").exists()
    names = {path.name for path in (node.folder / "config").iterdir()}
    assert names == {"elasticsearch.yml", "jvm.options", "log4j2.properties"}


def test_another_number_of_nodes_starts_from_nothing(place):
    (place / "single" / "data").mkdir(parents=True)
    (place / "state.json").touch()
    remove_other_nodes(place, node_names(1))
    assert (place / "single").exists()
    remove_other_nodes(place, node_names(3))
    assert [path.name for path in place.iterdir()] == ["state.json"]


def test_nothing_runs_where_nothing_was_started(place):
    assert elasticsearch.running_url(place) is None
    assert elasticsearch.stop(place) is False


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_a_damaged_state_is_as_good_as_none(place, text):
    (place / "elasticsearch").mkdir()
    (place / "elasticsearch" / "state.json").write_text(text)
    assert elasticsearch.running_url(place) is None


def test_a_server_that_does_not_answer_is_not_running(place):
    (place / "elasticsearch").mkdir()
    state = {"url": "http://127.0.0.1:1", "nodes": 1, "folder": str(place), "var": str(place)}
    (place / "elasticsearch" / "state.json").write_text(json.dumps(state))
    assert elasticsearch.running_url(place) is None


def test_a_running_server_is_not_that_of_a_copy_of_the_checkout(place, elasticsearch_here):
    state = json.loads((VAR / "elasticsearch" / "state.json").read_text())
    (place / "elasticsearch").mkdir()
    copy = place / "elasticsearch" / "state.json"
    copy.write_text(json.dumps(state))
    assert elasticsearch.running_url(place) is None
    copy.write_text(json.dumps({**state, "var": str(place)}))
    assert elasticsearch.running_url(place) is None


def test_a_running_server_is_kept_and_said_so(elasticsearch_here, capsys):
    pids = json.loads((VAR / "elasticsearch" / "state.json").read_text())["pids"]
    assert elasticsearch.start(VAR) == elasticsearch_here
    assert "already runs" in capsys.readouterr().out
    assert json.loads((VAR / "elasticsearch" / "state.json").read_text())["pids"] == pids


@pytest.fixture
def elasticsearch_here():
    url = elasticsearch.running_url(VAR)
    if not url:
        pytest.skip("this checkout's own Elasticsearch does not run")
    return url


def test_the_command_needs_nothing_but_the_standard_library(place):
    told = command("status", options=["-S"], VAR_DIR=str(place))
    assert told.returncode == 1, told.stderr
    assert "make elasticsearch" in told.stdout


def test_a_machine_without_maven_is_told_which_packages_to_install(place):
    told = command("start", VAR_DIR=str(place), XDG_CACHE_HOME=str(place), PATH="/nonexistent")
    assert told.returncode == 3
    assert "maven" in told.stderr
    assert "apt-get install" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_machine_without_network_is_told_what_maven_said(place, tmp_path):
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho Unknown host >&2\nexit 1\n")
    maven.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    told = command("start", VAR_DIR=str(place), XDG_CACHE_HOME=str(place), PATH=path)
    if "Debian packages openjdk" in told.stderr:
        pytest.skip("no Java here")
    assert told.returncode == 3
    assert "Unknown host" in told.stderr
    assert not list(Path(place, "boussole").glob("elasticsearch-*[0-9]"))
