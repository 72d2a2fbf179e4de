"""A FastAPI service as its users write it: one row in, one probability out. MODEL and ENGINE come from the environment."""

import os

import numpy
from fastapi import FastAPI
from pydantic import BaseModel


class Row(BaseModel):
    f0: float
    f1: float
    f2: float
    f3: float
    f4: float
    f5: float
    f6: float
    f7: float
    f8: float
    f9: float
    f10: float
    f11: float


FEATURES = list(Row.model_fields)


def with_xgboost(folder: str):
    import xgboost

    booster = xgboost.Booster(model_file=os.path.join(folder, "model.json"))
    booster.set_param({"nthread": 1})
    return lambda x: float(booster.inplace_predict(x, validate_features=False)[0])


def with_onnx(folder: str):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"), options)
    return lambda x: float(session.run(["p"], {"x": x})[0][0, 0])


predict = {"xgboost": with_xgboost, "onnx": with_onnx}[os.environ["ENGINE"]](os.environ["MODEL"])
app = FastAPI()


@app.post("/predict")
async def answer(row: Row):
    x = numpy.array([[getattr(row, name) for name in FEATURES]], dtype=numpy.float32)
    return {"probability": predict(x)}
