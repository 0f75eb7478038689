/**
 * The face for Spark ML: {@link io.depthlm.jobs.ml.DepthPredictor} asks about the pixels of a
 * DataFrame, without tables. Its engine is the executor's, as in {@code jobs.predict}. May import
 * {@code common}, {@code jobs.spark} and {@code jobs.predict}. Public: {@code docs/spark-ml.md}
 * describes it, and {@code python/} has the module for PySpark.
 *
 * <p>2026-11-28: pictures of Spark's {@code image} source are encoded as PNG files on the executor,
 * so that there is one way from bytes to a model, with the same limits and the same reasons.
 */
package io.depthlm.jobs.ml;
