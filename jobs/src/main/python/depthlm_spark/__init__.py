"""Metric depth from vision language models, as a transformer of PySpark's ML pipelines.

    from depthlm_spark import DepthPredictor

    depths = DepthPredictor(model="depthlm-tiny").transform(pixels)

Saved predictors and pipelines are those of Java: each side loads what the other has saved. Import
this module before loading a pipeline that holds a predictor.
"""

import os
import re
import sys
import types

import pyspark
from py4j.protocol import Py4JJavaError
from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaTransformer, JavaWrapper

__all__ = ["DepthPredictor", "class_path"]
__version__ = "0.1.0"

_PACKAGE = "io.depthlm.jobs.ml"
_JAVA_CLASS = _PACKAGE + ".DepthPredictor"
_USER_ERROR = "io.depthlm.common.core.UserError"
_PARAMS = (
    "model",
    "modelUrl",
    "engine",
    "modelSettings",
    "batchSize",
    "task",
    "prompt",
    "marker",
    "focalPx",
    "imageCol",
    "fxCol",
    "fyCol",
    "cxCol",
    "cyCol",
    "xCol",
    "yCol",
)


def class_path(home):
    """The class path of a built checkout for ``spark.driver.extraClassPath``.

    It has depthlm.jar and the libraries that this PySpark does not bring itself.
    """
    target = os.path.join(os.path.abspath(home), "jobs", "target")
    jar = os.path.join(target, "depthlm.jar")
    listed = os.path.join(target, "classpath-runtime.txt")
    for path in (jar, listed):
        if not os.path.isfile(path):
            raise FileNotFoundError(f"{path} is missing: build the checkout, ./depthlm --version")
    with open(listed, encoding="utf-8") as paths:
        libraries = paths.read().strip().split(os.pathsep)
    return os.pathsep.join([jar, *_apart_from_spark(libraries)])


def _apart_from_spark(paths):
    """The jars of which PySpark has no version of its own."""
    jars = os.path.join(os.path.dirname(pyspark.__file__), "jars")
    own = {_artifact(name) for name in os.listdir(jars)}
    return [path for path in paths if _artifact(os.path.basename(path)) not in own]


def _artifact(jar):
    """A jar's name without its version."""
    return re.split(r"-\d", jar)[0]


class _Reader(JavaMLReader):
    """Names the Java class, which does not have the package of the Python one."""

    @classmethod
    def _java_loader_class(cls, clazz):
        return _JAVA_CLASS


class DepthPredictor(JavaTransformer, JavaMLReadable, JavaMLWritable):
    """How far away is what a pixel shows? One row of a DataFrame is one question.

    The input has a column of images (bytes of PNG or JPEG files, URIs, or structs of Spark's
    ``image`` source), the camera in pixels (``fx_px``, ``fy_px``, ``cx_px``, ``cy_px``) and the pixel
    (``x_px``, ``y_px``). The output has the same rows and columns, and after them ``value_m``,
    ``value_kind``, ``answer_text``, ``confidence``, ``parse_status`` and ``error_code``.

    A wrong value of a parameter is a ``ValueError`` where it is set.
    """

    model = Param(
        Params._dummy(), "model", "an entry of conf/models, by its name", TypeConverters.toString
    )
    modelUrl = Param(
        Params._dummy(), "modelUrl", "the model's folder, any Hadoop URI", TypeConverters.toString
    )
    engine = Param(Params._dummy(), "engine", "vlm, probe or constant", TypeConverters.toString)
    modelSettings = Param(
        Params._dummy(),
        "modelSettings",
        "further keys of a model's entry, HOCON",
        TypeConverters.toString,
    )
    batchSize = Param(
        Params._dummy(),
        "batchSize",
        "most questions on the device at once; 0: the model's own",
        TypeConverters.toInt,
    )
    task = Param(
        Params._dummy(), "task", "distance (radial) or axis_distance (z)", TypeConverters.toString
    )
    prompt = Param(
        Params._dummy(),
        "prompt",
        "the question's words; {marker} stands for the marker's name",
        TypeConverters.toString,
    )
    marker = Param(
        Params._dummy(), "marker", "how the pixel is pointed at", TypeConverters.toString
    )
    focalPx = Param(
        Params._dummy(),
        "focalPx",
        "focal length in pixels that images are resized to, 0 for their own; if it is not set, the"
        " recommended one of the model's entry, else the default",
        TypeConverters.toFloat,
    )
    imageCol = Param(Params._dummy(), "imageCol", "column of images", TypeConverters.toString)
    fxCol = Param(
        Params._dummy(), "fxCol", "column of focal lengths along x", TypeConverters.toString
    )
    fyCol = Param(
        Params._dummy(), "fyCol", "column of focal lengths along y", TypeConverters.toString
    )
    cxCol = Param(
        Params._dummy(), "cxCol", "column of principal points along x", TypeConverters.toString
    )
    cyCol = Param(
        Params._dummy(), "cyCol", "column of principal points along y", TypeConverters.toString
    )
    xCol = Param(Params._dummy(), "xCol", "column of the asked pixels' x", TypeConverters.toString)
    yCol = Param(Params._dummy(), "yCol", "column of the asked pixels' y", TypeConverters.toString)

    @keyword_only
    def __init__(
        self,
        *,
        model=None,
        modelUrl=None,
        engine=None,
        modelSettings=None,
        batchSize=None,
        task=None,
        prompt=None,
        marker=None,
        focalPx=None,
        imageCol=None,
        fxCol=None,
        fyCol=None,
        cxCol=None,
        cyCol=None,
        xCol=None,
        yCol=None,
    ):
        super().__init__()
        self._java_obj = _new(self.uid)
        self._transfer_params_from_java()  # the defaults, which only Java knows
        self._set(**self._input_kwargs)

    @keyword_only
    def setParams(
        self,
        *,
        model=None,
        modelUrl=None,
        engine=None,
        modelSettings=None,
        batchSize=None,
        task=None,
        prompt=None,
        marker=None,
        focalPx=None,
        imageCol=None,
        fxCol=None,
        fyCol=None,
        cxCol=None,
        cyCol=None,
        xCol=None,
        yCol=None,
    ):
        """Sets the parameters that are named."""
        return self._set(**self._input_kwargs)

    def _set(self, **kwargs):
        for name, value in kwargs.items():
            if value is not None:
                param = self.getParam(name)
                try:
                    converted = param.typeConverter(value)
                except TypeError as error:
                    raise TypeError(f"DepthPredictor: {name} is {value!r}: {error}") from None
                with _user_errors():
                    self._make_java_param_pair(param, converted)  # Java's check
        return super()._set(**kwargs)

    def setIntrinsicsCols(self, fx, fy, cx, cy):
        """Sets the columns of the camera."""
        return self._set(fxCol=fx, fyCol=fy, cxCol=cx, cyCol=cy)

    def setPixelCols(self, x, y):
        """Sets the columns of the asked pixel."""
        return self._set(xCol=x, yCol=y)

    def _transform(self, dataset):
        with _user_errors():
            return super()._transform(dataset)

    @classmethod
    def read(cls):
        """The reader of predictors that either side has saved."""
        return _Reader(cls)


def _accessors(name):
    capital = name[0].upper() + name[1:]

    def setter(self, value):
        return self._set(**{name: value})

    def getter(self):
        param = self.getParam(name)
        return self.getOrDefault(param) if self.isDefined(param) else None

    setter.__name__ = "set" + capital
    setter.__doc__ = f"Sets the value of :py:attr:`{name}`."
    getter.__name__ = "get" + capital
    getter.__doc__ = f"The value of :py:attr:`{name}`; None if it has none."
    setattr(DepthPredictor, setter.__name__, setter)
    setattr(DepthPredictor, getter.__name__, getter)


for _name in _PARAMS:
    _accessors(_name)


def _new(uid):
    try:
        return JavaWrapper._new_java_obj(_JAVA_CLASS, uid)
    except TypeError:
        raise RuntimeError(
            "depthlm.jar is not on the class path of the driver: start the session with"
            " .config('spark.driver.extraClassPath', depthlm_spark.class_path(CHECKOUT)), or submit"
            " with --jars"
        ) from None


class _user_errors:
    """What Java says about the user's input, without its stack trace."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, Py4JJavaError):
            java = error.java_exception
            if java.getClass().getName() == _USER_ERROR:
                raise ValueError(java.getMessage()) from None
        return False


# PySpark finds the Python class of a loaded stage by the Java package's name, and io is a module of
# Python's own, without sub-modules.
_alias = types.ModuleType(_PACKAGE)
_alias.DepthPredictor = DepthPredictor
sys.modules[_PACKAGE] = _alias
