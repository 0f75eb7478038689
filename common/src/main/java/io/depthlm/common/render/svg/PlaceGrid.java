package io.depthlm.common.render.svg;

import io.depthlm.common.render.svg.Svg.Anchor;
import java.util.List;
import java.util.Locale;

/**
 * Values by their place in the picture, as a grid of its shape: the colour says how far off the
 * answers are and which way, the number in a cell a share.
 *
 * @param cells those that hold something
 * @param most what the strongest colour stands for, as a factor above 1
 */
public record PlaceGrid(
    String label, int columns, int rows, List<Cell> cells, double most, String legend) {
  private static final double CELL_WIDTH = 56;
  private static final double CELL_HEIGHT = 44;
  private static final int LEGEND_STEPS = 40;

  /**
   * A cell.
   *
   * @param logRatio mean of ln(answer / truth), or null where no answer has one
   * @param share what is written in it
   */
  public record Cell(int column, int row, Double logRatio, double share, long count) {}

  /** The picture. */
  public String svg() {
    double width = columns * CELL_WIDTH;
    double height = rows * CELL_HEIGHT;
    Svg svg = new Svg(width + 2, height + 56, label);
    svg.add("rect", "x", 1.0, "y", 1.0, "width", width, "height", height, "class", "frame");
    for (Cell cell : cells) {
      double left = 1 + cell.column() * CELL_WIDTH;
      double top = 1 + cell.row() * CELL_HEIGHT;
      int colour = Diverging.rgb(cell.logRatio() == null ? 0 : cell.logRatio() / Math.log(most));
      svg.addTitled(
          String.format(
              Locale.ROOT,
              "%,d points: delta1 %.4f%s",
              cell.count(),
              cell.share(),
              cell.logRatio() == null
                  ? ""
                  : String.format(Locale.ROOT, ", answer/truth %.3f", Math.exp(cell.logRatio()))),
          "rect",
          "x",
          left,
          "y",
          top,
          "width",
          CELL_WIDTH,
          "height",
          CELL_HEIGHT,
          "fill",
          Colours.hex(colour));
      svg.text(
          left + CELL_WIDTH / 2,
          top + CELL_HEIGHT / 2 + 4,
          Anchor.MIDDLE,
          String.format(Locale.ROOT, "%.2f", cell.share()),
          "class",
          Colours.inkOn(colour));
    }
    legend(svg, width, height + 10);
    return svg.finish();
  }

  private void legend(Svg svg, double width, double top) {
    double step = width / LEGEND_STEPS;
    for (int i = 0; i < LEGEND_STEPS; i++) {
      svg.add(
          "rect",
          "x",
          1 + i * step,
          "y",
          top,
          "width",
          step + 0.3,
          "height",
          10.0,
          "fill",
          Colours.hex(Diverging.rgb(2 * (i + 0.5) / LEGEND_STEPS - 1)));
    }
    svg.text(1, top + 24, Anchor.START, String.format(Locale.ROOT, "÷%.2g or less", most));
    svg.text(1 + width / 2, top + 24, Anchor.MIDDLE, "right");
    svg.text(1 + width, top + 24, Anchor.END, String.format(Locale.ROOT, "×%.2g or more", most));
    svg.text(1 + width / 2, top + 40, Anchor.MIDDLE, legend);
  }
}
