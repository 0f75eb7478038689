package io.depthlm.jobs.meter;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.ToDoubleFunction;

/** The sums of this process since it began. */
public final class Meters {
  private static final Meters PROCESS = new Meters();

  private final DoubleAdder[] sums = new DoubleAdder[Meter.values().length];

  private Meters() {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new DoubleAdder();
    }
  }

  /** Those of this process. */
  public static Meters ofProcess() {
    return PROCESS;
  }

  /** Adds to a sum. */
  public void add(Meter meter, double amount) {
    sums[meter.ordinal()].add(amount);
  }

  /** A sum. */
  public double of(Meter meter) {
    return sums[meter.ordinal()].sum();
  }

  /** All sums, in the order of {@link Meter}. */
  double[] snapshot() {
    double[] snapshot = new double[sums.length];
    for (Meter meter : Meter.values()) {
      snapshot[meter.ordinal()] = of(meter);
    }
    return snapshot;
  }

  /** Registers a gauge for every meter, its name after a prefix. */
  static void register(MetricRegistry registry, String prefix, ToDoubleFunction<Meter> value) {
    for (Meter meter : Meter.values()) {
      registry.register(prefix + meter.key(), (Gauge<Double>) () -> value.applyAsDouble(meter));
    }
  }
}
