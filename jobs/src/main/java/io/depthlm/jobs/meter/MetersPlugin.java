package io.depthlm.jobs.meter;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Named in {@code spark.plugins}; Spark makes one in the driver and one in every executor. */
public final class MetersPlugin implements SparkPlugin {
  private static final String TOTAL = "total.";

  /** Called by Spark. */
  public MetersPlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Driver implements DriverPlugin {
    private final Totals totals = new Totals();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      return Map.of();
    }

    @Override
    public void registerMetrics(String appId, PluginContext context) {
      Meters.register(context.metricRegistry(), TOTAL, totals::of);
    }

    @Override
    public Object receive(Object message) {
      totals.take((ExecutorSums) message);
      return null;
    }
  }

  private static final class Executor implements ExecutorPlugin {
    private Reporter reporter;

    @Override
    public void init(PluginContext context, Map<String, String> ofDriver) {
      Meters.register(context.metricRegistry(), "", Meters.ofProcess()::of);
      reporter = new Reporter(context);
    }

    @Override
    public void shutdown() {
      reporter.close();
    }
  }
}
