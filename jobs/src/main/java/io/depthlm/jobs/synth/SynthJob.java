package io.depthlm.jobs.synth;

import io.depthlm.common.core.UserError;
import io.depthlm.common.synth.SynthSettings;
import io.depthlm.common.synth.SynthWriter;
import io.depthlm.jobs.spark.Files;
import io.depthlm.jobs.spark.HadoopSettings;
import io.depthlm.jobs.spark.JobGroup;
import io.depthlm.jobs.spark.Progress;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Synthetic frames in the curated form, a part file a task, into any Hadoop folder. */
public final class SynthJob {
  private static final long LOOK_EVERY_MS = 200;

  private final SparkSession spark;
  private final SynthSettings settings;
  private final String outUri;

  /**
   * @param outUri a folder without part files of an earlier run
   */
  public SynthJob(SparkSession spark, SynthSettings settings, String outUri) {
    this.spark = spark;
    this.settings = settings;
    this.outUri = outUri;
  }

  /**
   * Runs it. A run that was stopped leaves pictures and whole part files behind.
   *
   * @throws UserError if the folder holds frames already or cannot be used
   */
  public SynthResult run(Progress progress) {
    Path root = Files.qualified(spark, outUri);
    checkEmpty(root);
    make(root, spark.sparkContext().hadoopConfiguration());
    try (JobGroup ignored = JobGroup.of(spark, "synth", "synth into " + root)) {
      JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
      LongAccumulator frames = spark.sparkContext().longAccumulator("frames");
      LongAccumulator points = spark.sparkContext().longAccumulator("points");
      int parts = SynthWriter.parts(settings);
      HadoopSettings hadoop = new HadoopSettings(spark.sparkContext().hadoopConfiguration());
      JavaFutureAction<Void> written =
          context
              .parallelize(IntStream.range(0, parts).boxed().toList(), parts)
              .foreachAsync(new WritePart(settings, hadoop, root.toString(), frames, points));
      await(written, frames, progress);
      return new SynthResult(root.toString(), frames.value(), points.value());
    }
  }

  private void checkEmpty(Path root) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      for (FileStatus file : root.getFileSystem(hadoop).listStatus(root)) {
        if (file.getPath().getName().matches("frames-\\d+\\.jsonl")) {
          throw new UserError(
              "--out " + root + " holds frames already (" + file.getPath().getName() + ")",
              "name another folder, or delete this one first");
        }
      }
    } catch (FileNotFoundException e) {
      return;
    } catch (IOException e) {
      throw new UserError(
          "cannot look into " + root + ": " + e.getMessage(),
          "check --out and the access to it",
          e);
    }
  }

  /** Before any frame is drawn: nobody waits for pictures that cannot be kept. */
  private static void make(Path root, Configuration hadoop) {
    String why = "the folder cannot be made";
    Exception cause = null;
    try {
      if (root.getFileSystem(hadoop).mkdirs(root)) {
        return;
      }
    } catch (IOException e) {
      why = e.getMessage();
      cause = e;
    }
    throw new UserError(
        "cannot write to " + root + ": " + why, "check --out and the access to it", cause);
  }

  private void await(JavaFutureAction<Void> written, LongAccumulator frames, Progress progress) {
    while (true) {
      try {
        written.get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        progress.update("frames", settings.frames(), settings.frames());
        return;
      } catch (TimeoutException e) {
        progress.update("frames", frames.value(), settings.frames());
      } catch (InterruptedException e) {
        written.cancel(true);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while frames were drawn", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("a part could not be written", e);
      }
    }
  }

  /** An executor's part: draws and writes the frames of one part file. */
  private record WritePart(
      SynthSettings settings,
      HadoopSettings hadoop,
      String root,
      LongAccumulator frames,
      LongAccumulator points)
      implements VoidFunction<Integer>, Serializable {
    @Override
    public void call(Integer part) throws IOException {
      HadoopTarget folder = new HadoopTarget(hadoop.configuration(), new Path(root));
      SynthWriter.Written written = SynthWriter.writePart(settings, part, folder);
      frames.add(written.frames());
      points.add(written.points());
    }
  }
}
