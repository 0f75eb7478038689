package io.depthlm.jobs.predict;

import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.EngineException;
import io.depthlm.common.engine.EngineHolder;
import io.depthlm.common.engine.EngineSpec;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * A task's hold on this process's engine; close it when the task ends.
 *
 * @param engine the engine, or one that tells why it could not be built
 * @param loads engines that were built for it: 1, or 0 where it shares one
 * @param giveBack releases it
 */
record TaskEngine(DepthEngine engine, int loads, Runnable giveBack) implements AutoCloseable {

  /** The engine on the task's device. */
  static TaskEngine acquire(EngineSpec spec, TaskContext task) {
    try {
      EngineHolder.Lease lease = EngineHolder.ofProcess().acquire(spec, spec.place(device(task)));
      return new TaskEngine(lease.engine(), lease.built(), lease::close);
    } catch (EngineException e) {
      return new TaskEngine(new UnavailableEngine(e), 0, () -> {});
    }
  }

  @Override
  public void close() {
    giveBack.run();
  }

  /** The GPU that Spark gave the task, or the processor. */
  private static DeviceSlot device(TaskContext task) {
    ResourceInformation gpu = task.resourcesJMap().get("gpu");
    return gpu == null || gpu.addresses().length == 0
        ? DeviceSlot.CPU
        : new DeviceSlot(Integer.parseInt(gpu.addresses()[0]));
  }
}
