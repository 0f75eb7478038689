package io.depthlm.common.render;

import io.depthlm.common.imaging.PillowBicubic;
import io.depthlm.common.imaging.RgbImage;
import io.depthlm.common.render.DepthCells.Cell;
import io.depthlm.common.render.DepthCells.State;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An image beside its depths, one panel or several, under one scale with one legend in metres. All
 * panels have one size and one position in height, so that the eye can go from one to the other.
 */
public final class DepthPicture {
  private static final int PAPER = 0xffffff;
  private static final int INK = 0x202428;
  private static final int FAINT = 0x6b7278;
  private static final Canvas.Hatch NOTHING =
      new Canvas.Hatch(0xe3eef8, 0xc2d8ec, Canvas.Slope.RISING);
  private static final Canvas.Hatch BORDER =
      new Canvas.Hatch(0xe6e8ea, 0xb4b9be, Canvas.Slope.RISING);
  private static final Canvas.Hatch UNPARSED =
      new Canvas.Hatch(0xf7d9d3, 0xc8553d, Canvas.Slope.FALLING);
  private static final Canvas.Hatch FAILED =
      new Canvas.Hatch(0x8a8f94, 0x2b2f33, Canvas.Slope.FALLING);

  private static final int TEXT = 2;
  private static final int LINE = 24;
  private static final int MARGIN = 20;
  private static final int BAR = 22;
  private static final int MOST_PANEL_PX = 960;
  private static final int LEAST_PANEL_PX = 320;

  private final RgbImage image;
  private final List<Panel> panels;
  private final DepthScale scale;
  private final Words words;
  private final int panelWidth;
  private final int panelHeight;

  /** Where a panel's depths come from. */
  public enum Source {
    /** Questions were asked: the legend says how many were answered. */
    ANSWERS,
    /** They are known. */
    TRUTH
  }

  /**
   * Depths beside the image.
   *
   * @param title above them: whose depths, which kind
   */
  public record Panel(Source source, String title, DepthCells cells) {}

  /**
   * What is written.
   *
   * @param title above the image: the file's name
   * @param caption below, one or more lines; cut off at the picture's edge
   */
  public record Words(String title, List<String> caption) {}

  private DepthPicture(RgbImage image, List<Panel> panels, DepthScale scale, Words words) {
    this.image = image;
    this.panels = panels;
    this.scale = scale;
    this.words = words;
    int longest = Math.max(image.widthPx(), image.heightPx());
    double zoom = 1;
    if (longest > MOST_PANEL_PX) {
      zoom = (double) MOST_PANEL_PX / longest;
    } else if (image.widthPx() < LEAST_PANEL_PX) {
      zoom = Math.ceil((double) LEAST_PANEL_PX / image.widthPx());
    }
    this.panelWidth = Math.max(1, (int) Math.round(image.widthPx() * zoom));
    this.panelHeight = Math.max(1, (int) Math.round(image.heightPx() * zoom));
  }

  /**
   * Draws.
   *
   * @param image the picture that was asked about, of the cells' size
   * @param panels left to right, at least one
   */
  public static RgbImage of(RgbImage image, List<Panel> panels, DepthScale scale, Words words) {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("no panel beside the image");
    }
    for (Panel panel : panels) {
      DepthCells cells = panel.cells();
      if (image.widthPx() != cells.widthPx() || image.heightPx() != cells.heightPx()) {
        throw new IllegalArgumentException("image and cells differ in size");
      }
    }
    return new DepthPicture(image, panels, scale, words).draw();
  }

  /** Pictures one below another, on one sheet as wide as the widest. */
  public static RgbImage below(List<RgbImage> pictures) {
    int width = pictures.stream().mapToInt(RgbImage::widthPx).max().orElseThrow();
    int height = pictures.stream().mapToInt(RgbImage::heightPx).sum();
    Canvas sheet = new Canvas(width, height, PAPER);
    int top = 0;
    for (RgbImage picture : pictures) {
      sheet.paste(picture, 0, top);
      top += picture.heightPx();
    }
    return sheet.image();
  }

  private RgbImage draw() {
    List<Swatch> swatches = swatches();
    int top = MARGIN + LINE;
    int barLeft = panelLeft(panels.size());
    int width = barLeft + BAR + 8 + Canvas.textWidth("00.00 m", TEXT) + MARGIN;
    int below = top + panelHeight + MARGIN;
    List<Integer> swatchLefts = new ArrayList<>();
    int swatchLines = layOut(swatches, width - 2 * MARGIN, swatchLefts);
    int height = below + LINE * (swatchLines + words.caption().size()) + MARGIN - 8;
    Canvas canvas = new Canvas(width, height, PAPER);

    canvas.text(fitting(words.title(), panelWidth), MARGIN, MARGIN, TEXT, INK);
    canvas.paste(PillowBicubic.resize(image, panelWidth, panelHeight), MARGIN, top);
    canvas.frame(MARGIN, top, panelWidth, panelHeight, FAINT);
    for (int i = 0; i < panels.size(); i++) {
      int left = panelLeft(i);
      canvas.text(fitting(panels.get(i).title(), panelWidth), left, MARGIN, TEXT, INK);
      drawCells(canvas, panels.get(i).cells(), left, top);
      canvas.frame(left, top, panelWidth, panelHeight, FAINT);
    }
    drawBar(canvas, barLeft, top);
    drawSwatches(canvas, swatches, swatchLefts, below);
    int y = below + LINE * swatchLines;
    for (String line : words.caption()) {
      canvas.text(fitting(line, width - 2 * MARGIN), MARGIN, y, TEXT, FAINT);
      y += LINE;
    }
    return canvas.image();
  }

  /** Where the depths number i begin; after the last, the scale. */
  private int panelLeft(int i) {
    return MARGIN + (i + 1) * (panelWidth + MARGIN);
  }

  private void drawCells(Canvas canvas, DepthCells cells, int left, int top) {
    int stridePx = cells.stridePx();
    for (int row = 0; row < cells.rows(); row++) {
      int y0 = edge(row, stridePx, cells.heightPx(), panelHeight);
      int y1 = edge(row + 1, stridePx, cells.heightPx(), panelHeight);
      for (int column = 0; column < cells.columns(); column++) {
        int x0 = edge(column, stridePx, cells.widthPx(), panelWidth);
        int x1 = edge(column + 1, stridePx, cells.widthPx(), panelWidth);
        Cell cell = cells.cells().get(row * cells.columns() + column);
        if (cell.state() == State.ANSWERED) {
          int colour = ColourMap.rgb(scale.place(cell.depthM()));
          canvas.fill(left + x0, top + y0, x1 - x0, y1 - y0, colour);
        } else {
          canvas.hatch(left + x0, top + y0, x1 - x0, y1 - y0, hatch(cell.state()));
        }
      }
    }
  }

  /** Where a cell begins on its panel. */
  private static int edge(int cell, int stridePx, int imagePx, int panelPx) {
    long px = Math.min((long) cell * stridePx, imagePx);
    return Math.toIntExact(px * panelPx / imagePx);
  }

  /** Far at the top, as far things mostly are in pictures; a point beyond an end is pointed at. */
  private void drawBar(Canvas canvas, int left, int top) {
    double[] depths =
        panels.stream().flatMapToDouble(p -> Arrays.stream(p.cells().depthsM())).toArray();
    for (int y = 0; y < panelHeight; y++) {
      double place = 1 - (y + 0.5) / panelHeight;
      canvas.fill(left, top + y, BAR, 1, ColourMap.rgb(place));
    }
    canvas.frame(left, top, BAR, panelHeight, FAINT);
    for (int i = 0; i < BAR / 2 - 1; i++) {
      if (Arrays.stream(depths).anyMatch(d -> d > scale.maxM() * (1 + 1e-9))) {
        canvas.fill(left + i + 1, top - 3 - i, BAR - 2 * i - 2, 1, ColourMap.rgb(1));
      }
      if (Arrays.stream(depths).anyMatch(d -> d < scale.minM() * (1 - 1e-9))) {
        canvas.fill(left + i + 1, top + panelHeight + 2 + i, BAR - 2 * i - 2, 1, ColourMap.rgb(0));
      }
    }
    List<Double> ticks = scale.ticksM();
    int decimals = ticks.stream().mapToInt(DepthPicture::decimals).max().orElse(0);
    for (double tickM : ticks) {
      int y = top + (int) Math.round((1 - scale.place(tickM)) * (panelHeight - 1));
      canvas.fill(left + BAR + 1, y, 5, 1, INK);
      String label =
          scale.spacing() == DepthScale.Spacing.LOG
              ? plain(tickM, decimals(tickM))
              : plain(tickM, decimals);
      canvas.text(label + " m", left + BAR + 10, y - PixelFont.HEIGHT * TEXT / 2, TEXT, INK);
    }
  }

  /** One entry of the line below the panels. */
  private record Swatch(Canvas.Hatch hatch, String label) {}

  private List<Swatch> swatches() {
    List<Swatch> swatches = new ArrayList<>();
    for (Panel panel : panels) {
      DepthCells cells = panel.cells();
      if (panel.source() == Source.ANSWERS) {
        String answered = "%d of %d cells with a depth";
        swatches.add(
            new Swatch(
                null, answered.formatted(cells.count(State.ANSWERED), cells.cells().size())));
      }
      for (State state : State.values()) {
        long n = cells.count(state);
        if (state != State.ANSWERED && n > 0) {
          swatches.add(new Swatch(hatch(state), n + " " + what(state)));
        }
      }
    }
    return swatches;
  }

  private static String what(State state) {
    return switch (state) {
      case ANSWERED -> "answered";
      case NOTHING -> "without anything, as sky";
      case BORDER -> "at the border, cannot be marked";
      case UNPARSED -> "answered without a number";
      case FAILED -> "failed";
    };
  }

  /** Where each entry begins, a new line where one would not fit; returns the lines. */
  private static int layOut(List<Swatch> swatches, int widthPx, List<Integer> lefts) {
    int lines = 1;
    int x = 0;
    for (Swatch swatch : swatches) {
      int length = (swatch.hatch() == null ? 0 : 32) + Canvas.textWidth(swatch.label(), TEXT);
      if (x > 0 && x + length > widthPx) {
        lines++;
        x = 0;
      }
      lefts.add(x);
      x += length + 28;
    }
    return lines;
  }

  private static void drawSwatches(
      Canvas canvas, List<Swatch> swatches, List<Integer> lefts, int top) {
    int y = top;
    for (int i = 0; i < swatches.size(); i++) {
      y += i > 0 && lefts.get(i) == 0 ? LINE : 0;
      int x = MARGIN + lefts.get(i);
      Swatch swatch = swatches.get(i);
      if (swatch.hatch() != null) {
        canvas.hatch(x, y - 1, 24, 16, swatch.hatch());
        canvas.frame(x, y - 1, 24, 16, FAINT);
        x += 32;
      }
      canvas.text(swatch.label(), x, y, TEXT, INK);
    }
  }

  private static Canvas.Hatch hatch(State state) {
    return switch (state) {
      case NOTHING -> NOTHING;
      case BORDER -> BORDER;
      case UNPARSED -> UNPARSED;
      case FAILED -> FAILED;
      case ANSWERED -> throw new IllegalArgumentException("it has a colour of the scale");
    };
  }

  private static String fitting(String text, int widthPx) {
    int most = Math.max(1, widthPx / (PixelFont.ADVANCE * TEXT));
    return text.length() <= most ? text : text.substring(0, Math.max(1, most - 3)) + "...";
  }

  private static int decimals(double value) {
    return Math.max(0, new BigDecimal(Double.toString(value)).stripTrailingZeros().scale());
  }

  private static String plain(double value, int decimals) {
    return new BigDecimal(Double.toString(value))
        .setScale(decimals, RoundingMode.HALF_EVEN)
        .toPlainString();
  }
}
