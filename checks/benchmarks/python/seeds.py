"""What both servers hold before they are asked: the same runs, histories and models, made from one seed."""

import random
from collections.abc import Iterator

START = 1700000000000
RUNS = 10_000
LONG = 100_000  # points of the long history
SHORT = 1_000  # points of each of the histories that are sampled together
SAMPLED_RUNS = 100
MODELS = 1_000
VERSIONS = 5  # of each model


def run_id(number: int) -> str:
    return f"{number:032x}"


def runs() -> Iterator[tuple[str, int, dict[str, float], dict[str, str]]]:
    """Name, start, metrics and params."""
    generator = random.Random(1)
    for number in range(RUNS):
        auc, loss, depth = generator.random(), generator.random(), str(3 + generator.randrange(6))
        yield f"run-{number}", START + number, {"auc": auc, "loss": loss}, {"depth": depth, "eta": "0.1"}


def histories() -> Iterator[list[tuple[int, int, float]]]:
    """Step, time and value of the points of one metric: a long history first, then shorter ones."""
    for length in (LONG, *[SHORT] * SAMPLED_RUNS):
        yield [(step, START + step, 1 / (step + 1)) for step in range(length)]


def models() -> Iterator[tuple[str, list[str]]]:
    """Name and the sources of its versions."""
    for number in range(MODELS):
        name = f"model-{number:04d}"
        yield name, [f"s3://models/{name}/{version}" for version in range(1, VERSIONS + 1)]
