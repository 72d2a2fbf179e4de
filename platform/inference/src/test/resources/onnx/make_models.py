"""Makes the ONNX models of OnnxModelTest and what ONNX Runtime in Python answers to their inputs.

    uv venv /tmp/onnx-venv && uv pip install --python /tmp/onnx-venv/bin/python \
        scikit-learn==1.9.* skl2onnx==1.20.* onnx==1.23.* onnxruntime
    /tmp/onnx-venv/bin/python make_models.py
"""

import json

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

random = numpy.random.default_rng(3)


def save(name, model, feeds):
    onnx.save(model, name + ".onnx")
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    outputs = {}
    for spec, value in zip(session.get_outputs(), session.run(None, feeds)):
        outputs[spec.name] = value if isinstance(value, list) else value.tolist()
        if isinstance(value, list):
            outputs[spec.name] = [[row[k] for k in sorted(row)] for row in value]
    with open(name + ".json", "w") as file:
        json.dump({"inputs": {k: v.tolist() for k, v in feeds.items()}, "outputs": outputs}, file, indent=1)
        file.write("\n")


x = random.normal(size=(200, 3)).astype(numpy.float32)
y = x @ numpy.array([1.5, -2.0, 0.5], dtype=numpy.float32) + 0.25
linear = LinearRegression().fit(x, y)
save("linear", to_onnx(linear, initial_types=[("X", FloatTensorType([None, 3]))]), {"X": x[:5]})

classes = numpy.digitize(y, [-1.0, 1.0])
classifier = LogisticRegression(max_iter=500).fit(x, classes)
save("classifier", to_onnx(classifier, initial_types=[("X", FloatTensorType([None, 3]))]), {"X": x[:6]})

carriers = random.choice(["AA", "DL", "UA"], size=(200, 1))
delay = numpy.where(carriers[:, 0] == "UA", "late", "on time")
delay[x[:, 0] > 0.8] = "late"
table = numpy.hstack([carriers.astype(object), x[:, :1].astype(object)])
pipeline = make_pipeline(
    ColumnTransformer([("carrier", OneHotEncoder(handle_unknown="ignore"), [0]), ("distance", "passthrough", [1])]),
    LogisticRegression(),
).fit(table, delay)
types = [("carrier", StringTensorType([None, 1])), ("distance", FloatTensorType([None, 1]))]
save("strings", to_onnx(pipeline, initial_types=types), {"carrier": carriers[:6].astype(object), "distance": x[:6, :1]})

every = ["FLOAT", "DOUBLE", "INT64", "INT32", "INT16", "INT8", "UINT8", "BOOL", "STRING"]
graph = helper.make_graph(
    [helper.make_node("Identity", [t.lower()], [t.lower() + "_out"]) for t in every],
    "every_type",
    [helper.make_tensor_value_info(t.lower(), getattr(TensorProto, t), ["rows", 2]) for t in every],
    [helper.make_tensor_value_info(t.lower() + "_out", getattr(TensorProto, t), ["rows", 2]) for t in every],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, "every_type.onnx")

outside = helper.make_tensor("w", TensorProto.FLOAT, [3], [0.0, 0.0, 0.0])
outside.ClearField("float_data")
outside.data_location = TensorProto.EXTERNAL
for key, value in (("location", "../secret.bin"), ("offset", "0"), ("length", "12")):
    outside.external_data.add(key=key, value=value)
graph = helper.make_graph(
    [helper.make_node("Add", ["x", "w"], ["y"])],
    "reads_a_file_outside",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 3])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", 3])],
    [outside],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
with open("outside.onnx", "wb") as file:
    file.write(model.SerializeToString())
