"""Loads a model folder that Slipway's trainer wrote: `mlflow.pyfunc.load_model` comes here.

Needs xgboost, numpy and pandas. features.json says which columns the trees take, in which order; a category is its
place in the list, and anything else is a missing value.
"""

import json
import os

import numpy as np
import pandas as pd
import xgboost


class _FeatureModel:
    def __init__(self, folder):
        with open(os.path.join(folder, "features.json"), encoding="utf-8") as file:
            spec = json.load(file)
        self._features = spec["features"]
        self._output = spec["label"] + "_probability"
        self._booster = xgboost.Booster()
        self._booster.load_model(os.path.join(folder, "model.json"))

    def predict(self, model_input, params=None):
        frame = model_input if isinstance(model_input, pd.DataFrame) else pd.DataFrame(model_input)
        matrix = np.full((len(frame), len(self._features)), np.nan, dtype=np.float32)
        for i, feature in enumerate(self._features):
            name = feature["name"]
            if name not in frame:
                continue
            if feature["type"] == "category":
                places = {category: place for place, category in enumerate(feature["categories"])}
                matrix[:, i] = [places.get(value, np.nan) for value in frame[name]]
            else:
                matrix[:, i] = pd.to_numeric(frame[name]).astype(float)
        data = xgboost.DMatrix(
            matrix,
            feature_names=[feature["name"] for feature in self._features],
            feature_types=["c" if feature["type"] == "category" else "float" for feature in self._features],
            enable_categorical=True,
        )
        return pd.DataFrame({self._output: self._booster.predict(data).astype(float)}, index=frame.index)


def _load_pyfunc(path):
    return _FeatureModel(path)
