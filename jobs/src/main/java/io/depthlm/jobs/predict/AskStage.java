package io.depthlm.jobs.predict;

import io.depthlm.common.engine.EngineSpec;
import io.depthlm.jobs.spark.Progress;
import io.depthlm.jobs.tables.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The stage in which questions are asked, on the resources that it needs and no other stage. */
final class AskStage {
  private static final String GPU = "gpu";

  private final SparkSession spark;
  private final SparkConf conf;

  /** One for each plan: every new profile would be one more that Spark keeps executors for. */
  private final Map<GpuPlan, ResourceProfile> profiles = new HashMap<>();

  AskStage(SparkSession spark) {
    this.spark = spark;
    this.conf = spark.sparkContext().getConf();
  }

  /**
   * The resources of the stage; null for the resources of all stages.
   *
   * @param progress is told what the cluster does not allow
   */
  ResourceProfile resources(EngineSpec spec, Progress progress) {
    UnaryOperator<String> setting = key -> conf.get(key, "");
    GpuPlan.Decided decided = GpuPlan.of(setting, spec);
    if (!decided.note().isEmpty()) {
      progress.say(decided.note());
    }
    return profiles.computeIfAbsent(decided.plan(), this::profile);
  }

  /** The stage on some frames; lazy. */
  Dataset<Row> ask(Dataset<Row> frames, AskFrames ask, ResourceProfile resources) {
    if (resources == null) {
      return frames.mapPartitions(ask, Encoders.row(Table.PREDICTIONS.schema()));
    }
    // Only the older interface knows resources. Rows are turned around once more for it, which is
    // nothing beside a model.
    JavaRDD<Row> answered = frames.toJavaRDD().mapPartitions(ask::call).withResources(resources);
    return spark.createDataFrame(answered, Table.PREDICTIONS.schema());
  }

  private ResourceProfile profile(GpuPlan plan) {
    if (plan instanceof GpuPlan.WholeGpu) {
      return new ResourceProfileBuilder().require(task(1)).build();
    }
    if (plan instanceof GpuPlan.OwnExecutors own) {
      return new ResourceProfileBuilder()
          .require(executor(own))
          .require(task(own.amount()))
          .build();
    }
    return null;
  }

  private TaskResourceRequests task(double gpus) {
    return new TaskResourceRequests().cpus(conf.getInt("spark.task.cpus", 1)).resource(GPU, gpus);
  }

  /** As the other executors, with GPUs. */
  private ExecutorResourceRequests executor(GpuPlan.OwnExecutors own) {
    ExecutorResourceRequests requests =
        new ExecutorResourceRequests().resource(GPU, own.gpus(), own.script(), own.vendor());
    if (conf.contains("spark.executor.cores")) {
      requests.cores(conf.getInt("spark.executor.cores", 1));
    }
    if (conf.contains("spark.executor.memory")) {
      requests.memory(conf.get("spark.executor.memory"));
    }
    if (conf.contains("spark.executor.memoryOverhead")) {
      requests.memoryOverhead(conf.get("spark.executor.memoryOverhead"));
    }
    return requests;
  }
}
