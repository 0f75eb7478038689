package io.depthlm.common.synth;

import static io.depthlm.common.synth.Pattern.cell;
import static io.depthlm.common.synth.Pattern.inside;
import static io.depthlm.common.synth.Pattern.lines;
import static io.depthlm.common.synth.Pattern.noise;
import static io.depthlm.common.synth.Pattern.perCell;

/**
 * Surfaces whose patterns have real-world sizes: they are what makes metric depth readable from one
 * picture. A size that a real thing always has is a constant here and not drawn.
 */
final class Surfaces {
  static final double TILE_M = 0.30;
  static final double BRICK_LENGTH_M = 0.25;
  static final double BRICK_HEIGHT_M = 0.075;
  static final double PLANK_WIDTH_M = 0.14;
  static final double SLAB_M = 0.50;
  static final double STOREY_M = 3.0;
  private static final double WINDOW_BAY_M = 2.4;

  private Surfaces() {}

  /** Painted wall or plastic: nearly even. */
  static Surface paint(Rgb colour, long seed) {
    return (u, v, w, rgb) -> {
      Surface.set(rgb, colour);
      Surface.scale(rgb, 1 + 0.10 * noise(u, v, 0.9, w, seed) + 0.05 * noise(u, v, 0.04, w, seed));
    };
  }

  /** Square tiles with grout of 6 mm. */
  static Surface tiles(double sizeM, Rgb a, Rgb b, Rgb grout, long seed) {
    return (u, v, w, rgb) -> {
      long iu = cell(u, sizeM);
      long iv = cell(v, sizeM);
      double odd = ((iu + iv) & 1) == 0 ? 0 : 1;
      Surface.mix(rgb, a, b, Pattern.lerp(odd, 0.5, Math.min(1, w / sizeM)));
      Surface.scale(
          rgb, 1 + 0.14 * perCell(iu, iv, sizeM, w, seed) + 0.08 * noise(u, v, 0.05, w, seed));
      double gap = 0.006;
      double line = lines(u, sizeM, gap, w);
      Surface.blend(rgb, grout, line + (1 - line) * lines(v, sizeM, gap, w));
    };
  }

  /** Bricks of 0.25 × 0.075 m with their joint, every other course shifted by half. */
  static Surface bricks(Rgb brick, Rgb mortar, long seed) {
    return (u, v, w, rgb) -> {
      long course = cell(v, BRICK_HEIGHT_M);
      double shifted = (course & 1) == 0 ? u : u + BRICK_LENGTH_M / 2;
      long iu = cell(shifted, BRICK_LENGTH_M);
      Surface.set(rgb, brick);
      Surface.scale(
          rgb,
          1
              + 0.55 * perCell(iu, course, BRICK_HEIGHT_M, w, seed)
              + 0.25 * noise(u, v, 0.015, w, seed)
              + 0.2 * noise(u, v, 1.3, w, seed));
      double joint = lines(shifted, BRICK_LENGTH_M, 0.011, w);
      Surface.blend(rgb, mortar, joint + (1 - joint) * lines(v, BRICK_HEIGHT_M, 0.011, w));
    };
  }

  /** Floor boards of 0.14 × 1.2 m along v. */
  static Surface planks(Rgb wood, long seed) {
    return (u, v, w, rgb) -> {
      long board = cell(u, PLANK_WIDTH_M);
      double along = v + 1.2 * Pattern.hash(board, 7, seed);
      long piece = cell(along, 1.2);
      Surface.set(rgb, wood);
      Surface.scale(
          rgb,
          1
              + 0.45 * perCell(board, piece, PLANK_WIDTH_M, w, seed)
              + 0.30 * noise(u * 12, v + 3.7 * board, 0.25, w * 3, seed));
      double gap = lines(u, PLANK_WIDTH_M, 0.004, w);
      gap += (1 - gap) * lines(along, 1.2, 0.004, w);
      Surface.scale(rgb, 1 - 0.75 * gap);
    };
  }

  /** Furniture wood: grain along v. */
  static Surface wood(Rgb wood, long seed) {
    return (u, v, w, rgb) -> {
      Surface.set(rgb, wood);
      Surface.scale(
          rgb,
          1 + 0.25 * noise(u * 9, v, 0.3, w * 3, seed) + 0.12 * noise(u * 30, v, 0.4, w * 9, seed));
    };
  }

  /** Cloth, carpet, leaves: speckle of the given grain. */
  static Surface speckle(Rgb colour, double grainM, double strength, long seed) {
    return (u, v, w, rgb) -> {
      Surface.set(rgb, colour);
      Surface.scale(
          rgb,
          1
              + strength * noise(u, v, grainM, w, seed)
              + 0.5 * strength * noise(u, v, grainM * 7, w, seed + 1));
    };
  }

  /** Stripes of 0.1 m across u: rugs, curtains. */
  static Surface stripes(Rgb a, Rgb b, double widthM, long seed) {
    return (u, v, w, rgb) -> {
      Surface.mix(rgb, a, b, lines(u, 2 * widthM, widthM, w));
      Surface.scale(rgb, 1 + 0.2 * noise(u, v, 0.02, w, seed));
    };
  }

  /** A door leaf with two sunk panels, a frame of 5 cm and a handle at 1.05 m from its foot. */
  static Surface door(Rgb colour, double widthM, double heightM) {
    Rgb frame = colour.mix(Rgb.grey(0.7), 0.5);
    return (u, v, w, rgb) -> {
      Surface.set(rgb, colour);
      double x = widthM / 2 - 0.16;
      for (double[] panel : new double[][] {{-0.80, -0.12}, {0.06, 0.84}}) {
        double outer = inside(u, -x, x, w) * inside(v, panel[0], panel[1], w);
        double inner =
            inside(u, -x + 0.03, x - 0.03, w) * inside(v, panel[0] + 0.03, panel[1] - 0.03, w);
        Surface.scale(rgb, 1 - 0.45 * (outer - inner) - 0.08 * inner);
      }
      double leaf =
          inside(u, -widthM / 2 + 0.05, widthM / 2 - 0.05, w)
              * inside(v, -heightM / 2, heightM / 2 - 0.05, w);
      Surface.blend(rgb, frame, 1 - leaf);
      double handleV = 1.05 - heightM / 2;
      double handle =
          inside(u, widthM / 2 - 0.22, widthM / 2 - 0.09, w)
              * inside(v, handleV - 0.012, handleV + 0.012, w);
      Surface.blend(rgb, Rgb.grey(0.75), handle);
    };
  }

  /** A window onto a bright sky, with a cross bar and a frame of 6 cm. */
  static Surface window(double widthM, double heightM, long seed) {
    Rgb frame = Rgb.grey(0.75);
    Rgb sky = new Rgb(1.9, 2.2, 2.6);
    Rgb below = new Rgb(0.7, 0.95, 0.6);
    return (u, v, w, rgb) -> {
      double horizon = 0.12 * noise(u, 0, 0.15, w, seed) - 0.15 * heightM;
      Surface.mix(rgb, below, sky, inside(v, horizon, heightM, Math.max(w, 0.03)));
      double glass =
          inside(u, -widthM / 2 + 0.06, widthM / 2 - 0.06, w)
              * inside(v, -heightM / 2 + 0.06, heightM / 2 - 0.06, w)
              * (1 - inside(u, -0.025, 0.025, w));
      Surface.blend(rgb, frame, 1 - glass);
    };
  }

  /** A poster or painting: blocks of colour in a thin frame. */
  static Surface picture(double widthM, double heightM, long seed) {
    return (u, v, w, rgb) -> {
      double cellM = 0.11 + 0.1 * Pattern.hash(1, 1, seed);
      long iu = cell(u + 0.07 * noise(u, v, 0.2, w, seed), cellM);
      long iv = cell(v + 0.07 * noise(v, u, 0.2, w, seed), cellM);
      rgb[0] = 0.1 + 0.75 * Pattern.hash(iu, iv, seed + 1);
      rgb[1] = 0.1 + 0.65 * Pattern.hash(iu, iv, seed + 2);
      rgb[2] = 0.1 + 0.65 * Pattern.hash(iu, iv, seed + 3);
      double leaf =
          inside(u, -widthM / 2 + 0.02, widthM / 2 - 0.02, w)
              * inside(v, -heightM / 2 + 0.02, heightM / 2 - 0.02, w);
      Surface.blend(rgb, Rgb.grey(0.05), 1 - leaf);
    };
  }

  /** A bookcase: boards every 0.35 m, spines of 3 cm. */
  static Surface books(Rgb board, long seed) {
    return (u, v, w, rgb) -> {
      long shelf = cell(v, 0.35);
      double up = v - shelf * 0.35;
      long book = cell(u, 0.03);
      double heightM = 0.20 + 0.10 * Pattern.hash(book, shelf, seed);
      rgb[0] = 0.06 + 0.55 * Pattern.hash(book, shelf, seed + 1);
      rgb[1] = 0.06 + 0.40 * Pattern.hash(book, shelf, seed + 2);
      rgb[2] = 0.06 + 0.40 * Pattern.hash(book, shelf, seed + 3);
      if (Pattern.hash(book / 9, shelf, seed + 4) < 0.18 || up > heightM) {
        Surface.set(rgb, board.times(0.25));
      }
      Surface.scale(rgb, 1 - 0.5 * lines(u, 0.03, 0.003, w));
      Surface.blend(rgb, board, lines(v, 0.35, 0.025, w));
      Surface.blend(rgb, new Rgb(0.2, 0.16, 0.13), Math.min(0.8, w / 0.06));
    };
  }

  /** A cupboard front: doors 0.45 m wide with a gap and a knob. */
  static Surface cupboard(Rgb colour, long seed) {
    return (u, v, w, rgb) -> {
      Surface.set(rgb, colour);
      Surface.scale(rgb, 1 + 0.12 * noise(u * 9, v, 0.3, w * 3, seed));
      Surface.scale(rgb, 1 - 0.7 * lines(u, 0.45, 0.006, w));
      double knob = lines(u - 0.39, 0.45, 0.03, w) * inside(v, -0.02, 0.10, w);
      Surface.blend(rgb, Rgb.grey(0.55), knob);
    };
  }

  /**
   * A street front: storeys of 3 m, bays of 2.4 m, windows of 1.2 × 1.5 m with a sill.
   *
   * @param wall what is between the windows
   * @param halfHeightM half of the building's height: v counts from its middle
   */
  static Surface facade(Surface wall, double halfHeightM, long seed) {
    return (u, v, w, rgb) -> {
      wall.colour(u, v, w, rgb);
      double fromGround = v + halfHeightM;
      long bay = cell(u, WINDOW_BAY_M);
      long storey = cell(fromGround, STOREY_M);
      double x = u - bay * WINDOW_BAY_M;
      double y = fromGround - storey * STOREY_M;
      double reveal = inside(x, 0.53, 1.87, w) * inside(y, 0.83, 2.47, w);
      double glass = inside(x, 0.60, 1.80, w) * inside(y, 0.90, 2.40, w);
      Surface.blend(rgb, Rgb.grey(0.62), reveal);
      double bright = Pattern.hash(bay, storey, seed);
      double curtain = bright > 0.6 ? inside(x, 0.60, 0.60 + 0.6 * bright, w) : 0;
      Rgb pane = new Rgb(0.03, 0.045, 0.06).mix(new Rgb(0.25, 0.33, 0.42), 0.4 * (y - 0.9));
      Surface.blend(rgb, pane.mix(new Rgb(0.5, 0.47, 0.4), 0.7 * curtain), glass);
      Surface.blend(
          rgb,
          Rgb.grey(0.62),
          glass * Math.max(inside(x, 1.175, 1.225, w), inside(y, 1.9, 1.95, w)));
      Surface.scale(rgb, 1 - 0.35 * inside(y, 0, 0.05, w));
    };
  }
}
