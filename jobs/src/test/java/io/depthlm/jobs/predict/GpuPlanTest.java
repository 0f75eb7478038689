package io.depthlm.jobs.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.core.UserError;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.baseline.ConstantSpec;
import io.depthlm.jobs.ScriptedSpec;
import io.depthlm.jobs.spark.AssignedGpus;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuPlanTest {
  private static final EngineSpec MODEL = new ScriptedSpec("gpu");
  private static final GpuPlan.AsAll AS_ALL = new GpuPlan.AsAll();

  private final Map<String, String> settings = new HashMap<>(Map.of("spark.master", "spark://h:1"));

  private GpuPlanTest with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  private GpuPlan.Decided decide(EngineSpec spec) {
    return GpuPlan.of(key -> settings.getOrDefault(key, ""), spec);
  }

  @Test
  void nobodyAskedForGpus() {
    assertEquals(new GpuPlan.Decided(AS_ALL, ""), decide(MODEL));
  }

  @Test
  void tasksOfPredictAloneTakeAWholeGpuOfTheirExecutor() {
    with("spark.executor.resource.gpu.amount", "2");
    assertEquals(new GpuPlan.Decided(new GpuPlan.WholeGpu(), ""), decide(MODEL));
    assertEquals(new GpuPlan.Decided(AS_ALL, ""), decide(new ConstantSpec(2)), "needs none");
    with("spark.depthlm.predict.tasksPerGpu", "1");
    assertEquals(new GpuPlan.Decided(new GpuPlan.WholeGpu(), ""), decide(MODEL));
    with("spark.depthlm.predict.tasksPerGpu", "3");
    assertEquals(
        new GpuPlan.Decided(
            new GpuPlan.WholeGpu(),
            "predict: spark.depthlm.predict.tasksPerGpu is left out: without dynamic allocation"
                + " only spark.task.resource.gpu.amount divides a GPU"),
        decide(MODEL));
  }

  @Test
  void theTasksOwnAmountIsLeftToSpark() {
    with("spark.executor.resource.gpu.amount", "1").with("spark.task.resource.gpu.amount", "0.25");
    assertEquals(new GpuPlan.Decided(AS_ALL, ""), decide(MODEL));
  }

  @Test
  void executorsOfItsOwnNeedDynamicAllocation() {
    with("spark.depthlm.predict.gpusPerExecutor", "4")
        .with("spark.depthlm.predict.gpuDiscoveryScript", "/opt/gpus.sh")
        .with("spark.depthlm.predict.gpuVendor", "nvidia.com");
    String note =
        "predict: spark.depthlm.predict.gpusPerExecutor is left out: executors of its own need"
            + " spark.dynamicAllocation.enabled = true";
    assertEquals(new GpuPlan.Decided(AS_ALL, note), decide(MODEL));
    with("spark.dynamicAllocation.enabled", "true");
    assertEquals(
        new GpuPlan.Decided(new GpuPlan.OwnExecutors(4, 0.5, "/opt/gpus.sh", "nvidia.com"), ""),
        decide(MODEL));
    with("spark.depthlm.predict.tasksPerGpu", "4");
    assertEquals(
        new GpuPlan.OwnExecutors(4, 0.25, "/opt/gpus.sh", "nvidia.com"), decide(MODEL).plan());
    settings.remove("spark.depthlm.predict.tasksPerGpu");
    with("spark.dynamicAllocation.enabled", "false")
        .with("spark.executor.resource.gpu.amount", "1");
    assertEquals(new GpuPlan.Decided(new GpuPlan.WholeGpu(), note), decide(MODEL));
    with("spark.master", "local[4]");
    assertEquals(
        new GpuPlan.Decided(
            AS_ALL,
            "predict: spark.depthlm.predict.gpusPerExecutor is left out: a local master has no"
                + " executors to choose from"),
        decide(MODEL));
  }

  @Test
  void settingsThatWouldLeaveTheGpusIdleAreRefused() {
    with("spark.executor.resource.gpu.amount", "1").with("spark.dynamicAllocation.enabled", "true");
    UserError error = assertThrows(UserError.class, () -> decide(MODEL));
    assertTrue(
        error.getMessage().startsWith("spark.executor.resource.gpu.amount is set and"),
        error::getMessage);
    with("spark.depthlm.predict.tasksPerGpu", "some");
    assertTrue(
        assertThrows(UserError.class, () -> decide(MODEL))
            .getMessage()
            .startsWith("spark.depthlm.predict.tasksPerGpu is some"));
  }

  @Test
  void anAddressIsAnIndex() {
    assertEquals(3, AssignedGpus.index("3"));
    UserError error = assertThrows(UserError.class, () -> AssignedGpus.index("GPU-8f1c"));
    assertTrue(error.getMessage().startsWith("Spark names a GPU 'GPU-8f1c'"), error::getMessage);
  }
}
