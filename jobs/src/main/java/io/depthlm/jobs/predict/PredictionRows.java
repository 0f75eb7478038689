package io.depthlm.jobs.predict;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.Variant;
import io.depthlm.common.engine.frames.Outcome;
import io.depthlm.common.task.ParseStatus;
import io.depthlm.common.task.TaskKind;
import io.depthlm.jobs.rows.RowCodec;
import io.depthlm.jobs.tables.Table;
import java.time.Instant;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Row;

/** Outcomes as {@code predictions} rows. */
final class PredictionRows {
  private static final int MAX_DETAIL = 1000;
  private static final RowCodec<PredictionRow> ROWS =
      RowCodec.of(PredictionRow.class, Table.PREDICTIONS.schema());

  /** The columns of {@code predictions}. */
  private record PredictionRow(
      String runId,
      String variantId,
      String queryId,
      int attempt,
      String dataset,
      TaskKind task,
      String frameId,
      String answerText,
      Double value,
      String valueKind,
      ParseStatus parseStatus,
      Double confidence,
      Integer promptTokens,
      Integer answerTokens,
      Double latencyMs,
      Integer batchSize,
      Double effectiveFocalPx,
      String executorId,
      String device,
      String computedIn,
      String serviceModel,
      String serviceFingerprint,
      Double costUsd,
      String errorCode,
      Boolean errorRetriable,
      String errorDetail,
      String reusedFrom,
      Instant predictedAt,
      Double expectedAbsRel,
      Integer tokenPx,
      String finishReason) {}

  private final String runId;
  private final CellGroup group;
  private final List<String> variantIds;
  private final String device;
  private final String computedIn;
  private final Integer tokenPx;
  private final String executorId = SparkEnv.get().executorId();

  PredictionRows(String runId, CellGroup group, DepthEngine engine) {
    this.runId = runId;
    this.group = group;
    this.variantIds = group.variantIds();
    this.device = engine.device();
    this.computedIn = engine.computesIn();
    this.tokenPx = engine.tokenPx();
  }

  Row encode(Outcome outcome) {
    Variant variant = group.variants().get(outcome.ask().asking());
    TaskKind task = variant.asking().task().kind();
    Answer.Said said = outcome.answer() instanceof Answer.Said s ? s : null;
    Answer.Service service = said == null ? null : said.service();
    Answer.Failed failed = outcome.answer() instanceof Answer.Failed f ? f : null;
    Double value = outcome.parsed().value();
    ParseStatus status = failed != null ? ParseStatus.FAILED : outcome.parsed().status();
    return ROWS.encode(
        new PredictionRow(
            runId,
            variantIds.get(outcome.ask().asking()),
            outcome.ask().queryId(),
            outcome.ask().attempt(),
            group.dataset(),
            task,
            outcome.frameId(),
            said == null ? null : said.text(),
            value,
            value == null ? null : task.valueKind(),
            status,
            said == null ? null : said.confidence(),
            failed != null ? null : said == null ? 0 : said.promptTokens(),
            failed != null ? null : said == null ? 0 : said.answerTokens(),
            outcome.latencyMs(),
            failed != null ? null : outcome.answer().batchSize(),
            outcome.answer().effectiveFocalPx(),
            executorId,
            device,
            computedIn,
            service == null ? null : service.model(),
            service == null ? null : service.fingerprint(),
            service == null ? null : service.costUsd(),
            failed == null ? null : failed.errorCode(),
            failed == null ? null : failed.retriable() == Answer.Retry.LATER,
            failed == null ? null : shortened(failed.detail()),
            null,
            outcome.at(),
            said == null || value == null ? null : said.expectedAbsRel(),
            tokenPx,
            said == null ? null : said.finishReason()));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL);
  }
}
