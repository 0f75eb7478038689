package io.depthlm.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.text.SafeText;
import io.depthlm.jobs.report.Leaderboard.Board;
import io.depthlm.jobs.report.Leaderboard.Entry;
import io.depthlm.jobs.report.Leaderboard.Measure;
import io.depthlm.jobs.report.Leaderboard.Standing;
import java.util.OptionalDouble;

/** The leaderboard as one JSON document, names as the tables have them. */
final class JsonText {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonText() {}

  static String of(Leaderboard leaderboard) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode boards = root.putArray("boards");
    leaderboard.boards().forEach(b -> board(boards.addObject(), b));
    try {
      return SafeText.json(JSON.writeValueAsString(root).replace("\r\n", "\n")) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always writable", e);
    }
  }

  private static void board(ObjectNode out, Board board) {
    Protocol p = board.protocol();
    out.put("task", p.task());
    out.put("parameters", p.parameters());
    out.put("compare_as", p.compareAs());
    out.put("slice", p.slice());
    out.put("aggregation", p.aggregation());
    board.datasets().forEach(out.putArray("datasets")::add);
    ArrayNode entries = out.putArray("entries");
    for (Entry entry : board.entries()) {
      ObjectNode node = entries.addObject();
      VariantName v = entry.variant();
      node.put("variant_id", v.variantId());
      node.put("model", v.model());
      node.put("prompt", v.prompt());
      node.put("marker", v.marker());
      node.put("focal_px", v.focalPx());
      for (Measure measure : Measure.values()) {
        OptionalDouble mean = entry.mean(board.datasets(), measure);
        node.put(measure.key() + "_mean", mean.isPresent() ? mean.getAsDouble() : null);
      }
      ArrayNode scores = node.putArray("scores");
      entry.scores().values().forEach(s -> score(scores.addObject(), board, entry, s));
    }
  }

  private static void score(ObjectNode out, Board board, Entry entry, Score score) {
    out.put("dataset", score.dataset());
    out.put("run_id", score.runId());
    for (Measure measure : Measure.values()) {
      Figure figure = measure.of(score);
      ObjectNode node = out.putObject(measure.key());
      node.put("value", figure.value());
      node.put("ci_low", figure.ciLow());
      node.put("ci_high", figure.ciHigh());
      Standing standing = board.standing(entry, score.dataset(), measure);
      node.put("best", standing == Standing.BEST);
      node.put("tied", standing == Standing.TIED);
    }
    out.put("n_points", score.nPoints());
    out.put("n_images", score.nImages());
    out.put("n_unparsed", score.nUnparsed());
    out.put("n_non_positive", score.nNonPositive());
    out.put("n_failed", score.nFailed());
    out.put("n_rejected", score.nRejected());
    out.put("n_excluded", score.nExcluded());
  }
}
