package io.depthlm.common.synth;

import java.util.List;

/** Things in rooms, at the sizes that such things are made in. The front of a thing is its −y. */
final class Furniture {
  private static final List<Rgb> WOODS =
      List.of(
          new Rgb(0.36, 0.20, 0.09),
          new Rgb(0.52, 0.34, 0.17),
          new Rgb(0.16, 0.09, 0.05),
          new Rgb(0.62, 0.50, 0.34),
          new Rgb(0.70, 0.68, 0.63));
  private static final List<Rgb> CLOTHS =
      List.of(
          new Rgb(0.45, 0.07, 0.06),
          new Rgb(0.07, 0.14, 0.32),
          new Rgb(0.10, 0.24, 0.12),
          new Rgb(0.40, 0.36, 0.30),
          new Rgb(0.12, 0.12, 0.13),
          new Rgb(0.55, 0.33, 0.08));

  private Furniture() {}

  static Rgb woodColour(Dice dice) {
    return dice.pick(WOODS).times(dice.between(0.8, 1.2));
  }

  static Rgb clothColour(Dice dice) {
    return dice.pick(CLOTHS).times(dice.between(0.7, 1.3));
  }

  /** A table 0.74 m high with things on it. */
  static void table(Placement at, double length, double width, Dice dice) {
    Surface wood = Surfaces.wood(woodColour(dice), dice.next());
    at.block(0, 0, 0.71, length, width, 0.03, wood);
    for (int i = 0; i < 4; i++) {
      double sx = (i & 1) == 0 ? -1 : 1;
      double sy = (i & 2) == 0 ? -1 : 1;
      at.block(sx * (length / 2 - 0.05), sy * (width / 2 - 0.05), 0, 0.05, 0.05, 0.71, wood);
    }
    int things = dice.whole(1, 5);
    for (int i = 0; i < things; i++) {
      double x = (i + 0.5) / things * (length - 0.3) - (length - 0.3) / 2;
      smallThing(at, x, dice.between(-0.3, 0.3) * width, 0.74, dice);
    }
  }

  /** A mug, a book, a bottle, an apple or a box, of true size. */
  static void smallThing(Placement at, double x, double y, double foot, Dice dice) {
    Surface paint = Surfaces.paint(clothColour(dice).times(1.6), dice.next());
    switch (dice.whole(0, 4)) {
      case 0 -> at.upright(x, y, foot, 0.041, 0.095, paint);
      case 1 -> at.block(x, y, foot, 0.21, 0.15, 0.03, Surfaces.picture(0.21, 0.15, dice.next()));
      case 2 -> {
        at.upright(x, y, foot, 0.037, 0.19, paint);
        at.upright(x, y, foot + 0.19, 0.014, 0.09, paint);
      }
      case 3 ->
          at.ball(x, y, foot + 0.038, 0.038, Surfaces.paint(new Rgb(0.5, 0.09, 0.05), dice.next()));
      default ->
          at.block(x, y, foot, 0.30, 0.20, 0.16, Surfaces.paint(new Rgb(0.45, 0.3, 0.17), 1));
    }
  }

  /** A chair: seat at 0.45 m, back to 0.90 m. */
  static void chair(Placement at, Dice dice) {
    Surface wood = Surfaces.wood(woodColour(dice), dice.next());
    at.block(0, 0, 0.42, 0.42, 0.42, 0.03, wood);
    at.block(0, 0.20, 0.55, 0.42, 0.025, 0.35, wood);
    for (int i = 0; i < 4; i++) {
      double sx = (i & 1) == 0 ? -0.19 : 0.19;
      double sy = (i & 2) == 0 ? -0.19 : 0.19;
      at.block(sx, sy, 0, 0.035, 0.035, sy > 0 ? 0.9 : 0.42, wood);
    }
  }

  /** A sofa 2.0 m wide: seat at 0.43 m, back to 0.85 m. */
  static void sofa(Placement at, Dice dice) {
    Surface cloth = Surfaces.speckle(clothColour(dice), 0.006, 0.5, dice.next());
    at.block(0, 0, 0.10, 2.0, 0.85, 0.22, cloth);
    at.block(-0.42, -0.06, 0.32, 0.80, 0.70, 0.11, cloth);
    at.block(0.42, -0.06, 0.32, 0.80, 0.70, 0.11, cloth);
    at.block(0, 0.33, 0.32, 1.66, 0.20, 0.53, cloth);
    at.block(-0.91, 0, 0.10, 0.18, 0.85, 0.50, cloth);
    at.block(0.91, 0, 0.10, 0.18, 0.85, 0.50, cloth);
    Surface cushion = Surfaces.stripes(clothColour(dice), Rgb.grey(0.6), 0.04, dice.next());
    at.block(dice.between(-0.6, 0.6), 0.16, 0.43, 0.42, 0.14, 0.40, cushion);
  }

  /** A bed, 2.0 × 1.4 m, mattress at 0.50 m; the head end is its back. */
  static void bed(Placement at, Dice dice) {
    Surface wood = Surfaces.wood(woodColour(dice), dice.next());
    Surface sheet = Surfaces.stripes(clothColour(dice), Rgb.grey(0.65), 0.08, dice.next());
    at.block(0, 0, 0.05, 1.46, 2.06, 0.25, wood);
    at.block(0, 0, 0.30, 1.40, 2.0, 0.20, sheet);
    at.block(0, 1.03, 0.05, 1.46, 0.05, 0.95, wood);
    Surface pillow = Surfaces.speckle(Rgb.grey(0.7), 0.02, 0.1, dice.next());
    at.block(-0.35, 0.72, 0.50, 0.60, 0.40, 0.12, pillow);
    at.block(0.35, 0.72, 0.50, 0.60, 0.40, 0.12, pillow);
  }

  /** A bookcase 0.9 m wide, 2.0 m high. */
  static void bookcase(Placement at, Dice dice) {
    Rgb wood = woodColour(dice);
    at.block(0, 0.015, 0, 0.94, 0.30, 2.02, Surfaces.wood(wood, dice.next()));
    at.block(0, -0.135, 0.04, 0.90, 0.02, 1.94, Surfaces.books(wood, dice.next()));
  }

  /** A sideboard of 1.35 × 0.85 m with something on top. */
  static void cabinet(Placement at, Dice dice) {
    at.block(0, 0, 0, 1.35, 0.45, 0.85, Surfaces.cupboard(woodColour(dice), dice.next()));
    smallThing(at, dice.between(-0.5, -0.1), 0, 0.85, dice);
    smallThing(at, dice.between(0.1, 0.5), 0, 0.85, dice);
  }

  /** A refrigerator, 0.60 × 0.65 × 1.80 m. */
  static void refrigerator(Placement at) {
    Surface white = Surfaces.paint(Rgb.grey(0.72), 5);
    at.block(0, 0, 0.03, 0.60, 0.63, 0.72, white);
    at.block(0, 0, 0.76, 0.60, 0.63, 1.04, white);
    at.block(0.24, -0.34, 0.50, 0.025, 0.04, 0.22, Surface.plain(Rgb.grey(0.2)));
    at.block(0.24, -0.34, 0.80, 0.025, 0.04, 0.40, Surface.plain(Rgb.grey(0.2)));
  }

  /** A plant in a pot. */
  static void plant(Placement at, Dice dice) {
    at.upright(0, 0, 0, 0.16, 0.30, Surfaces.paint(new Rgb(0.42, 0.17, 0.09), dice.next()));
    Surface leaf = Surfaces.speckle(new Rgb(0.06, 0.20, 0.05), 0.03, 1.2, dice.next());
    at.upright(0, 0, 0.30, 0.02, 0.5, leaf);
    int leaves = dice.whole(4, 7);
    for (int i = 0; i < leaves; i++) {
      at.ball(
          dice.between(-0.16, 0.16),
          dice.between(-0.16, 0.16),
          dice.between(0.55, 1.15),
          dice.between(0.10, 0.19),
          leaf);
    }
  }

  /** A stack of removal boxes of 0.60 × 0.40 × 0.40 m. */
  static void cartons(Placement at, Dice dice) {
    Surface card = Surfaces.stripes(new Rgb(0.45, 0.30, 0.17), new Rgb(0.42, 0.28, 0.15), 0.05, 3);
    at.block(0, 0, 0, 0.60, 0.40, 0.40, card);
    if (dice.chance(0.5)) {
      at.block(dice.between(-0.08, 0.08), 0, 0.40, 0.60, 0.40, 0.40, card);
    }
  }

  /** A football, 0.22 m across. */
  static void football(Placement at, Dice dice) {
    at.ball(
        0,
        0,
        0.11,
        0.11,
        Surfaces.tiles(0.07, Rgb.grey(0.7), Rgb.grey(0.04), Rgb.grey(0.2), dice.next()));
  }
}
