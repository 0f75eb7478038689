package io.depthlm.jobs.ask;

import io.depthlm.common.engine.Answer;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.AdaptiveGrid;
import io.depthlm.common.render.AdaptiveGrid.Refinement;
import io.depthlm.common.render.DepthCells;
import io.depthlm.common.render.DepthCells.Cell;
import io.depthlm.common.render.DepthCells.State;
import io.depthlm.common.render.PointCloud;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A grid of depths over an image.
 *
 * @param stridePx side of a cell; the question is about its middle
 * @param answers row by row
 */
public record AnswerGrid(ImageFile image, int stridePx, List<PointAnswer> answers) {

  /** Asks about the middle of every cell. */
  public static AnswerGrid ask(
      ImageQuestions questions, ImageFile image, int stridePx, IntConsumer answered) {
    List<Pixel> pixels = pixels(image, stridePx);
    return new AnswerGrid(image, stridePx, questions.ask(image, pixels, answered));
  }

  /**
   * Asks about the middle of every cell in that crop of the image in which the pixel is nearest to
   * the middle of its image token: for the marker {@code token}, whose answers are one for each
   * token.
   *
   * @param shifts number of crops along each axis, at least 2
   */
  public static AnswerGrid askInCrops(
      ImageQuestions questions, ImageFile image, int stridePx, int shifts, IntConsumer answered) {
    List<Pixel> pixels = pixels(image, stridePx);
    TokenWindows windows = TokenWindows.of(questions.plan(image), questions.tokenPx(), shifts);
    Map<List<Integer>, List<Integer>> byCrop = new LinkedHashMap<>();
    for (int i = 0; i < pixels.size(); i++) {
      int[] crop = windows.of(pixels.get(i));
      byCrop.computeIfAbsent(List.of(crop[0], crop[1]), key -> new ArrayList<>()).add(i);
    }
    RgbImage whole = image.decoded();
    PointAnswer[] answers = new PointAnswer[pixels.size()];
    int[] before = {0};
    byCrop.forEach(
        (crop, indexes) -> {
          int left = windows.across().start(crop.get(0));
          int top = windows.down().start(crop.get(1));
          ImageFile part =
              image.cropped(whole, left, top, windows.across().cropPx(), windows.down().cropPx());
          List<Pixel> inside =
              indexes.stream()
                  .map(i -> new Pixel(pixels.get(i).xPx() - left, pixels.get(i).yPx() - top))
                  .toList();
          List<PointAnswer> given =
              questions.ask(part, inside, done -> answered.accept(before[0] + done));
          before[0] += indexes.size();
          for (int i = 0; i < given.size(); i++) {
            PointAnswer answer = given.get(i);
            int index = indexes.get(i);
            answers[index] =
                new PointAnswer(
                    pixels.get(index), answer.answer(), answer.depth(), answer.latencyMs());
          }
        });
    return new AnswerGrid(image, stridePx, List.of(answers));
  }

  /**
   * Asks about a coarse lattice of cells, then where neighbours disagree, and interpolates the
   * other cells.
   */
  public static AnswerGrid ask(
      ImageQuestions questions,
      ImageFile image,
      int stridePx,
      Refinement refinement,
      IntConsumer answered) {
    if (refinement.levels() == 0) {
      return ask(questions, image, stridePx, answered);
    }
    List<Pixel> pixels = pixels(image, stridePx);
    int columns = (image.camera().widthPx() + stridePx - 1) / stridePx;
    FocalPlan plan = questions.plan(image);
    PointAnswer[] answers = new PointAnswer[pixels.size()];
    int[] before = {0};
    AdaptiveGrid.Result result =
        AdaptiveGrid.of(
            columns,
            pixels.size() / columns,
            refinement,
            index -> questions.canAsk(plan, pixels.get(index)),
            indices -> {
              List<Pixel> wanted = Arrays.stream(indices).mapToObj(pixels::get).toList();
              List<PointAnswer> given =
                  questions.ask(image, wanted, done -> answered.accept(before[0] + done));
              before[0] += indices.length;
              for (int i = 0; i < indices.length; i++) {
                answers[indices[i]] = given.get(i);
              }
              return given.stream().map(answer -> cell(answer, LabelKind.Z)).toList();
            });
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] == null) {
        answers[i] = between(pixels.get(i), result.cells().get(i), image.camera());
      }
    }
    return new AnswerGrid(image, stridePx, List.of(answers));
  }

  private static PointAnswer between(Pixel at, Cell cell, Intrinsics camera) {
    PointAnswer.Depth depth = null;
    if (cell.state() == State.ANSWERED) {
      double radialM =
          camera.convert(cell.depthM(), LabelKind.Z, LabelKind.RADIAL, at.xPx(), at.yPx());
      depth = new PointAnswer.Depth(cell.depthM(), radialM);
    }
    return new PointAnswer(at, null, depth, 0);
  }

  /** The number of interpolated cells. */
  public long interpolated() {
    return answers.stream().filter(PointAnswer::isInterpolated).count();
  }

  /** The pixels that are asked about. */
  public static List<Pixel> pixels(ImageFile image, int stridePx) {
    return DepthCells.pixels(image.camera().widthPx(), image.camera().heightPx(), stridePx);
  }

  /** The grid for a picture. */
  public DepthCells cells(LabelKind kind) {
    return new DepthCells(
        image.camera().widthPx(),
        image.camera().heightPx(),
        stridePx,
        answers.stream().map(answer -> cell(answer, kind)).toList());
  }

  private static Cell cell(PointAnswer answer, LabelKind kind) {
    if (answer.depth() != null) {
      return Cell.answered(kind == LabelKind.Z ? answer.depth().zM() : answer.depth().radialM());
    }
    if (answer.answer() == null) {
      return Cell.without(State.BORDER);
    }
    return Cell.without(answer.answer() instanceof Answer.Failed ? State.FAILED : State.UNPARSED);
  }

  /** The answered cells as points in the camera's frame, in the image's colours. */
  public List<PointCloud.Point> points(RgbImage pixels) {
    Intrinsics camera = image.camera();
    List<PointCloud.Point> points = new ArrayList<>();
    for (PointAnswer answer : answers) {
      if (answer.depth() == null) {
        continue;
      }
      double zM = answer.depth().zM();
      int x = (int) answer.at().xPx();
      int y = (int) answer.at().yPx();
      int i = 3 * (y * pixels.widthPx() + x);
      int rgb =
          (pixels.rgb()[i] & 0xff) << 16
              | (pixels.rgb()[i + 1] & 0xff) << 8
              | (pixels.rgb()[i + 2] & 0xff);
      points.add(
          new PointCloud.Point(
              (answer.at().xPx() - camera.cxPx()) / camera.fxPx() * zM,
              (answer.at().yPx() - camera.cyPx()) / camera.fyPx() * zM,
              zM,
              rgb));
    }
    return points;
  }
}
