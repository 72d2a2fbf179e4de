"""make_model.py FOLDER TREES: trains boosted trees of depth 6 on 12 made features and writes them as an MLflow model
(MLmodel, model.json), as the same trees in ONNX, and 4096 rows with XGBoost's answers. Runs in the environment 'bench'."""

import json
import math
import pathlib
import sys

import numpy
import onnx
import xgboost
from onnx import TensorProto, helper

FEATURES = [f"f{i}" for i in range(12)]
ROWS = 4096


def train(trees: int) -> tuple[xgboost.Booster, numpy.ndarray]:
    generator = numpy.random.default_rng(7)
    x = generator.normal(size=(12_000, len(FEATURES))).astype(numpy.float32)
    score = x[:, 0] * x[:, 1] + numpy.sin(3 * x[:, 2]) + 0.5 * x[:, 3] - 0.3 * x[:, 4] ** 2 + 0.2 * x[:, 5:].sum(axis=1)
    y = (score + generator.normal(size=len(x)) > 0).astype(numpy.float32)
    matrix = xgboost.DMatrix(x, y, feature_names=FEATURES)
    parameters = {"objective": "binary:logistic", "max_depth": 6, "eta": 0.05, "min_child_weight": 0, "nthread": 1, "seed": 7}
    return xgboost.train(parameters, matrix, trees), x[:ROWS]


def to_onnx(model: dict) -> onnx.ModelProto:
    """XGBoost's JSON as a TreeEnsembleRegressor with a Sigmoid (https://onnx.ai/onnx/operators/)."""
    nodes = {name: [] for name in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "missing_value_tracks_true")}
    leaves = {name: [] for name in ("treeids", "nodeids", "ids", "weights")}
    for number, tree in enumerate(model["learner"]["gradient_booster"]["model"]["trees"]):
        for node, left in enumerate(tree["left_children"]):
            leaf = left == -1
            row = (
                number,
                node,
                tree["split_indices"][node],
                0.0 if leaf else tree["split_conditions"][node],
                "LEAF" if leaf else "BRANCH_LT",
                0 if leaf else left,
                0 if leaf else tree["right_children"][node],
                0 if leaf else int(tree["default_left"][node]),
            )
            for column, value in zip(nodes.values(), row):
                column.append(value)
            if leaf:
                for column, value in zip(leaves.values(), (number, node, 0, tree["split_conditions"][node])):
                    column.append(value)
    base = float(model["learner"]["learner_model_param"]["base_score"].strip("[]"))
    attributes = {f"nodes_{name}": values for name, values in nodes.items()} | {f"target_{name}": values for name, values in leaves.items()}
    ensemble = helper.make_node(
        "TreeEnsembleRegressor", ["x"], ["margin"], domain="ai.onnx.ml", n_targets=1, base_values=[math.log(base / (1 - base))], **attributes
    )
    graph = helper.make_graph(
        [ensemble, helper.make_node("Sigmoid", ["margin"], ["p"])],
        "trees",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", len(FEATURES)])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["rows", 1])],
    )
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)])


def main(folder: pathlib.Path, trees: int) -> None:
    served = folder / "model"
    served.mkdir(parents=True)
    booster, rows = train(trees)
    booster.save_model(served / "model.json")
    booster.save_model(folder / "model.json")
    onnx.save(to_onnx(json.loads((folder / "model.json").read_text())), folder / "model.onnx")
    columns = json.dumps([{"name": name, "type": "double"} for name in FEATURES])
    outputs = json.dumps([{"name": "probability", "type": "double"}])
    (served / "MLmodel").write_text(
        "flavors:\n  xgboost:\n    data: model.json\n    model_class: xgboost.core.Booster\n    model_format: json\n"
        f"signature:\n  inputs: '{columns}'\n  outputs: '{outputs}'\n"
    )
    (served / "input_example.json").write_text(json.dumps({"columns": FEATURES, "data": rows[:8].astype(float).tolist()}))
    rows.astype(">f4").tofile(folder / "rows.f32")
    booster.predict(xgboost.DMatrix(rows, feature_names=FEATURES)).astype(">f4").tofile(folder / "answers.f32")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
