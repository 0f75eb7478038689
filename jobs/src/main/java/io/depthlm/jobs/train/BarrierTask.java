package io.depthlm.jobs.train;

import io.depthlm.common.vlm.train.StepReport;
import io.depthlm.jobs.spark.AssignedGpus;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/** The executors' part of training by several workers: one barrier task a worker. */
final class BarrierTask extends AbstractFunction1<Iterator<Integer>, Iterator<StepReport>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final WorkerPlan plan;
  private final long untilStep;

  BarrierTask(WorkerPlan plan, long untilStep) {
    this.plan = plan;
    this.untilStep = untilStep;
  }

  @Override
  public Iterator<StepReport> apply(Iterator<Integer> ranks) {
    BarrierTaskContext task = BarrierTaskContext.get();
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    List<StepReport> reports =
        new Worker(plan, task.partitionId())
            .run(
                untilStep,
                AssignedGpus.of(task),
                host,
                words -> Arrays.asList(task.allGather(words.get(0))));
    // Nobody's next stage begins before the checkpoint is written.
    task.barrier();
    return JavaConverters.asScalaIterator(reports.iterator());
  }
}
