package io.depthlm.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.text.SafeText;
import io.depthlm.jobs.ask.PointAnswer;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** An answer about one pixel, for people and for programs. */
record AskReport(String model, String device, Asking asking, FocalPlan plan) {
  /** The difference that rounding to whole pixels makes on small frames. */
  private static final double FOCAL_TOLERANCE = 0.005;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A few lines, the value first. */
  String text(PointAnswer answer) {
    StringBuilder out = new StringBuilder();
    String pixel = plain(answer.at().xPx()) + "," + plain(answer.at().yPx());
    if (answer.depth() == null) {
      line(out, "no distance for pixel %s (%s)", pixel, model);
    } else {
      line(
          out,
          "%.2f m at pixel %s (%s, %s)",
          z() ? answer.depth().zM() : answer.depth().radialM(),
          pixel,
          z() ? "z" : "radial",
          model);
      line(out, "  z          %.3f m along the viewing axis", answer.depth().zM());
      line(out, "  radial     %.3f m from the camera", answer.depth().radialM());
    }
    if (answer.answer() instanceof Answer.Said said) {
      line(out, "  answer     %s", oneLine(said.text()));
      if (said.isCutOff()) {
        line(
            out,
            "  cut off    at max_new_tokens, so its number may be wrong; set a larger one with"
                + " --set");
      }
      if (said.confidence() != null) {
        line(out, "  confidence %.3f", said.confidence());
      }
      if (said.expectedAbsRel() != null && answer.depth() != null) {
        line(
            out, "  expected   %.1f%% off, by the odds of its digits", 100 * said.expectedAbsRel());
      }
      if (said.promptTokens() > 0) {
        line(out, "  tokens     %,d read, %,d said", said.promptTokens(), said.answerTokens());
      }
      line(out, "  time       %,.0f ms on %s", answer.latencyMs(), device);
      if (said.effectiveFocalPx() != null) {
        line(
            out,
            "  focal      %.1f px, resized to %.1f (%d x %d); the model sees %.1f",
            plan.source().fxPx(),
            plan.prepared().fxPx(),
            plan.prepared().widthPx(),
            plan.prepared().heightPx(),
            said.effectiveFocalPx());
      }
    }
    return out.toString();
  }

  /** One JSON object on one line; a missing value is null. */
  String json(PointAnswer answer) {
    Answer.Said said = answer.answer() instanceof Answer.Said s ? s : null;
    Answer.Failed failed = answer.answer() instanceof Answer.Failed f ? f : null;
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("task", asking.task().kind().key());
    fields.put("x_px", answer.at().xPx());
    fields.put("y_px", answer.at().yPx());
    fields.put("z_m", answer.depth() == null ? null : answer.depth().zM());
    fields.put("radial_m", answer.depth() == null ? null : answer.depth().radialM());
    fields.put("answer_text", said == null ? null : said.text());
    fields.put(
        "parse_status", failed != null ? "failed" : answer.depth() == null ? "unparsed" : "ok");
    fields.put("confidence", said == null ? null : said.confidence());
    fields.put("expected_abs_rel", said == null ? null : said.expectedAbsRel());
    fields.put("prompt_tokens", said == null ? null : said.promptTokens());
    fields.put("answer_tokens", said == null ? null : said.answerTokens());
    fields.put("finish_reason", said == null ? null : said.finishReason());
    fields.put("latency_ms", answer.latencyMs());
    fields.put("device", device);
    fields.put("marker", asking.markerName());
    fields.put("focal_px", plan.prepared().fxPx());
    fields.put("effective_focal_px", answer.answer().effectiveFocalPx());
    fields.put("error_code", failed == null ? null : failed.errorCode());
    try {
      return SafeText.json(JSON.writeValueAsString(fields));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts and numbers", e);
    }
  }

  /**
   * The model's own image processor may resize what focal normalisation made (docs/method.md,
   * section 2, step 6).
   */
  Optional<String> focalWarning(List<PointAnswer> answers) {
    return answers.stream()
        .map(a -> a.answer().effectiveFocalPx())
        .filter(Objects::nonNull)
        .filter(seen -> Math.abs(seen / plan.prepared().fxPx() - 1) > FOCAL_TOLERANCE)
        .findFirst()
        .map(
            seen ->
                "warning: the model's image processor resizes: it sees a focal length of %.1f px instead of %.1f"
                    .formatted(seen, plan.prepared().fxPx()));
  }

  /** A number without needless zeros. */
  static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private boolean z() {
    return asking.task().kind().valueKind().equals("z");
  }

  private static String oneLine(String text) {
    return SafeText.line(text.strip().replaceAll("\\s+", " "));
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
  }
}
