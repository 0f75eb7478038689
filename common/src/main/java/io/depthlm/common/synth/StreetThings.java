package io.depthlm.common.synth;

import java.util.List;

/** Things in streets, and people, at true sizes. The front of a thing is its −y. */
final class StreetThings {
  private static final List<Rgb> LACQUERS =
      List.of(
          new Rgb(0.55, 0.05, 0.04),
          new Rgb(0.05, 0.11, 0.33),
          Rgb.grey(0.70),
          Rgb.grey(0.30),
          Rgb.grey(0.035),
          new Rgb(0.07, 0.20, 0.12),
          new Rgb(0.60, 0.45, 0.06));
  private static final Surface TYRE = Surface.plain(Rgb.grey(0.02));
  private static final Surface RIM = Surface.plain(Rgb.grey(0.45));

  private StreetThings() {}

  /** A car, 4.40 × 1.80 × 1.46 m. */
  static void car(Placement at, Dice dice) {
    Surface lacquer = Surfaces.paint(dice.pick(LACQUERS), dice.next());
    at.block(0, 0, 0.28, 1.78, 4.36, 0.42, lacquer);
    at.block(0, 0.05, 0.70, 1.72, 4.10, 0.16, lacquer);
    at.block(0, 0.35, 0.86, 1.56, 2.30, 0.52, carGlass(lacquer));
    at.block(0, 0.38, 1.38, 1.46, 1.95, 0.06, lacquer);
    for (int i = 0; i < 4; i++) {
      double sx = (i & 1) == 0 ? -0.81 : 0.81;
      double sy = (i & 2) == 0 ? -1.35 : 1.30;
      at.lying(sx, sy, 0.32, 0.32, 0.20, TYRE);
      at.lying(sx, sy, 0.32, 0.20, 0.215, RIM);
    }
    for (double side : new double[] {-0.62, 0.62}) {
      at.block(side, -2.18, 0.52, 0.32, 0.03, 0.14, Surface.plain(Rgb.grey(0.85)));
      at.block(side, 2.18, 0.54, 0.32, 0.03, 0.14, Surface.plain(new Rgb(0.45, 0.02, 0.02)));
    }
    at.block(0, -2.19, 0.36, 0.52, 0.02, 0.11, Surface.plain(Rgb.grey(0.75)));
    at.block(0, 2.19, 0.40, 0.52, 0.02, 0.11, Surface.plain(Rgb.grey(0.75)));
    at.block(0, -2.18, 0.30, 1.2, 0.02, 0.05, TYRE);
    at.block(0, 0, 0.18, 1.6, 4.0, 0.10, TYRE);
  }

  private static Surface carGlass(Surface lacquer) {
    return (u, v, w, rgb) -> {
      lacquer.colour(u, v, w, rgb);
      double pillar =
          Math.max(Pattern.inside(Math.abs(u), 0.70, 0.78, w), Pattern.inside(u, -0.03, 0.03, w));
      Rgb glass = new Rgb(0.05, 0.07, 0.08).mix(new Rgb(0.22, 0.28, 0.33), 0.5 + v);
      Surface.blend(rgb, glass, Pattern.inside(v, -0.23, 0.22, w) * (1 - pillar));
    };
  }

  /** Somebody 1.60 to 1.88 m tall. */
  static void person(Placement at, Dice dice) {
    double s = dice.between(1.60, 1.88) / 1.75;
    Surface trousers =
        Surfaces.speckle(Furniture.clothColour(dice).times(0.6), 0.01, 0.3, dice.next());
    Surface shirt =
        Surfaces.speckle(Furniture.clothColour(dice).times(1.4), 0.01, 0.3, dice.next());
    Surface skin = Surface.plain(new Rgb(0.55, 0.36, 0.27).times(dice.between(0.3, 1.1)));
    Surface hair = Surface.plain(new Rgb(0.05, 0.035, 0.025).times(dice.between(0.5, 4)));
    double stride = dice.between(0, 0.14) * s;
    at.upright(-0.10 * s, -stride, 0, 0.075 * s, 0.84 * s, trousers);
    at.upright(0.10 * s, stride, 0, 0.075 * s, 0.84 * s, trousers);
    at.block(-0.10 * s, -stride - 0.06, 0, 0.09, 0.26, 0.07, TYRE);
    at.block(0.10 * s, stride - 0.06, 0, 0.09, 0.26, 0.07, TYRE);
    at.block(0, 0, 0.82 * s, 0.36 * s, 0.22 * s, 0.62 * s, shirt);
    at.upright(-0.23 * s, 0.03, 0.80 * s, 0.05 * s, 0.62 * s, shirt);
    at.upright(0.23 * s, 0.03, 0.80 * s, 0.05 * s, 0.62 * s, shirt);
    at.ball(-0.23 * s, 0.03, 0.78 * s, 0.05 * s, skin);
    at.ball(0.23 * s, 0.03, 0.78 * s, 0.05 * s, skin);
    at.upright(0, 0, 1.42 * s, 0.055 * s, 0.12 * s, skin);
    at.ball(0, 0, 1.62 * s, 0.115 * s, skin);
    at.ball(0, 0.03 * s, 1.645 * s, 0.112 * s, hair);
  }

  /** A tree, 4 to 7 m. */
  static void tree(Placement at, Dice dice) {
    double trunkM = dice.between(1.9, 2.8);
    double r = dice.between(0.09, 0.17);
    Surface bark = Surfaces.speckle(new Rgb(0.16, 0.11, 0.07), 0.03, 1, dice.next());
    Rgb green = new Rgb(0.07, 0.17, 0.035).times(dice.between(0.8, 1.5));
    at.upright(0, 0, 0, r, trunkM + 0.6, bark);
    int lobes = dice.whole(7, 11);
    for (int i = 0; i < lobes; i++) {
      Surface leaves =
          Surfaces.speckle(green.times(dice.between(0.8, 1.25)), 0.06, 1.5, dice.next());
      at.ball(
          dice.between(-0.9, 0.9),
          dice.between(-0.9, 0.9),
          trunkM + dice.between(0.5, 2.4),
          dice.between(0.55, 1.0),
          leaves);
    }
  }

  /** A street lamp, 5 m. */
  static void lampPost(Placement at) {
    Surface steel = Surface.plain(Rgb.grey(0.12));
    at.upright(0, 0, 0, 0.09, 0.9, steel);
    at.upright(0, 0, 0.9, 0.055, 4.1, steel);
    at.block(0, -0.45, 4.9, 0.12, 0.9, 0.08, steel);
  }

  /** A bollard, 0.9 m. */
  static void bollard(Placement at) {
    at.upright(0, 0, 0, 0.06, 0.9, Surface.plain(Rgb.grey(0.08)));
    at.upright(0, 0, 0.74, 0.062, 0.08, Surface.plain(Rgb.grey(0.75)));
  }

  /** A two-wheeled bin, 0.55 × 0.55 × 1.07 m. */
  static void bin(Placement at, Dice dice) {
    Surface body = Surfaces.paint(dice.chance(0.5) ? new Rgb(0.03, 0.12, 0.05) : Rgb.grey(0.05), 9);
    at.block(0, 0, 0.06, 0.50, 0.52, 0.92, body);
    at.block(0, 0, 0.98, 0.55, 0.58, 0.08, body);
    at.lying(0, 0.24, 0.10, 0.10, 0.50, TYRE);
  }

  /** A bench, 1.8 m long, seat at 0.45 m. */
  static void bench(Placement at, Dice dice) {
    Surface wood = Surfaces.wood(Furniture.woodColour(dice), dice.next());
    for (int i = 0; i < 3; i++) {
      at.block(0, -0.16 + 0.16 * i, 0.42, 1.8, 0.13, 0.04, wood);
      at.block(0, 0.27, 0.52 + 0.13 * i, 1.8, 0.035, 0.10, wood);
    }
    for (double x : new double[] {-0.75, 0.75}) {
      at.block(x, 0, 0, 0.06, 0.45, 0.42, TYRE);
      at.block(x, 0.25, 0, 0.06, 0.05, 0.92, TYRE);
    }
  }

  /** A traffic sign of 0.60 m on a pole, its face towards −y. */
  static void sign(Placement at, Dice dice) {
    at.upright(0, 0.03, 0, 0.03, 2.6, Surface.plain(Rgb.grey(0.4)));
    Rgb rim = dice.chance(0.5) ? new Rgb(0.55, 0.02, 0.02) : new Rgb(0.02, 0.10, 0.45);
    Surface face =
        (u, v, w, rgb) -> {
          Surface.set(rgb, rim);
          double inner = Pattern.inside(u, -0.22, 0.22, w) * Pattern.inside(v, -0.22, 0.22, w);
          Surface.blend(rgb, Rgb.grey(0.8), inner);
          Surface.blend(rgb, Rgb.grey(0.03), inner * Pattern.inside(u, -0.05, 0.05, w));
        };
    at.block(0, 0, 2.0, 0.60, 0.02, 0.60, face);
  }
}
