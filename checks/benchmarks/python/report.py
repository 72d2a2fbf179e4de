"""Figures as lines on the screen, as JSON and as Markdown."""

import datetime
import json
import os
import pathlib
import platform
import re
import subprocess

from budgets import Budget


def machine() -> dict:
    def first(path: str, key: str) -> str:
        with open(path) as file:
            return next((line.split(":", 1)[1].strip() for line in file if line.startswith(key)), "?")

    return {
        "cpu": first("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory_gb": round(int(first("/proc/meminfo", "MemTotal").split()[0]) * 1024 / 1e9, 1),
        "kernel": platform.release(),
        "virtual": "hypervisor" in first("/proc/cpuinfo", "flags"),
        "load_before": [round(v, 2) for v in os.getloadavg()],
    }


def file_name(facts: dict) -> str:
    short = re.sub(r"[^a-z0-9]+", "-", facts["cpu"].lower().replace("(r)", "").replace("processor", "")).strip("-")
    return f"{datetime.date.today().isoformat()}-{facts['cores']}-core-{short[:30]}"


def commit(root: pathlib.Path) -> str:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "--short=10", "HEAD") + (" with uncommitted changes" if git("status", "--porcelain", "-uno") else "")


def micros(value: float) -> str:
    return f"{value / 1e3:.1f} ms" if value >= 1000 else f"{value:.0f} µs"


def label(row: dict) -> str:
    apart = ", pinned apart" if row.get("pinned_apart") else ""
    return f"{row['row']} @{row['connections']}{apart}" if "connections" in row else row["row"]


def figures(row: dict) -> str:
    parts = []
    if "rate" in row:
        digits = 0 if row["rate"] >= 100 else 1
        parts.append(f"{row['rate']:>9,.{digits}f}/s  {row['cpu']:>9,.1f} µs CPU  p50 {micros(row['p50']):>8}  p99 {micros(row['p99']):>8}")
    elif "p50" in row:
        parts.append(f"p50 {micros(row['p50'])}")
    if "wall_ms" in row:
        parts.append(f"{row['wall_ms']:,.0f} ms" + (f", {row['cpu_ms']:,.0f} ms CPU" if "cpu_ms" in row else ""))
    if "mb_per_second" in row:
        parts.append(f"{row['mb_per_second']:,} MB/s, {row['cpu_ms']:,.0f} ms CPU, memory grew by {row['grown_mb']} MB")
    if "rss_mb" in row:
        parts.append(f"{row['rss_mb']} MB resident" + (f" ({row['pss_mb']} MB without double counting)" if row["pss_mb"] != row["rss_mb"] else ""))
    if "count" in row:
        parts.append(f"{row['count']:,}")
    if "micros" in row:
        parts.append(f"{row['micros']:.3f} µs")
    if row.get("failed"):
        parts.append(f"{row['failed']} FAILED")
    if row.get("others", 0) > 0.1:
        parts.append(f"(others took {row['others']:.0%} of the machine)")
    return "  ".join(parts)


def line(row: dict, own: dict | None) -> str:
    text = f"  {label(row):<58} {row['server']:<18} {figures(row)}"
    if own is not None and own is not row:
        if "mb_per_second" in row:
            text += f"  Slipway: {own['mb_per_second'] / max(row['mb_per_second'], 1e-9):.1f} × the rate, 1/{row['cpu_ms'] / max(own['cpu_ms'], 1e-9):.1f} of the CPU"
        elif "rate" in row:
            text += f"  Slipway: {own['rate'] / max(row['rate'], 1e-9):.1f} × the rate, 1/{row['cpu'] / max(own['cpu'], 1e-9):.1f} of the CPU"
        else:
            key = next((k for k in ("micros", "cpu_ms", "wall_ms", "rss_mb") if k in row and k in own), None)
            if key:
                text += f"  {row[key] / max(own[key], 1e-9):.1f} × Slipway's"
    return text


def budget_line(budget: Budget) -> str:
    value = "not measured" if budget.value is None else f"{budget.value:,.1f}"
    verdict = {True: "met", False: "NOT MET", None: ""}[budget.met]
    return f"  {budget.what:<64} {budget.limit:<16} {value:>12}  {verdict}"


def write(folder: pathlib.Path, name: str, facts: dict, results: list[dict], budgets: list[Budget]) -> pathlib.Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(
        json.dumps({**facts, "results": results, "budgets": [vars(b) for b in budgets]}, indent=1, ensure_ascii=False) + "\n"
    )
    host = facts["machine"]
    busiest = max((r.get("others", 0) for r in results), default=0)
    text = [
        f"# Benchmark of {facts['date']}",
        "",
        f"Commit {facts['commit']}; {host['cores']} cores of {host['cpu']}{' (virtual machine)' if host['virtual'] else ''}, {host['memory_gb']} GB,"
        f" Linux {host['kernel']}; {facts['jdk']}; load before the run {' '.join(map(str, host['load_before']))};"
        f" {facts['mode']} rounds ({facts['rounds']} × {facts['seconds']:g} s, interleaved, medians), {facts['took_seconds']} s in all.",
        f"Other processes took at most {busiest:.0%} of the machine during a row (column \"others\").",
        "",
        "Server and load generator share the cores unless a row says \"pinned apart\" (server on the first core, load on the second). CPU"
        " is user and system time of the server's processes per answered request. µs and ms are medians over the rounds.",
        "",
        "## Budgets",
        "",
        "| budget | limit | measured | |",
        "|---|---|---|---|",
    ]
    text += [f"| {b.what} | {b.limit} | {'not measured' if b.value is None else f'{b.value:,.1f}'} | {({True: 'met', False: '**not met**', None: ''})[b.met]} |" for b in budgets]
    text += ["", "## Requests", "", "| row | connections | server | rate/s | CPU µs | p50 | p95 | p99 | failed | others |", "|---|---|---|---|---|---|---|---|---|---|"]
    for r in results:
        if "rate" in r:
            apart = " (pinned apart)" if r["pinned_apart"] else ""
            text.append(
                f"| {r['row']} | {r['connections']}{apart} | {r['server']} | {r['rate']:,.{0 if r['rate'] >= 100 else 1}f} | {r['cpu']:,.1f} | {micros(r['p50'])} | {micros(r['p95'])}"
                f" | {micros(r['p99'])} | {r['failed']} | {r['others']:.0%} |"
            )
    text += ["", "## Others", "", "| row | server | figures |", "|---|---|---|"]
    text += [f"| {r['row']} | {r['server']} | {figures(r)} |" for r in results if "rate" not in r]
    path = folder / f"{name}.md"
    path.write_text("\n".join(text) + "\n")
    return path
