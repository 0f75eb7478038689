"""Checks depthlm_spark with a stock PySpark on a built checkout, DEPTHLM_HOME."""

import os
import tempfile
import unittest

import depthlm_spark
from depthlm_spark import DepthPredictor
from pyspark.ml import Pipeline, PipelineModel, Transformer
from pyspark.ml.feature import SQLTransformer
from pyspark.ml.util import DefaultParamsReadable, DefaultParamsWritable
from pyspark.sql import SparkSession

HOME = os.environ["DEPTHLM_HOME"]
IMAGES = os.environ["DEPTHLM_IMAGES"]


class Untouched(Transformer, DefaultParamsReadable, DefaultParamsWritable):
    """A stage that only Python has, so that a pipeline with it is saved in Python's form."""

    def _transform(self, dataset):
        return dataset


def session():
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.extraClassPath", depthlm_spark.class_path(HOME))
        .config("spark.driver.extraJavaOptions", "-Dai.djl.offline=true")
        .getOrCreate()
    )


class DepthlmSparkCheck(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.spark = session()
        cls.spark.sparkContext.setLogLevel("ERROR")
        cls.pixels = (
            cls.spark.read.format("binaryFile")
            .load(IMAGES)
            .selectExpr(
                "content AS image",
                "90D AS fx_px",
                "90D AS fy_px",
                "48D AS cx_px",
                "36D AS cy_px",
                "40 AS x_px",
                "30 AS y_px",
            )
            .coalesce(1)
            .cache()
        )

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def test_answers(self):
        rows = DepthPredictor(model="constant-2m", focalPx=0).transform(self.pixels).collect()
        self.assertEqual(len(rows), 3)
        self.assertEqual({row.value_m for row in rows}, {2.0})
        self.assertEqual({row.value_kind for row in rows}, {"radial"})

    def test_the_shipped_model_answers(self):
        tiny = DepthPredictor(model="depthlm-tiny", batchSize=2)
        rows = tiny.transform(self.pixels).collect()
        self.assertEqual({(row.parse_status, row.error_code) for row in rows}, {("ok", None)})
        self.assertTrue(all(0 < row.confidence <= 1 for row in rows))
        again = tiny.copy().setFocalPx(128).transform(self.pixels).collect()
        self.assertEqual([r.confidence for r in rows], [r.confidence for r in again])

    def test_defaults_are_those_of_java(self):
        untouched = DepthPredictor()
        self.assertEqual(untouched.getFocalPx(), 1000.0)
        self.assertEqual(untouched.getMarker(), "red_arrow")
        self.assertEqual(untouched.getImageCol(), "image")
        self.assertIsNone(untouched.getModel())
        java = {p.name() for p in untouched._java_obj.params()}
        self.assertEqual({p.name for p in untouched.params}, java)

    def test_whole_numbers_are_focal_lengths(self):
        self.assertEqual(DepthPredictor().setFocalPx(128).getFocalPx(), 128.0)
        java = self.spark._jvm.io.depthlm.jobs.ml.DepthPredictor()
        self.assertEqual(java.setFocalPx(128).getFocalPx(), 128.0)

    def test_a_wrong_value_is_told_where_it_is_set(self):
        for name, value, words in [
            ("marker", "pink", "expected red_arrow"),
            ("batchSize", -1, "expected 0 to 1024"),
            ("focalPx", 3, "expected 16 to 20000"),
            ("task", "speed", "expected distance or axis_distance"),
            ("prompt", "Where is {nowhere}?", "{nowhere}"),
        ]:
            with self.assertRaisesRegex(ValueError, words.replace("{", r"\{")):
                DepthPredictor(**{name: value})
        predictor = DepthPredictor()
        with self.assertRaises(ValueError):
            predictor.setMarker("pink")
        self.assertEqual(predictor.getMarker(), "red_arrow")
        with self.assertRaisesRegex(TypeError, "batchSize"):
            predictor.setBatchSize("many")

    def test_a_missing_column_is_a_value_error(self):
        with self.assertRaisesRegex(ValueError, "no column depth"):
            DepthPredictor(model="constant-2m", imageCol="depth").transform(self.pixels)

    def test_structs_of_the_image_source(self):
        structs = (
            self.spark.read.format("image")
            .load(IMAGES)
            .selectExpr(
                "image", "90 AS fx_px", "90 AS fy_px", "48 AS cx_px", "36 AS cy_px",
                "40 AS x_px", "30 AS y_px",
            )
        )
        probe = DepthPredictor(engine="probe", focalPx=100)
        self.assertEqual(
            {row.answer_text for row in probe.transform(structs).collect()},
            {row.answer_text for row in probe.transform(self.pixels).collect()},
        )

    def test_a_predictor_is_saved_and_loaded(self):
        saved = DepthPredictor(model="constant-2m", marker="blue_ring", focalPx=750)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "predictor")
            saved.write().overwrite().save(path)
            loaded = DepthPredictor.load(path)
            java = self.spark._jvm.io.depthlm.jobs.ml.DepthPredictor.load(path)
        self.assertEqual(loaded.uid, saved.uid)
        self.assertEqual(java.uid(), saved.uid)
        self.assertEqual(java.getMarker(), "blue_ring")
        self.assertEqual(loaded.explainParams(), saved.explainParams())
        self.assertFalse(loaded.isSet(loaded.task))
        self.assertTrue(loaded.isSet(loaded.focalPx))

    def test_pipelines_are_saved_and_loaded(self):
        stages = [
            DepthPredictor(model="constant-2m", focalPx=0),
            SQLTransformer(statement="SELECT value_m * 100 AS value_cm FROM __THIS__"),
        ]
        for more in [], [Untouched()]:
            model = Pipeline(stages=stages + more).fit(self.pixels)
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "pipeline")
                model.save(path)
                loaded = PipelineModel.load(path)
                self.assertIsInstance(loaded.stages[0], DepthPredictor)
                rows = loaded.transform(self.pixels).collect()
            self.assertEqual({row.value_cm for row in rows}, {200.0})

    def test_class_path_needs_a_built_checkout(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(FileNotFoundError, "build the checkout"):
                depthlm_spark.class_path(folder)
            target = os.path.join(folder, "jobs", "target")
            os.makedirs(target)
            open(os.path.join(target, "depthlm.jar"), "w").close()
            with open(os.path.join(target, "classpath-runtime.txt"), "w") as paths:
                paths.write("/x/api-0.35.1.jar:/x/jackson-databind-2.15.2.jar")
            self.assertEqual(
                depthlm_spark.class_path(folder),
                os.path.join(target, "depthlm.jar") + ":/x/api-0.35.1.jar",
            )


if __name__ == "__main__":
    unittest.main(warnings="ignore")
