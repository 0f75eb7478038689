package io.depthlm.jobs.cli;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.Markers;
import io.depthlm.common.imaging.PngEncoder;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.metrics.ImageSums;
import io.depthlm.common.metrics.Metric;
import io.depthlm.common.render.DepthCells;
import io.depthlm.common.render.DepthCells.Cell;
import io.depthlm.common.render.DepthCells.State;
import io.depthlm.common.render.DepthPicture;
import io.depthlm.common.render.DepthPicture.Panel;
import io.depthlm.common.render.DepthPicture.Source;
import io.depthlm.common.render.DepthScale;
import io.depthlm.common.synth.ExactDepth;
import io.depthlm.common.synth.RenderedFrame;
import io.depthlm.jobs.ask.AnswerGrid;
import io.depthlm.jobs.ask.ImageFile;
import io.depthlm.jobs.ask.ImageQuestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * Frames beside their true depth and the answers of a model.
 *
 * @param model its name
 * @param asking of a task about one pixel's depth
 * @param stridePx from one question to the next
 */
record DemoPicture(String model, Asking asking, int stridePx) {

  /** Crops along each axis, for the marker token: as fine as four cells of a token. */
  private static final int SHIFTS = 4;

  /** A frame with its name. */
  record Named(String name, RenderedFrame frame) {}

  /**
   * One row for each frame, each with its own scale: on the scale of a street, a room would be one
   * colour.
   */
  RgbImage draw(ImageQuestions questions, List<Named> frames, IntConsumer answered) {
    List<RgbImage> rows = new ArrayList<>();
    int before = 0;
    for (Named named : frames) {
      int earlier = before;
      rows.add(row(questions, named, done -> answered.accept(earlier + done)));
      before += cells(named.frame());
    }
    return DepthPicture.below(rows);
  }

  /** How many cells a frame has; a few at its border cannot be asked about. */
  int cells(RenderedFrame frame) {
    return DepthCells.pixels(frame.image().widthPx(), frame.image().heightPx(), stridePx).size();
  }

  private RgbImage row(ImageQuestions questions, Named named, IntConsumer answered) {
    RgbImage pixels = named.frame().image();
    ExactDepth depth = named.frame().depth();
    LabelKind kind = asking.task().kind().depthKind().orElseThrow();
    ImageFile image = new ImageFile(named.name(), PngEncoder.encode(pixels), depth.camera());
    AnswerGrid grid =
        asking.markerName().equals(Markers.TOKEN)
            ? AnswerGrid.askInCrops(questions, image, stridePx, SHIFTS, answered)
            : AnswerGrid.ask(questions, image, stridePx, answered);
    DepthCells said = grid.cells(kind);
    DepthCells truth = truth(depth, kind);
    String title = "true depth, metres %s";
    return DepthPicture.of(
        pixels,
        List.of(
            new Panel(
                Source.TRUTH,
                title.formatted(kind == LabelKind.Z ? "along the viewing axis" : "from the camera"),
                truth),
            new Panel(Source.ANSWERS, "what " + model + " says", said)),
        DepthScale.of(truth.depthsM()),
        new DepthPicture.Words(named.name(), List.of(caption(truth, said))));
  }

  private DepthCells truth(ExactDepth depth, LabelKind kind) {
    int width = depth.camera().widthPx();
    int height = depth.camera().heightPx();
    List<Cell> cells = new ArrayList<>();
    for (Pixel at : DepthCells.pixels(width, height, stridePx)) {
      double depthM = depth.depthM((int) at.xPx(), (int) at.yPx(), kind);
      cells.add(depthM > 0 ? Cell.answered(depthM) : Cell.without(State.NOTHING));
    }
    return new DepthCells(width, height, stridePx, cells);
  }

  /** Over the cells that have a truth and were asked about. */
  private String caption(DepthCells truth, DepthCells said) {
    ImageSums sums = new ImageSums();
    for (int i = 0; i < truth.cells().size(); i++) {
      Cell known = truth.cells().get(i);
      if (known.state() == State.ANSWERED) {
        Cell cell = said.cells().get(i);
        switch (cell.state()) {
          case ANSWERED -> sums.answered(cell.depthM(), known.depthM());
          case UNPARSED -> sums.unparsed();
          case FAILED -> sums.failed();
          default -> sums.rejected();
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "delta1 %.2f, AbsRel %.2f over %,d questions, one every %d px, marker %s%s, focal length"
            + " %s",
        sums.value(Metric.DELTA1),
        sums.value(Metric.ABS_REL),
        sums.tally().points(),
        stridePx,
        asking.markerName(),
        asking.markerName().equals(Markers.TOKEN)
            ? " in %d x %d crops".formatted(SHIFTS, SHIFTS)
            : "",
        asking.focal().isNative() ? "native" : AskReport.plain(asking.focal().focalPx()) + " px");
  }
}
