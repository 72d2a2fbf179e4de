"""The demo as a stranger runs it, with its output piped, and what it leaves behind."""

import re

from slipway_process import run


def test_demo_lives_the_whole_life(tmp_path):
    home = tmp_path / "demo"
    done = run("demo", "--exit", "--home", str(home), "--port", "0", "--serving-http-port", "0", seconds=400)
    print(done.stdout)
    print(done.stderr)
    assert done.returncode == 0
    assert "failed requests = 0" in done.stdout
    assert re.search(r"@champion: version \d+ → \d+", done.stdout), "no challenger was promoted"
    assert "not promoted" in done.stdout, "no challenger was refused"
    assert "run again unchanged" in done.stdout and "cached" in done.stdout
    assert "one byte of a copy flipped: found" in done.stdout
    assert "\x1b[" not in done.stdout, "no escape codes where there is no terminal"
    verified = run("audit", "verify", "--home", str(home / "server"))
    assert verified.returncode == 0 and "intact" in verified.stdout

    log = next((home / "server" / "events").glob("*.jsonl"))
    body = bytearray(log.read_bytes())
    body[len(body) // 3] ^= 4
    log.write_bytes(body)
    broken = run("audit", "verify", "--home", str(home / "server"))
    assert broken.returncode == 1 and "BROKEN" in broken.stdout and log.name in broken.stdout


def test_demo_does_not_touch_a_folder_of_others(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    done = run("demo", "--exit", "--home", str(tmp_path), "--port", "0", "--serving-http-port", "0")
    assert done.returncode == 1
    assert "--home" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "mine"
