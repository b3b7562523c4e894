"""A Slurm of one node for tests, with its accounting database: the real daemons on 127.0.0.1, and no real GPU."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_PROGRAMS = {
    "munged": "munge",
    "slurmctld": "slurm-wlm",
    "slurmd": "slurm-wlm",
    "slurmdbd": "slurmdbd",
    "mariadbd": "mariadb-server-core",
    "mariadb-install-db": "mariadb-server-core",
}
_PATIENCE = 60.0


class Cluster:
    """A cluster that runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = {**os.environ, "SLURM_CONF": str(folder / "slurm.conf"), "TZ": "Asia/Kolkata"}

    def call(self, *command: str, **environment: str) -> str:
        """Run one of Slurm's programs; what it printed."""
        done = subprocess.run(
            command,
            env=self._environment | environment,
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
        return done.stdout

    def submit(self, script: str, *options: str) -> str:
        """Submit a job; its id."""
        return self.call("sbatch", "--parsable", "--output=/dev/null", *options, f"--wrap={script}").strip()

    def accounting(self, *options: str) -> str:
        """What sacct prints, with everything that there is since the day began."""
        return self.call("sacct", "--parsable2", "--allusers", "--duplicates", "--starttime=now-1days", *options)

    def wait_for(self, what: str, ready: Callable[[], bool]) -> None:
        """Wait until something is so."""
        _wait(what, ready)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a cluster, and stop all of it; a test is left out where it cannot be."""
    missing = sorted({package for program, package in _PROGRAMS.items() if shutil.which(program) is None})
    if missing:
        pytest.skip(f"Slurm with its database is not installed: Debian packages {', '.join(missing)}")
    if os.geteuid():
        pytest.skip("Slurm's daemons and the nodes of devices need root")
    with TemporaryDirectory(prefix="slurm") as name, ExitStack() as stop:
        folder = Path(name)
        folder.chmod(0o755)
        for number in range(2):
            try:
                os.mknod(folder / f"gpu{number}", 0o020666, os.makedev(1, 3))
            except PermissionError:
                pytest.skip("nodes of devices cannot be made here")
        started = Cluster(folder)
        _munge(folder, stop)
        database = _database(folder, stop)
        control, node, accounting = (_free_port() for _ in range(3))
        _configure(folder, control, node, accounting, database)
        environment = started._environment
        _start(stop, folder, ["slurmdbd", "-D"], environment)
        _wait("slurmdbd", lambda: _listens(accounting))
        _start(stop, folder, ["slurmctld", "-D", "-i"], environment)
        _wait("slurmctld", lambda: _listens(control))
        _start(stop, folder, ["slurmd", "-D", "-N", socket.gethostname().split(".")[0]], environment)
        _wait("the node", lambda: "idle" in started.call("sinfo", "--noheader", "--format=%T"))
        stop.callback(_cancel, started)
        yield started


def _cancel(running: Cluster) -> None:
    """End what jobs are left, so that none outlives its cluster."""
    running.call("scancel", "--user=root")
    _wait("the last job's end", lambda: not running.call("squeue", "--noheader").strip())


def _munge(folder: Path, stop: ExitStack) -> None:
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o600)
    options = [f"--{what}={folder}/munge.{end}" for what, end in _MUNGE.items()]
    _start(stop, folder, ["munged", "--foreground", "--force", *options], os.environ)
    _wait("munged", lambda: (folder / "munge.sock").exists())


_MUNGE = {"key-file": "key", "socket": "sock", "pid-file": "pid", "log-file": "log", "seed-file": "seed"}


def _database(folder: Path, stop: ExitStack) -> int:
    """MariaDB with an empty database for Slurm; the port that it listens at."""
    port, data = _free_port(), folder / "database"
    settings = ["--no-defaults", f"--datadir={data}"]
    install = [
        "mariadb-install-db",
        *settings,
        "--user=root",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
    ]
    subprocess.run(install, check=True, capture_output=True, timeout=_PATIENCE)
    statements = ["CREATE DATABASE slurm;"]
    for host in ("localhost", "127.0.0.1"):
        statements += [
            f"CREATE USER 'slurm'@'{host}' IDENTIFIED BY 'of-a-test';",
            f"GRANT ALL ON slurm.* TO 'slurm'@'{host}';",
        ]
    (folder / "start.sql").write_text("\n".join(statements) + "\n")
    here = [f"--socket={folder}/database.sock", f"--pid-file={folder}/database.pid", f"--init-file={folder}/start.sql"]
    net = ["--bind-address=127.0.0.1", f"--port={port}", "--innodb-buffer-pool-size=64M"]
    _start(stop, folder, ["mariadbd", *settings, "--user=root", *here, *net], os.environ)
    _wait("MariaDB", lambda: _listens(port))
    return port


def _configure(folder: Path, control: int, node: int, accounting: int, database: int) -> None:
    host = socket.gethostname().split(".")[0]
    (folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n")
    (folder / "gres.conf").write_text(f"Name=gpu Type=h100 File={folder}/gpu[0-1]\n")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "slurmdbd.conf").write_text(
        f"""AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort={accounting}
SlurmUser=root
LogFile={folder}/slurmdbd.log
PidFile={folder}/slurmdbd.pid
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort={database}
StorageUser=slurm
StoragePass=of-a-test
StorageLoc=slurm
"""
    )
    (folder / "slurmdbd.conf").chmod(0o600)
    (folder / "slurm.conf").write_text(
        f"""ClusterName=harbour
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={control}
SlurmdPort={node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock,cred_expire=1
CredType=cred/munge
MailProg=/bin/true
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
GresTypes=gpu
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort={accounting}
AccountingStoragePass={folder}/munge.sock
AccountingStorageTRES=gres/gpu,gres/gpu:h100
AccountingStoreFlags=job_comment
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/jobcomp.txt
JobRequeue=1
NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} RealMemory=1000 Gres=gpu:h100:2 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""
    )


def _start(stop: ExitStack, folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> None:
    out = stop.enter_context((folder / f"{command[0]}.out").open("wb"))
    process = subprocess.Popen(command, env=environment, cwd=folder, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    stop.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)


def _wait(what: str, ready: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            if ready():
                return
        except subprocess.CalledProcessError:
            pass
        time.sleep(0.1)
    raise TimeoutError(f"{what} is not there after {_PATIENCE:.0f} s")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
