package io.depthlm.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.metrics.Better;
import io.depthlm.common.text.CsvLine;
import io.depthlm.common.text.Markdown;
import io.depthlm.common.text.OutputFormat;
import io.depthlm.common.text.SafeText;
import io.depthlm.common.text.TextTable;
import io.depthlm.common.text.TextTable.Align;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link MeasureBoard} as text, one line for each measure and variant. */
public final class MeasureBoardText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> COLUMNS =
      List.of("metric", "variant", "value", "unit", "items", "better");
  private static final List<Align> ALIGNS =
      List.of(Align.LEFT, Align.LEFT, Align.RIGHT, Align.LEFT, Align.RIGHT, Align.LEFT);
  private static final String CSV_HEADER =
      "task,parameters,compare_as,slice,aggregation,dataset,model,prompt,marker,focal_px,metric,"
          + "value,ci_low,ci_high,unit,better,item,n_items,n_images,variant_id,run_id";

  private MeasureBoardText() {}

  /** The text, ended by a line break; lines are separated by {@code \n} on every system. */
  public static String render(MeasureBoard board, OutputFormat format) {
    return switch (format) {
      case TABLE -> tables(board);
      case CSV -> csv(board);
      case JSON -> json(board);
      case MARKDOWN -> markdown(board);
    };
  }

  private static Map<String, List<MeasureFigure>> byTitle(MeasureBoard board) {
    Map<String, List<MeasureFigure>> parts = new LinkedHashMap<>();
    for (MeasureFigure figure : board.figures()) {
      String title = figure.dataset() + ": " + Labels.title(figure.protocol());
      parts.computeIfAbsent(title, t -> new ArrayList<>()).add(figure);
    }
    return parts;
  }

  private static String tables(MeasureBoard board) {
    StringBuilder out = new StringBuilder();
    byTitle(board)
        .forEach(
            (title, figures) -> {
              out.append(out.isEmpty() ? "" : "\n").append(SafeText.line(title)).append('\n');
              out.append("value [interval of the bootstrap over images]\n\n");
              out.append(TextTable.ofLines(COLUMNS, ALIGNS, lines(figures)).render());
              notes(figures)
                  .forEach(n -> out.append("note: ").append(SafeText.line(n)).append('\n'));
            });
    return out.toString();
  }

  private static String markdown(MeasureBoard board) {
    StringBuilder out = new StringBuilder();
    byTitle(board)
        .forEach(
            (title, figures) -> {
              out.append(out.isEmpty() ? "" : "\n");
              out.append("**").append(Markdown.text(title)).append("**\n\n");
              out.append(Markdown.row(COLUMNS));
              out.append(
                  Markdown.row(
                      ALIGNS.stream().map(a -> a == Align.RIGHT ? "---:" : "---").toList()));
              for (List<String> line : lines(figures)) {
                out.append(Markdown.row(line.stream().map(Markdown::text).toList()));
              }
              notes(figures)
                  .forEach(n -> out.append("\nNote: ").append(Markdown.text(n)).append(".\n"));
            });
    return out.toString();
  }

  private static List<List<String>> lines(List<MeasureFigure> figures) {
    List<VariantName> variants = figures.stream().map(MeasureFigure::variant).distinct().toList();
    VariantLabels labels = new VariantLabels(variants);
    List<List<String>> lines = new ArrayList<>();
    String before = "";
    for (MeasureFigure f : figures) {
      boolean again = f.metric().equals(before);
      before = f.metric();
      lines.add(
          List.of(
              again ? "" : f.metric(),
              labels.name(f.variant()),
              Labels.figure(f.figure()),
              f.unit(),
              String.format(Locale.ROOT, "%,d %ss", f.nItems(), f.item()),
              again ? "" : MeasureBoard.direction(better(f))));
    }
    return lines;
  }

  /** Which variants' engines say nothing of how sure they are, and whose order means nothing. */
  private static List<String> notes(List<MeasureFigure> figures) {
    VariantLabels labels =
        new VariantLabels(figures.stream().map(MeasureFigure::variant).distinct().toList());
    List<String> notes = new ArrayList<>();
    for (MeasureFigure f : figures) {
      if (f.metric().equals("confidence") && f.nItems() == 0) {
        notes.add("the engine of " + labels.name(f.variant()) + " gives no confidence");
      }
      Double value = f.figure().value();
      if (f.metric().equals("order_tied") && value != null && value == 1) {
        notes.add(
            "all pairs of "
                + labels.name(f.variant())
                + " are tied, so its order_wrong of 0 is no merit");
      }
    }
    return notes;
  }

  private static Better better(MeasureFigure figure) {
    return MeasureBoard.measure(figure).better();
  }

  private static String csv(MeasureBoard board) {
    StringBuilder out = new StringBuilder(CSV_HEADER).append('\n');
    for (MeasureFigure f : board.figures()) {
      Protocol p = f.protocol();
      VariantName v = f.variant();
      CsvLine line = new CsvLine();
      line.text(p.task()).text(p.parameters()).text(p.compareAs()).text(p.slice());
      line.text(p.aggregation()).text(f.dataset()).text(v.model()).text(v.prompt());
      line.text(v.marker()).number(v.focalPx()).text(f.metric());
      line.number(f.figure().value()).number(f.figure().ciLow()).number(f.figure().ciHigh());
      line.text(f.unit()).text(better(f).name().toLowerCase(Locale.ROOT)).text(f.item());
      line.count(f.nItems()).count(f.nImages()).text(v.variantId()).text(f.runId());
      out.append(line).append('\n');
    }
    return out.toString();
  }

  /** One object a line. */
  private static String json(MeasureBoard board) {
    StringBuilder out = new StringBuilder();
    for (MeasureFigure f : board.figures()) {
      ObjectNode node = JSON.createObjectNode();
      node.put("task", f.protocol().task());
      node.put("parameters", f.protocol().parameters());
      node.put("compare_as", f.protocol().compareAs());
      node.put("slice", f.protocol().slice());
      node.put("aggregation", f.protocol().aggregation());
      node.put("dataset", f.dataset());
      node.put("model", f.variant().model());
      node.put("prompt", f.variant().prompt());
      node.put("marker", f.variant().marker());
      node.put("focal_px", f.variant().focalPx());
      node.put("metric", f.metric());
      node.put("value", f.figure().value());
      node.put("ci_low", f.figure().ciLow());
      node.put("ci_high", f.figure().ciHigh());
      node.put("unit", f.unit());
      node.put("better", better(f).name().toLowerCase(Locale.ROOT));
      node.put("item", f.item());
      node.put("n_items", f.nItems());
      node.put("n_images", f.nImages());
      node.put("variant_id", f.variant().variantId());
      node.put("run_id", f.runId());
      try {
        out.append(SafeText.json(JSON.writeValueAsString(node))).append('\n');
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree of texts and numbers is always writable", e);
      }
    }
    return out.toString();
  }
}
