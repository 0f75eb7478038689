package io.depthlm.common.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.render.AdaptiveGrid.Refinement;
import io.depthlm.common.render.DepthCells.Cell;
import io.depthlm.common.render.DepthCells.State;
import io.depthlm.common.synth.DepthMapFormat;
import io.depthlm.common.synth.ExactDepth;
import io.depthlm.common.synth.Fidelity;
import io.depthlm.common.synth.SceneGenerator;
import io.depthlm.common.synth.SynthSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Few questions where a scene is flat, all of them where it is not. */
class AdaptiveGridTest {
  private static final int COLUMNS = 37;
  private static final int ROWS = 26;
  private static final Refinement FOUR = new Refinement(2, 0.05);

  private static AdaptiveGrid.Result grid(Refinement refinement, IntFunction<Cell> truth) {
    return AdaptiveGrid.of(
        COLUMNS,
        ROWS,
        refinement,
        index -> true,
        indices -> Arrays.stream(indices).mapToObj(truth).toList());
  }

  /** A plane as the camera sees it: 1/z is linear in the pixels. */
  private static Cell slanted(int index) {
    int column = index % COLUMNS;
    int row = index / COLUMNS;
    return Cell.answered(1 / (0.1 + 0.01 * row + 0.003 * column));
  }

  @Test
  void aSlantedPlaneCostsTheCoarseLatticeAndComesOutExactly() {
    AdaptiveGrid.Result result = grid(FOUR, AdaptiveGridTest::slanted);
    // columns 0, 4, … 36 and rows 0, 4, … 24 and 25
    assertEquals(10 * 8, result.asked().cardinality());
    for (int i = 0; i < COLUMNS * ROWS; i++) {
      assertEquals(slanted(i).depthM(), result.cells().get(i).depthM(), 1e-12);
    }
  }

  @Test
  void aStepIsAskedOnBothSidesAndNowhereElse() {
    IntFunction<Cell> wall = i -> Cell.answered(i % COLUMNS < 18 ? 2 : 5);
    AdaptiveGrid.Result result = grid(FOUR, wall);
    for (int i = 0; i < COLUMNS * ROWS; i++) {
      assertEquals(wall.apply(i).depthM(), result.cells().get(i).depthM(), 1e-12);
      int column = i % COLUMNS;
      if (column == 17 || column == 18) {
        assertTrue(result.asked().get(i), "cell " + i);
      }
      if ((column < 16 || column > 20) && column % 4 != 0) {
        assertFalse(result.asked().get(i), "cell " + i);
      }
    }
  }

  @Test
  void noLevelAsksAboutEverything() {
    AdaptiveGrid.Result result = grid(new Refinement(0, 0.05), AdaptiveGridTest::slanted);
    assertEquals(COLUMNS * ROWS, result.asked().cardinality());
  }

  @Test
  void bordersAreNotAskedAndCellsWithoutDepthAreNotMixedWithOthers() {
    List<Integer> asked = new ArrayList<>();
    IntFunction<Cell> sky = i -> i / COLUMNS < 11 ? Cell.without(State.NOTHING) : Cell.answered(3);
    AdaptiveGrid.Result result =
        AdaptiveGrid.of(
            COLUMNS,
            ROWS,
            FOUR,
            i -> i % COLUMNS > 0 && i % COLUMNS < COLUMNS - 1 && i / COLUMNS > 1,
            indices -> {
              Arrays.stream(indices).forEach(asked::add);
              return Arrays.stream(indices).mapToObj(sky).toList();
            });
    assertEquals(asked.size(), asked.stream().distinct().count(), "each at most once");
    for (int i = 0; i < COLUMNS * ROWS; i++) {
      boolean border = i % COLUMNS == 0 || i % COLUMNS == COLUMNS - 1 || i / COLUMNS < 2;
      assertEquals(
          border ? State.BORDER : sky.apply(i).state(), result.cells().get(i).state(), "cell " + i);
    }
    assertEquals(asked.size(), result.asked().cardinality());
    assertTrue(asked.size() < COLUMNS * ROWS / 3, asked.size() + " asked");
  }

  @Test
  void aGridThatCannotBeAskedAtAllIsAllBorder() {
    AdaptiveGrid.Result none =
        AdaptiveGrid.of(
            3,
            2,
            FOUR,
            i -> false,
            indices -> {
              throw new AssertionError("asked");
            });
    assertEquals(6, none.cells().stream().filter(c -> c.state() == State.BORDER).count());
    AdaptiveGrid.Result one =
        AdaptiveGrid.of(3, 2, FOUR, i -> i == 4, indices -> List.of(Cell.answered(2)));
    assertEquals(1, one.asked().cardinality());
    assertEquals(2.0, one.cells().get(4).depthM());
  }

  /** The table of docs/method.md, section on depth maps. */
  @Test
  void aSceneNeedsAFractionOfTheQuestionsAtTheErrorOfTheFullGrid() {
    List<ExactDepth> scenes = new ArrayList<>();
    SceneGenerator scene =
        new SceneGenerator(
            SynthSettings.of(24, 20261128)
                .withSize(320, 240)
                .withOutput(Fidelity.FAST, DepthMapFormat.NONE));
    for (int frame = 0; frame < 24; frame += 2) {
      scenes.add(scene.frame(frame).depth());
    }
    Refinement everything = new Refinement(0, 0.1);
    Refinement twice = new Refinement(2, 0.1);
    Tally full = tally(scenes, 2, everything, 0);
    Tally fullThree = tally(scenes, 3, everything, 0);
    Tally few = tally(scenes, 2, twice, 0);
    // a full grid with as large an error asks more than twice as much
    assertTrue(few.error() < fullThree.error(), few.error() + " against " + fullThree.error());
    assertTrue(few.asked < 0.45 * fullThree.asked, few.asked + " of " + fullThree.asked);
    assertTrue(few.asked < 0.2 * full.asked, few.asked + " of " + full.asked);
    // answers that are 2 % off tear nothing, and what is between them is smoother than they are
    Tally noisy = tally(scenes, 2, twice, 0.02);
    assertTrue(noisy.asked < 0.22 * full.asked, noisy.asked + " of " + full.asked);
    assertTrue(
        noisy.error() < tally(scenes, 2, everything, 0.02).error(), "error " + noisy.error());
  }

  private static final class Tally {
    long asked;
    long pixels;
    double sum;

    double error() {
      return sum / pixels;
    }
  }

  /** Mean |ln(map / truth)| over the pixels that have both. */
  private static Tally tally(
      List<ExactDepth> scenes, int stridePx, Refinement refinement, double noise) {
    Tally tally = new Tally();
    Random random = new Random(1);
    DoubleUnaryOperator said = z -> z * Math.exp(noise * random.nextGaussian());
    for (ExactDepth scene : scenes) {
      int width = scene.camera().widthPx();
      int height = scene.camera().heightPx();
      List<Pixel> pixels = DepthCells.pixels(width, height, stridePx);
      int columns = (width + stridePx - 1) / stridePx;
      AdaptiveGrid.Result result =
          AdaptiveGrid.of(
              columns,
              pixels.size() / columns,
              refinement,
              i -> true,
              indices ->
                  Arrays.stream(indices).mapToObj(i -> depth(scene, pixels.get(i), said)).toList());
      tally.asked += result.asked().cardinality();
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double truth = scene.depthM(x, y, LabelKind.Z);
          Cell cell = result.cells().get(y / stridePx * columns + x / stridePx);
          if (truth > 0 && cell.state() == State.ANSWERED) {
            tally.pixels++;
            tally.sum += Math.abs(Math.log(cell.depthM() / truth));
          }
        }
      }
    }
    return tally;
  }

  private static Cell depth(ExactDepth scene, Pixel at, DoubleUnaryOperator said) {
    double z = scene.depthM((int) at.xPx(), (int) at.yPx(), LabelKind.Z);
    return z > 0 ? Cell.answered(said.applyAsDouble(z)) : Cell.without(State.NOTHING);
  }
}
