"""The real dvc and `slipway dvc` on the same projects, in both directions.

Run with pytest. SLIPWAY_CLI is the launcher under test (default: the one of this tree); the real one is that of the
interpreter that runs the tests, in forks of one process (see forking.py), or DVC_CLI if that is set.
"""

import hashlib
import json
import os
import pathlib
import random
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[4]
SLIPWAY = [os.environ.get("SLIPWAY_CLI", str(ROOT / "slipway")), "dvc"]
DVC = shlex.split(os.environ.get("DVC_CLI", "forked-dvc"))
ENV = dict(
    os.environ,
    DVC_NO_ANALYTICS="1",
    DVC_TEST="1",
    SLIPWAY_NO_BUILD="1",
    GIT_CONFIG_GLOBAL="/dev/null",
    GIT_AUTHOR_NAME="t",
    GIT_AUTHOR_EMAIL="t@example.org",
    GIT_COMMITTER_NAME="t",
    GIT_COMMITTER_EMAIL="t@example.org",
)


class Forking:
    """The real dvc, imported once."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [sys.executable, pathlib.Path(__file__).with_name("forking.py")],
            env=ENV, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )

    def run(self, arguments, cwd):
        out, err = (pathlib.Path(self.folder.name) / name for name in ("out", "err"))
        request = {"arguments": arguments, "cwd": str(cwd), "env": ENV, "out": str(out), "err": str(err)}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        return subprocess.CompletedProcess(["dvc", *arguments], code, out.read_text(), err.read_text())

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.folder.cleanup()


forking = None


@pytest.fixture(scope="session", autouse=True)
def _one_dvc():
    global forking
    forking = Forking() if DVC == ["forked-dvc"] else None
    yield
    if forking:
        forking.end()


def run(command, cwd, code=0):
    if forking and command[0] == DVC[0]:
        done = forking.run(command[1:], cwd)
    else:
        done = subprocess.run(command, cwd=cwd, env=ENV, capture_output=True, text=True, timeout=120)
    if code is not None:
        assert done.returncode == code, f"{command} -> {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


class Project:
    """A folder with Git and DVC in it, driven by either program."""

    def __init__(self, path, init):
        self.path = path
        path.mkdir(parents=True)
        run(["git", "init", "-q", "."], path)
        run([*init, "init", "-q"], path)

    def slipway(self, *args, code=0):
        return run([*SLIPWAY, *args], self.path, code)

    def dvc(self, *args, code=0):
        return run([*DVC, *args], self.path, code)

    def write(self, name, text):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name):
        return (self.path / name).read_bytes()

    def clean(self):
        """Both programs find nothing changed."""
        assert json.loads(self.dvc("status", "--json").stdout) == {}
        assert json.loads(self.slipway("status", "--json").stdout) == {}

    def tree(self):
        """All files that the two programs must write alike, with mode for objects."""
        found = {}
        for file in sorted(self.path.rglob("*")):
            name = file.relative_to(self.path).as_posix()
            if name.startswith((".git/", ".dvc/tmp")) or file.is_dir():
                continue
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            is_metadata = file.name in ("dvc.lock", "dvc.yaml", "config", ".gitignore") or file.suffix == ".dvc"
            mode = stat.S_IMODE(file.stat().st_mode) if name.startswith(".dvc/cache/files") else None
            found[name] = (file.read_text() if is_metadata else content, mode)
        return found


@pytest.fixture(params=["slipway first", "dvc first"])
def order(request):
    return (SLIPWAY, DVC) if request.param == "slipway first" else (DVC, SLIPWAY)


@pytest.fixture
def project(tmp_path, request):
    """Made by the program that comes first, where the test asks for the order; both make the same files."""
    first = request.getfixturevalue("order")[0] if "order" in request.fixturenames else SLIPWAY
    return Project(tmp_path / "p", first)


@pytest.fixture
def twins(tmp_path):
    return Project(tmp_path / "a" / "p", SLIPWAY), Project(tmp_path / "b" / "p", DVC)


def fill(project, seed=7):
    rng = random.Random(seed)
    names = ["foo", "a-b", "a.b", "A", "sub/é ü.txt", "sub/𐐷.bin", "sub/\ufb01", "deep/er/z", "empty", "crlf"]
    for name in names:
        project.write(f"data/{name}", b"" if name == "empty" else rng.randbytes(rng.randrange(1, 3000)))
    project.write("data/crlf", "a\r\nb\r\n")
    (project.path / "data/hollow").mkdir()
    os.symlink("foo", project.path / "data/link")
    project.write("one file.csv", "x,y\n1,2\n")
    project.write("run.sh", "#!/bin/sh\n")
    (project.path / "run.sh").chmod(0o755)
    project.write("big.bin", rng.randbytes((1 << 20) + 17))


PIPELINE = """\
vars:
  - names: {out: res}
stages:
  # the first stage
  prepare:
    cmd: mkdir -p ${names.out} && cat data/foo > ${names.out}/f && cat "one file.csv" > ${names.out}/g
    deps: [data, one file.csv]
    params: [lr, train.epochs]
    outs:
      - ${names.out}
  score:
    cmd:
      - cat res/g > m.txt
      - echo '{"auc":${lr}}' > m.json
    deps: [res]
    params:
      - other.yaml:
          - a
      - flags.json:
    metrics:
      - m.json: {cache: false}
    outs: [m.txt]
  each:
    foreach: [x, y]
    do:
      cmd: echo ${item} a rather long command that must be folded where the width of eighty columns is passed by it > out-${item}
      deps: [m.txt]
      outs:
        - out-${item}
  odd:
    cmd: "echo 'it is: quoted' > odd.txt"
    deps: [run.sh]
    outs:
      - odd.txt:
          persist: true
"""


def pipeline(project):
    fill(project)
    project.write("params.yaml", "# rates\nlr: 0.00001  # small\ntrain: {epochs: 3}\nunused: 1\n")
    project.write("other.yaml", "a: [1, 2.50, yes, null, '3', 1e3]\n")
    project.write("flags.json", '{"deep": {"x": true, "s": "2013-01-01"}, "n": 12}')
    project.write("dvc.yaml", PIPELINE)


def test_init_writes_the_same_files(twins):
    a, b = twins
    assert a.tree() == b.tree()
    assert run(["git", "status", "--short"], a.path).stdout == run(["git", "status", "--short"], b.path).stdout


@pytest.mark.parametrize("flags", [["--no-scm"], ["--subdir"]])
def test_init_in_other_places(tmp_path, flags):
    for name, program in (("a", SLIPWAY), ("b", DVC)):
        top = tmp_path / name
        (top / "sub").mkdir(parents=True)
        if "--subdir" in flags:
            run(["git", "init", "-q", "."], top)
        run([*program, "init", "-q", *flags], top / "sub")
        run([*program, "init", "-q", *flags], top / "sub", code=1)
    a = {p.relative_to(tmp_path / "a"): p.read_bytes() for p in (tmp_path / "a/sub").rglob("*") if p.is_file()}
    b = {p.relative_to(tmp_path / "b"): p.read_bytes() for p in (tmp_path / "b/sub").rglob("*") if p.is_file()}
    assert {k: v for k, v in a.items() if "tmp" not in k.parts} == {k: v for k, v in b.items() if "tmp" not in k.parts}


def test_add_writes_the_same_bytes(twins):
    for p in twins:
        fill(p)
    a, b = twins
    said_a = a.slipway("add", "data", "one file.csv", "run.sh", "big.bin").stdout
    said_b = b.dvc("add", "data", "one file.csv", "run.sh", "big.bin").stdout
    assert a.tree() == b.tree()
    assert said_a.splitlines()[:2] == said_b.splitlines()[:2]
    a.clean()
    b.clean()


def test_add_again_after_a_change(twins):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        fill(p)
        (p.path / "data/link").unlink()
        program("add", "data", "run.sh")
        p.write("data/foo", "changed")
        (p.path / "data/a-b").unlink()
        (p.path / "run.sh").chmod(0o644)
        program("add", "data", "run.sh")
    assert a.tree() == b.tree()


def test_status_says_the_same(twins):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        pipeline(p)
        program("add", "data", "one file.csv", "run.sh")
        program("repro")
    assert a.slipway("status").stdout == b.dvc("status").stdout
    for p in twins:
        p.write("data/foo", "changed")
        (p.path / "one file.csv").unlink()
        p.write("params.yaml", "lr: 0.5\ntrain: {}\n")
        p.write("dvc.yaml", PIPELINE.replace("echo 'it", "echo  'it"))
        shutil.rmtree(p.path / "res")
    assert json.loads(a.slipway("status", "--json").stdout) == json.loads(b.dvc("status", "--json").stdout)
    assert sorted(a.slipway("status").stdout.splitlines()) == sorted(b.dvc("status").stdout.splitlines())
    assert a.slipway("status", "-q", code=None).returncode == b.dvc("status", "-q", code=None).returncode == 1


def test_repro_writes_the_same_bytes(twins):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        pipeline(p)
        program("add", "data", "one file.csv", "run.sh")
    said_a, said_b = a.slipway("repro").stdout, b.dvc("repro").stdout
    # dvc walks stages that do not need each other in no fixed order
    assert a.read("dvc.lock").decode() == b.read("dvc.lock").decode()
    assert a.tree() == b.tree()
    assert sorted(line for line in said_a.splitlines() if "git add" not in line) == sorted(
        line for line in said_b.splitlines() if "git add" not in line
    )
    a.clean()
    b.clean()


def test_repro_of_the_other_has_nothing_to_do(project, order):
    pipeline(project)
    first, second = order
    run([*first, "add", "data", "one file.csv", "run.sh"], project.path)
    run([*first, "repro"], project.path)
    before = project.tree()
    said = run([*second, "repro"], project.path).stdout
    assert "Running stage" not in said
    assert "Data and pipelines are up to date." in said
    assert project.tree() == before


def test_each_uses_the_run_cache_of_the_other(project, order):
    pipeline(project)
    first, second = order
    run([*first, "add", "data", "one file.csv", "run.sh"], project.path)
    run([*first, "repro"], project.path)
    lock = project.read("dvc.lock")
    (project.path / "dvc.lock").unlink()
    for name in ("m.txt", "odd.txt", "out-x", "out-y"):
        (project.path / name).unlink()
    said = run([*second, "repro"], project.path).stdout
    assert "Stage 'prepare' is cached - skipping run, checking out outputs" in said
    assert "Stage 'score' is cached" in said
    assert project.read("dvc.lock") == lock
    project.clean()


def test_commit_writes_the_same_bytes(twins):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        pipeline(p)
        (p.path / "data/link").unlink()
        program("add", "data", "one file.csv", "run.sh")
        program("repro")
        p.write("data/foo", "edited by hand")
        p.write("m.txt", "edited too")
        program("commit", "-f")
    assert a.tree() == b.tree()
    a.clean()


def test_push_and_pull_between_the_two(project, order, tmp_path):
    first, second = order
    fill(project)
    run([*first, "remote", "add", "-d", "store", "../store"], project.path)
    run([*first, "add", "data", "big.bin"], project.path)
    said = run([*first, "push"], project.path).stdout
    assert said.strip() == "12 files pushed"
    for program in order:
        assert run([*program, "status", "-c"], project.path).stdout.strip() == "Cache and remote 'store' are in sync."
        assert run([*program, "push"], project.path).stdout.strip() == "Everything is up to date."
    shutil.rmtree(project.path / ".dvc/cache")
    shutil.rmtree(project.path / "data")
    (project.path / "big.bin").unlink()
    said = run([*second, "pull"], project.path).stdout
    *paths, summary = said.splitlines()
    assert sorted(paths) == ["A       big.bin", "A       data/"]
    assert summary == "12 files fetched and 12 files added"
    project.clean()
    assert (project.path / "data/link").read_bytes() == project.read("data/foo")


def test_remotes_hold_the_same_bytes(twins):
    for p, program in zip(twins, (SLIPWAY, DVC)):
        fill(p)
        run([*program, "remote", "add", "-d", "store", "../store"], p.path)
        run([*program, "add", "data", "big.bin"], p.path)
        run([*program, "push"], p.path)
    stores = [p.path.parent / "store" for p in twins]
    listed = [
        {f.relative_to(s).as_posix(): (f.read_bytes(), stat.S_IMODE(f.stat().st_mode)) for f in s.rglob("*") if f.is_file()}
        for s in stores
    ]
    assert listed[0] == listed[1]


def test_status_against_a_remote(twins):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        fill(p)
        program("remote", "add", "-d", "store", "../store")
        program("add", "data", "one file.csv")
        program("push", "one file.csv.dvc")
    assert json.loads(a.slipway("status", "-c", "--json").stdout) == json.loads(b.dvc("status", "-c", "--json").stdout)


def test_checkout_says_and_does_the_same(twins):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        fill(p)
        program("add", "data", "one file.csv", "run.sh")
        program("checkout")
        (p.path / "one file.csv").unlink()
        (p.path / "data/foo").unlink()
        p.write("data/extra", "not kept anywhere")
        program("checkout", code=None)
        assert (p.path / "data/extra").exists()
        shutil.copytree(p.path, p.path.parent / "copy", symlinks=True)
        (p.path.parent / "copy/data/link").unlink()  # dvc leaves a link that leads nowhere as it is, uncounted
    told = [run([*c, "checkout", "-f", "--summary"], p.path.parent / "copy").stdout for p, c in ((a, SLIPWAY), (b, DVC))]
    assert told[0] == told[1]
    said_a, said_b = a.slipway("checkout", "-f"), b.dvc("checkout", "-f")
    assert said_a.stdout == said_b.stdout
    assert a.tree() == b.tree()
    a.clean()


@pytest.mark.parametrize("kind", ["copy", "hardlink", "symlink"])
def test_links(twins, kind):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        fill(p)
        program("config", "cache.type", kind)
        program("add", "data", "one file.csv")
    for p in twins:
        file = p.path / "one file.csv"
        assert file.is_symlink() == (kind == "symlink")
        assert (file.stat().st_nlink > 1) == (kind == "hardlink")
        p.clean()
    assert a.tree() == b.tree()


def test_config_writes_the_same_bytes(twins):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        program("remote", "add", "-d", "store", "../store")
        program("remote", "add", "second", "/abs/store")
        program("config", "core.autostage", "true")
        program("config", "cache.type", "hardlink,copy")
        program("config", "--local", "core.remote", "second")
        program("remote", "default", "store")
        program("config", "core.nonsense", "1", code=251)
        program("remote", "default", "nobody", code=251)
    assert a.read(".dvc/config").decode() == b.read(".dvc/config").decode()
    assert a.read(".dvc/config.local") == b.read(".dvc/config.local")
    assert a.slipway("remote", "list").stdout.split() == b.dvc("remote", "list").stdout.replace(
        str(b.path.parent), str(a.path.parent)
    ).split()
    assert a.slipway("remote", "default").stdout == b.dvc("remote", "default").stdout
    assert a.slipway("root").stdout == b.dvc("root").stdout


def test_a_session_that_alternates(project, order):
    pipeline(project)
    first, second = order
    run([*first, "add", "data"], project.path)
    run([*second, "add", "one file.csv", "run.sh"], project.path)
    run([*second, "remote", "add", "-d", "store", "../store"], project.path)
    run([*first, "repro", "prepare"], project.path)
    run([*second, "repro", "score"], project.path)
    run([*first, "repro"], project.path)
    project.clean()
    project.write("data/foo", "second version")
    run([*second, "add", "data"], project.path)
    run([*first, "repro"], project.path)
    run([*second, "push"], project.path)
    project.clean()
    shutil.rmtree(project.path / "data")
    run([*first, "checkout"], project.path)
    project.write("params.yaml", project.read("params.yaml").decode().replace("epochs: 3", "epochs: 4"))
    run([*first, "repro"], project.path)
    assert run([*second, "repro"], project.path).stdout.count("didn't change, skipping") == 8
    run([*second, "push"], project.path)
    assert run([*first, "status", "-c"], project.path).stdout.strip() == "Cache and remote 'store' are in sync."
    project.clean()


CODES = [
    (["add", "nope"], 1),
    (["add", "/etc/hosts"], 1),
    (["checkout", "nope"], 255),
    (["repro", "nope"], 255),
    (["push"], 1),
    (["push", "-r", "nope"], 1),
    (["frobnicate"], 254),
    (["init"], 1),
]


@pytest.mark.parametrize("arguments, code", CODES, ids=[" ".join(a) for a, _ in CODES])
def test_exit_codes(twins, arguments, code):
    a, b = twins
    for p, program in ((a, a.slipway), (b, b.dvc)):
        p.write("f", "x")
        program("add", "f")
    assert b.dvc(*arguments, code=None).returncode == code
    done = a.slipway(*arguments, code=code)
    assert "Traceback" not in done.stderr and "\tat " not in done.stderr
    assert done.stderr.strip()


def test_outside_of_a_project(tmp_path):
    for program in (SLIPWAY, DVC):
        assert run([*program, "status"], tmp_path, code=253).stderr


BROKEN = {
    "broken yaml": ("stages:\n  a:\n    cmd: [x\n", "4"),
    "unknown key": ("stages:\n  a:\n    cmd: x\n    depz: [y]\n", "4"),
    "cycle": ("stages:\n  a: {cmd: x, deps: [q], outs: [p]}\n  b: {cmd: x, deps: [p], outs: [q]}\n", "a"),
    "same output": ("stages:\n  a: {cmd: x, outs: [p]}\n  b: {cmd: x, outs: [p]}\n", "'p'"),
    "overlap": ("stages:\n  a: {cmd: x, outs: [p]}\n  b: {cmd: x, outs: [p/q]}\n", "overlap"),
    "outside": ("stages:\n  a: {cmd: x, outs: [../p]}\n", "outside"),
    "missing variable": ("stages:\n  a: {cmd: 'x ${nope}'}\n", "nope"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_bad_pipelines_are_told(twins, kind):
    text, part = BROKEN[kind]
    a, b = twins
    for p in twins:
        p.write("dvc.yaml", text)
    assert b.dvc("repro", code=None).returncode == 255
    done = a.slipway("repro", code=255)
    assert part in done.stderr
    assert "\tat " not in done.stderr


def test_a_failing_stage(twins):
    a, b = twins
    for p in twins:
        p.write("in", "1")
        p.write("dvc.yaml", "stages:\n  ok: {cmd: cp in mid, deps: [in], outs: [mid]}\n"
                "  bad: {cmd: 'echo to the reader; exit 3', deps: [mid], outs: [never]}\n")
    told_a, told_b = a.slipway("repro", code=255), b.dvc("repro", code=255)
    assert "failed to reproduce 'bad': failed to run: echo to the reader; exit 3, exited with 3" in told_a.stderr
    assert told_b.stderr.splitlines()[0] in told_a.stderr
    assert a.read("dvc.lock") == b.read("dvc.lock")
    assert (a.path / "mid").exists()


def test_set_param_is_read_by_the_real_one(project):
    pipeline(project)
    project.slipway("add", "data", "one file.csv", "run.sh")
    project.slipway("repro", "-S", "lr=0.25", "-S", "train.epochs=9", "-S", "other.yaml:a=[7, x]")
    assert b"# rates" in project.read("params.yaml")
    assert b"lr: 0.25  # small" in project.read("params.yaml")
    project.clean()
    assert "Running stage" not in project.dvc("repro").stdout


def test_a_lock_held_by_the_other_is_respected(project):
    project.write("f", "x")
    holder = subprocess.Popen(
        [sys.executable, "-c",
         "import fcntl, sys, time; f = open('.dvc/tmp/lock', 'a+'); fcntl.flock(f, fcntl.LOCK_EX); "
         "print('held', flush=True); time.sleep(60)"],
        cwd=project.path, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline().strip() == "held"
        assert "Unable to acquire lock" in project.slipway("add", "f", code=1).stderr
    finally:
        holder.kill()
        holder.wait()
    project.slipway("add", "f")


def test_the_real_one_waits_for_a_running_stage_of_ours(project):
    project.write("dvc.yaml", "stages:\n  slow: {cmd: 'touch started; sleep 4; echo x > out', outs: [out]}\n")
    running = subprocess.Popen([*SLIPWAY, "repro"], cwd=project.path, env=ENV, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            if (project.path / "started").exists():
                break
            time.sleep(0.1)
        assert "busy" in project.dvc("repro", code=None).stderr
        project.write("f", "x")
        project.dvc("add", "f")
    finally:
        assert running.wait(timeout=60) == 0
    project.clean()


def test_an_object_that_lies_is_found(project):
    project.write("f", "hello")
    project.slipway("add", "f")
    cached = project.path / ".dvc/cache/files/md5/5d/41402abc4b2a76b9719d911017c592"
    cached.chmod(0o644)
    cached.write_text("hellO")
    cached.chmod(0o444)
    (project.path / "f").unlink()
    assert "corrupted" in project.slipway("checkout", code=255).stderr
    assert not (project.path / "f").exists()


def test_a_cache_that_cannot_be_written():
    """Root may write anywhere, so root does this as nobody."""
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        project = Project(pathlib.Path(folder) / "p", SLIPWAY)
        project.write("f", "hello")
        project.slipway("add", "f")
        project.write("g", "other")
        if nobody:
            for path in (project.path, *project.path.rglob("*")):
                os.chown(path, 65534, 65534, follow_symlinks=False)
        cache = project.path / ".dvc/cache/files/md5"
        cache.chmod(0o555)
        try:
            env = {**ENV, "HOME": folder}
            done = subprocess.run(
                [*SLIPWAY, "add", "g"], cwd=project.path, env=env, capture_output=True, text=True, timeout=120, **nobody
            )
            assert done.returncode in (1, 255) and "ermission" in done.stderr, done.stderr
            assert not (project.path / "g.dvc").exists()
        finally:
            cache.chmod(0o755)


def test_a_file_that_changes_while_it_is_added(project):
    project.write("f", b"x" * (256 << 20))
    adding = subprocess.Popen([*SLIPWAY, "add", "f"], cwd=project.path, env=ENV, stderr=subprocess.PIPE, text=True)
    changed = 0
    while adding.poll() is None:
        with open(project.path / "f", "r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(bytes([changed % 256]))
        changed += 1
        time.sleep(0.02)
    error = adding.communicate()[1]
    assert adding.returncode == 1 and "changed while it was read" in error
    assert not (project.path / "f.dvc").exists()
    project.slipway("add", "f")
    project.clean()


def test_killed_while_adding(project):
    rng = random.Random(11)
    for i in range(1500):
        project.write(f"data/{i % 7}/{i}", rng.randbytes(2000))
    for _ in range(6):
        adding = subprocess.Popen([*SLIPWAY, "add", "data"], cwd=project.path, env=ENV,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.2, 1.2))
        adding.send_signal(signal.SIGKILL)
        adding.wait()
        for file in (project.path / ".dvc/cache/files/md5").glob("??/*"):
            if not file.name.endswith(".tmp"):
                name = file.parent.name + file.name.removesuffix(".dir")
                assert hashlib.md5(file.read_bytes()).hexdigest() == name
        if (project.path / "data.dvc").exists():
            assert b"nfiles: 1500" in project.read("data.dvc")
    project.slipway("add", "data")
    project.clean()
