package io.depthlm.jobs.predict;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineSpec;
import java.util.function.UnaryOperator;

/**
 * How the tasks of predict come to hold GPUs while those of other stages do not, decided from
 * Spark's settings alone. What a cluster allows (Spark 3.5): with dynamic allocation a stage may
 * ask for executors of its own, whose GPUs its tasks share as it says. Without it a stage may ask
 * for GPUs of the executors that are there, and only for whole ones: into how many parts an
 * executor's address is divided is settled when it registers, by the application's {@code
 * spark.task.resource.gpu.amount} (one part where that is not set), and a stage's fraction of an
 * address is one part ({@code ResourceProfile.getNumSlotsPerAddress} and {@code
 * getSchedulerTaskResourceAmount}). A local master gives neither.
 */
sealed interface GpuPlan {
  /**
   * Tasks that share one GPU of predict's own executors: while one ends and another starts, the
   * other keeps it busy.
   */
  String TASKS_PER_GPU = "spark.depthlm.predict.tasksPerGpu";

  /** GPUs of each of predict's own executors, under dynamic allocation. */
  String GPUS_PER_EXECUTOR = "spark.depthlm.predict.gpusPerExecutor";

  /** The discovery script on those executors' hosts. */
  String DISCOVERY_SCRIPT = "spark.depthlm.predict.gpuDiscoveryScript";

  /** The vendor, where the cluster manager needs one: {@code nvidia.com} on Kubernetes. */
  String VENDOR = "spark.depthlm.predict.gpuVendor";

  /** Tasks hold what all tasks hold. */
  record AsAll() implements GpuPlan {}

  /** A task holds one of the GPUs that its executor has. */
  record WholeGpu() implements GpuPlan {}

  /**
   * Tasks run on executors of their own.
   *
   * @param gpus of each executor
   * @param amount that a task holds of one GPU, at most 1
   * @param script may be empty
   * @param vendor may be empty
   */
  record OwnExecutors(int gpus, double amount, String script, String vendor) implements GpuPlan {}

  /**
   * A decision.
   *
   * @param note for people, or empty
   */
  record Decided(GpuPlan plan, String note) {}

  /**
   * Decides.
   *
   * @param setting a Spark setting, empty where it is not set
   * @throws UserError if the settings would leave predict without the GPUs that its executors have
   */
  static Decided of(UnaryOperator<String> setting, EngineSpec spec) {
    int own = number(setting, GPUS_PER_EXECUTOR, 0);
    int sharing = Math.max(1, number(setting, TASKS_PER_GPU, 2));
    if (!spec.place(new DeviceSlot(0)).isGpu()) {
      return new Decided(new AsAll(), "");
    }
    boolean dynamic = setting.apply("spark.dynamicAllocation.enabled").equals("true");
    boolean local = setting.apply("spark.master").matches("local(\\[.*])?");
    if (local) {
      return asAll(own, "a local master has no executors to choose from");
    }
    if (isSet(setting, "spark.task.resource.gpu.amount")) {
      return asAll(own, "spark.task.resource.gpu.amount gives the tasks of every stage a GPU");
    }
    if (own > 0 && dynamic) {
      return new Decided(
          new OwnExecutors(
              own, 1.0 / sharing, setting.apply(DISCOVERY_SCRIPT), setting.apply(VENDOR)),
          "");
    }
    if (!isSet(setting, "spark.executor.resource.gpu.amount")) {
      return asAll(own, "executors of its own need spark.dynamicAllocation.enabled = true");
    }
    if (dynamic) {
      throw new UserError(
          "spark.executor.resource.gpu.amount is set and spark.task.resource.gpu.amount is not:"
              + " under dynamic allocation the questions would be asked without a GPU",
          "set " + GPUS_PER_EXECUTOR + " instead, or the tasks' amount as well");
    }
    if (own > 0) {
      return new Decided(
          new WholeGpu(),
          leftOut(
              GPUS_PER_EXECUTOR,
              "executors of its own need spark.dynamicAllocation.enabled = true"));
    }
    return new Decided(
        new WholeGpu(),
        isSet(setting, TASKS_PER_GPU) && sharing > 1
            ? leftOut(
                TASKS_PER_GPU,
                "without dynamic allocation only spark.task.resource.gpu.amount divides a GPU")
            : "");
  }

  private static Decided asAll(int own, String why) {
    return new Decided(new AsAll(), own > 0 ? leftOut(GPUS_PER_EXECUTOR, why) : "");
  }

  private static String leftOut(String key, String why) {
    return "predict: " + key + " is left out: " + why;
  }

  private static boolean isSet(UnaryOperator<String> setting, String key) {
    String value = setting.apply(key);
    return !value.isEmpty() && !value.equals("0");
  }

  private static int number(UnaryOperator<String> setting, String key, int other) {
    String value = setting.apply(key);
    if (value.isEmpty()) {
      return other;
    }
    if (!value.matches("[0-9]{1,4}")) {
      throw new UserError(key + " is " + value, "expected a whole number from 0 to 9999");
    }
    return Integer.parseInt(value);
  }
}
