package io.depthlm.jobs.meter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The sums over all executors that ever reported, with the last report of each. */
final class Totals {
  private final Map<String, double[]> ofExecutor = new ConcurrentHashMap<>();

  void take(ExecutorSums report) {
    ofExecutor.put(report.executorId(), report.sums());
  }

  double of(Meter meter) {
    return ofExecutor.values().stream().mapToDouble(sums -> sums[meter.ordinal()]).sum();
  }
}
