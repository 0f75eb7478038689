package io.depthlm.jobs.spark;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.DeviceChoice;
import io.depthlm.common.engine.DeviceSlot;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import scala.collection.JavaConverters;

/**
 * The GPUs that Spark assigned: the resource {@code gpu}, whose addresses are indices of devices.
 */
public final class AssignedGpus {
  private static final String RESOURCE = "gpu";

  private AssignedGpus() {}

  /** A task's first GPU, or the processor. */
  public static DeviceSlot of(TaskContext task) {
    return first(task.resourcesJMap());
  }

  /** The driver's first GPU ({@code spark.driver.resource.gpu.amount}), or the processor. */
  public static DeviceSlot ofDriver(SparkContext spark) {
    return first(JavaConverters.mapAsJavaMap(spark.resources()));
  }

  /**
   * The device that configuration chooses.
   *
   * @param given what Spark gave
   */
  public static DeviceSlot choose(DeviceChoice choice, DeviceSlot given) {
    return switch (choice) {
      case AUTO -> given;
      case CPU -> DeviceSlot.CPU;
      case GPU -> given.isGpu() ? given : new DeviceSlot(0);
    };
  }

  private static DeviceSlot first(Map<String, ResourceInformation> resources) {
    ResourceInformation gpu = resources.get(RESOURCE);
    return gpu == null || gpu.addresses().length == 0
        ? DeviceSlot.CPU
        : new DeviceSlot(index(gpu.addresses()[0]));
  }

  /**
   * An address as the index by which the process sees the GPU.
   *
   * @throws UserError if it is none
   */
  public static int index(String address) {
    try {
      return Integer.parseUnsignedInt(address);
    } catch (NumberFormatException e) {
      throw new UserError(
          "Spark names a GPU '" + address + "', expected an index from 0",
          "use deploy/gpu-discovery.sh as the discovery script",
          e);
    }
  }
}
