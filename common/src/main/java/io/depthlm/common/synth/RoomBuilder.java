package io.depthlm.common.synth;

import java.util.ArrayList;
import java.util.List;

/** Furnishes one room. */
final class RoomBuilder {
  private static final List<Rgb> WALLS =
      List.of(
          new Rgb(0.74, 0.72, 0.67),
          new Rgb(0.62, 0.66, 0.70),
          new Rgb(0.66, 0.58, 0.42),
          new Rgb(0.48, 0.56, 0.48),
          new Rgb(0.62, 0.44, 0.38),
          new Rgb(0.40, 0.46, 0.55));

  private final Dice dice;
  private final List<Body> bodies = new ArrayList<>();
  private final FloorPlan places = new FloorPlan();
  private final double width;
  private final double depth;
  private final double height;

  private RoomBuilder(Dice dice) {
    this.dice = dice;
    boolean hall = dice.chance(0.5);
    width = hall ? dice.between(6, 12) : dice.between(2.6, 5.0);
    depth = hall ? dice.between(9, 24) : dice.between(3.0, 6.5);
    height = hall ? dice.between(3.2, 5.0) : dice.between(2.4, 2.9);
  }

  static Scene build(String id, Dice dice) {
    return new RoomBuilder(dice).furnished(id);
  }

  private Scene furnished(String id) {
    RoomShell shell = new RoomShell(width, depth, height, floor(), ceiling(), wall());
    for (int wall = 0; wall < 4; wall++) {
      dressWall(wall);
    }
    double area = width * depth;
    int tries = (int) Math.min(60, 10 + area / 1.6); // many find no room
    for (int i = 0; i < tries; i++) {
      if (dice.chance(0.55)) {
        besideWall();
      } else {
        inTheOpen();
      }
    }
    if (dice.chance(0.4) && area > 30) {
      columns();
    }
    List<Light> lights = lamps();
    double day = dice.between(0.16, 0.42);
    Rgb above = new Rgb(0.95, 0.97, 1.0).times(day);
    return new Scene(id, shell, bodies, lights, above, above.times(dice.between(0.55, 0.8)));
  }

  private Surface floor() {
    long seed = dice.next();
    return switch (dice.whole(0, 4)) {
      case 0 -> {
        Rgb light = Rgb.grey(dice.between(0.45, 0.65));
        yield Surfaces.tiles(Surfaces.TILE_M, light, light, Rgb.grey(0.22), seed);
      }
      case 1 ->
          Surfaces.tiles(
              Surfaces.TILE_M,
              Rgb.grey(0.55),
              Rgb.grey(dice.between(0.05, 0.2)),
              Rgb.grey(0.3),
              seed);
      case 2 -> Surfaces.speckle(Furniture.clothColour(dice), 0.008, 0.6, seed);
      default -> Surfaces.planks(Furniture.woodColour(dice), seed);
    };
  }

  private Surface ceiling() {
    return dice.chance(0.3)
        ? Surfaces.tiles(0.60, Rgb.grey(0.72), Rgb.grey(0.70), Rgb.grey(0.45), dice.next())
        : Surfaces.paint(Rgb.grey(0.76), dice.next());
  }

  private Surface wall() {
    Surface plain = Surfaces.paint(dice.pick(WALLS).times(dice.between(0.8, 1.1)), dice.next());
    Surface upper =
        switch (dice.whole(0, 4)) {
          case 0 -> Surfaces.bricks(new Rgb(0.40, 0.17, 0.10), Rgb.grey(0.45), dice.next());
          case 1 ->
              Surfaces.tiles(0.15, Rgb.grey(0.70), Rgb.grey(0.66), Rgb.grey(0.40), dice.next());
          default -> plain;
        };
    double upTo = dice.chance(0.4) ? 1.5 : 10;
    Rgb board = Rgb.grey(dice.between(0.3, 0.75));
    return (u, v, w, rgb) -> {
      if (v < upTo) {
        upper.colour(u, v, w, rgb);
      } else {
        plain.colour(u, v, w, rgb);
      }
      double skirting = Pattern.inside(v, -1, 0.08, w);
      Surface.blend(rgb, board, skirting);
      Surface.scale(rgb, 1 - 0.4 * Pattern.inside(v, 0.075, 0.085, w));
    };
  }

  private double wallLength(int wall) {
    return wall < 2 ? width : depth;
  }

  /** A flat thing on a wall; walls 0 and 1 run along x, 2 and 3 along y. */
  private void onWall(
      int wall, double along, double foot, double w, double h, double thick, Surface surface) {
    double off = thick / 2 + 0.002;
    switch (wall) {
      case 0 -> bodies.add(new Block(along, off, foot, w, thick, h, Yaw.NONE, surface));
      case 1 -> bodies.add(new Block(along, depth - off, foot, w, thick, h, Yaw.NONE, surface));
      case 2 -> bodies.add(new Block(off, along, foot, w, thick, h, Yaw.QUARTER, surface));
      default -> bodies.add(new Block(width - off, along, foot, w, thick, h, Yaw.QUARTER, surface));
    }
  }

  private void dressWall(int wall) {
    double length = wallLength(wall);
    double along = dice.between(0.3, 0.8);
    while (along < length - 0.8) {
      double choice = dice.unit();
      if (choice < 0.25) {
        Surface leaf = Surfaces.door(Furniture.woodColour(dice), 1.0, 2.05);
        onWall(wall, along + 0.5, 0, 1.0, 2.05, 0.05, leaf);
        keepClear(wall, along + 0.5);
        along += 1.0;
      } else if (choice < 0.5 && along < length - 1.4) {
        onWall(wall, along + 0.6, 0.95, 1.2, 1.3, 0.06, Surfaces.window(1.2, 1.3, dice.next()));
        onWall(wall, along + 0.6, 0.90, 1.3, 0.04, 0.20, Surface.plain(Rgb.grey(0.7)));
        along += 1.2;
      } else if (choice < 0.8) {
        double w = dice.between(0.4, 0.7);
        double h = dice.between(0.5, 0.95);
        onWall(wall, along + w / 2, 1.55 - h / 2, w, h, 0.025, Surfaces.picture(w, h, dice.next()));
        along += w;
      }
      along += dice.between(0.4, 1.6);
    }
  }

  private void keepClear(int wall, double along) {
    switch (wall) {
      case 0 -> places.take(along, 0.4, 0.5, 0.4);
      case 1 -> places.take(along, depth - 0.4, 0.5, 0.4);
      case 2 -> places.take(0.4, along, 0.4, 0.5);
      default -> places.take(width - 0.4, along, 0.4, 0.5);
    }
  }

  /** Puts a piece of w × d metres with its back to a wall, or nothing if there is no room. */
  private void besideWall() {
    int choice = dice.whole(0, 6);
    double w = new double[] {0.94, 1.35, 2.0, 1.46, 0.6, 0.4, 0.94}[choice];
    double d = new double[] {0.34, 0.47, 0.9, 2.1, 0.68, 0.4, 0.34}[choice];
    int wall = dice.whole(0, 3);
    double length = wallLength(wall);
    if (length < w + 0.2 || Math.min(width, depth) < d + 1.2) {
      return;
    }
    double along = dice.between(w / 2 + 0.05, length - w / 2 - 0.05);
    double x = wall < 2 ? along : wall == 2 ? d / 2 : width - d / 2;
    double y = wall >= 2 ? along : wall == 0 ? d / 2 : depth - d / 2;
    boolean alongX = wall < 2;
    if (!places.take(x, y, (alongX ? w : d) / 2, (alongX ? d : w) / 2)) {
      return;
    }
    // The back is +y of the thing: turned so that it meets the wall.
    Yaw yaw = new Yaw[] {Yaw.HALF, Yaw.NONE, Yaw.QUARTER, new Yaw(0, -1)}[wall];
    Placement at = new Placement(bodies, x, y, 0, yaw);
    switch (choice) {
      case 0, 6 -> Furniture.bookcase(at, dice);
      case 1 -> Furniture.cabinet(at, dice);
      case 2 -> Furniture.sofa(at, dice);
      case 3 -> Furniture.bed(at, dice);
      case 4 -> Furniture.refrigerator(at);
      default -> Furniture.plant(at, dice);
    }
  }

  private void inTheOpen() {
    double x = dice.between(0.7, width - 0.7);
    double y = dice.between(0.7, depth - 0.7);
    Placement at = new Placement(bodies, x, y, 0, Yaw.degrees(dice.between(0, 360)));
    switch (dice.whole(0, 6)) {
      case 0, 1 -> tableAndChairs(x, y);
      case 2 -> {
        if (places.take(x, y, 0.3, 0.3)) {
          StreetThings.person(at, dice);
        }
      }
      case 3 -> {
        if (places.take(x, y, 0.38, 0.38)) {
          Furniture.cartons(at, dice);
        }
      }
      case 4 -> {
        if (places.take(x, y, 0.13, 0.13)) {
          Furniture.football(at, dice);
        }
      }
      case 5 -> {
        if (places.take(x, y, 0.3, 0.3)) {
          Furniture.chair(at, dice);
        }
      }
      default -> {
        if (places.take(x, y, 0.3, 0.3)) {
          Furniture.plant(at, dice);
        }
      }
    }
  }

  private void tableAndChairs(double x, double y) {
    double length = dice.between(1.2, 1.8);
    if (Math.min(x, width - x) < length / 2 + 0.1
        || Math.min(y, depth - y) < 1.0
        || !places.take(x, y, length / 2, 0.85)) {
      return;
    }
    Furniture.table(new Placement(bodies, x, y, 0, Yaw.NONE), length, 0.8, dice);
    for (int i = 0; i < 4; i++) {
      if (dice.chance(0.7)) {
        double cx = x + ((i & 1) == 0 ? -0.3 : 0.3);
        double cy = y + ((i & 2) == 0 ? -0.55 : 0.55);
        Yaw turn = Yaw.degrees(dice.between(-15, 15));
        Furniture.chair(
            new Placement(bodies, cx, cy, 0, (i & 2) == 0 ? Yaw.HALF.plus(turn) : turn), dice);
      }
    }
  }

  private void columns() {
    double r = dice.between(0.15, 0.25);
    Surface stone = Surfaces.speckle(Rgb.grey(dice.between(0.4, 0.7)), 0.01, 0.3, dice.next());
    for (double y = 2; y < depth - 1.5; y += 3.5) {
      for (double x : new double[] {width * 0.27, width * 0.73}) {
        if (places.take(x, y, r, r)) {
          bodies.add(Cylinder.upright(x, y, 0, r, height, stone));
        }
      }
    }
  }

  private List<Light> lamps() {
    List<Light> lights = new ArrayList<>();
    int count = depth > 6 ? 2 : 1;
    Rgb warm = new Rgb(1.0, dice.between(0.82, 0.98), dice.between(0.62, 0.95));
    for (int i = 0; i < count; i++) {
      double x = width * dice.between(0.35, 0.65);
      double y = depth * (i + 0.5) / count;
      bodies.add(Cylinder.upright(x, y, height - 0.07, 0.17, 0.06, Surface.plain(warm.times(3))));
      lights.add(
          new Light.Lamp(x, y, height - 0.10, height * 1.1, warm.times(dice.between(0.7, 1.2))));
    }
    return lights;
  }
}
