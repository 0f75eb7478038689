package io.depthlm.common.synth;

import java.util.ArrayList;
import java.util.List;

/** Builds one street: it runs along y, its middle is x = 0, and it ends at a house. */
final class StreetBuilder {
  private static final double FROM_Y = -14;
  private static final List<Rgb> PLASTERS =
      List.of(
          new Rgb(0.62, 0.55, 0.42),
          new Rgb(0.55, 0.57, 0.58),
          new Rgb(0.60, 0.40, 0.28),
          new Rgb(0.68, 0.64, 0.56),
          new Rgb(0.35, 0.42, 0.48));

  private final Dice dice;
  private final List<Body> bodies = new ArrayList<>();
  private final FloorPlan places = new FloorPlan();
  private final double roadHalf;
  private final double walk;
  private final double endY;

  private StreetBuilder(Dice dice) {
    this.dice = dice;
    roadHalf = dice.between(3.2, 5.2);
    walk = dice.between(1.8, 3.6);
    endY = dice.between(26, 58);
  }

  static Scene build(String id, Dice dice) {
    return new StreetBuilder(dice).built(id);
  }

  private Scene built(String id) {
    for (int side = -1; side <= 1; side += 2) {
      pavement(side);
      houses(side);
      kerbside(side);
      footpath(side);
    }
    house(0, endY + 4, 26, 8, dice.whole(3, 6), Yaw.NONE);
    traffic();
    StreetGround ground =
        new StreetGround(
            roadHalf,
            Rgb.grey(dice.between(0.09, 0.17)),
            new Rgb(0.18, 0.34, 0.72).times(dice.between(0.9, 1.3)),
            new Rgb(0.75, 0.83, 0.95),
            dice.next());
    return lit(id, ground);
  }

  private Scene lit(String id, StreetGround ground) {
    double up = StrictMath.toRadians(dice.between(25, 65));
    double around = StrictMath.toRadians(dice.between(0, 360));
    boolean overcast = dice.chance(0.25);
    double strength = overcast ? 0.15 : dice.between(0.9, 1.4);
    Rgb sunshine = new Rgb(1, 0.94, 0.83).times(strength);
    Light sun =
        new Light.Sun(
            StrictMath.cos(up) * StrictMath.sin(around),
            StrictMath.cos(up) * StrictMath.cos(around),
            StrictMath.sin(up),
            sunshine);
    double sky = overcast ? 0.75 : dice.between(0.28, 0.45);
    return new Scene(
        id,
        ground,
        bodies,
        List.of(sun),
        new Rgb(0.85, 0.95, 1.15).times(sky),
        new Rgb(0.75, 0.72, 0.68).times(0.6 * sky));
  }

  private void pavement(int side) {
    double length = endY - FROM_Y;
    double y = FROM_Y + length / 2;
    Surface slabs =
        Surfaces.tiles(
            Surfaces.SLAB_M, Rgb.grey(0.36), Rgb.grey(0.33), Rgb.grey(0.16), dice.next());
    Surface kerb = Surfaces.tiles(1.0, Rgb.grey(0.45), Rgb.grey(0.43), Rgb.grey(0.15), dice.next());
    double x = side * (roadHalf + 0.15 + (walk + 0.5) / 2);
    bodies.add(new Block(x, y, 0, walk + 0.5, length, 0.12, Yaw.NONE, slabs));
    double kerbX = side * (roadHalf + 0.075);
    bodies.add(new Block(kerbX, y, 0, 0.15, length, 0.125, Yaw.NONE, kerb));
  }

  private void houses(int side) {
    double y = FROM_Y;
    while (y < endY) {
      double front = 2.4 * dice.whole(3, 6);
      double x = side * (roadHalf + 0.15 + walk);
      if (dice.chance(0.15)) {
        garden(side, x, y + front / 2, front);
      } else {
        double deep = 8;
        house(x + side * deep / 2, y + front / 2, front, deep, dice.whole(2, 5), Yaw.QUARTER);
        entrance(side, x, y + front / 2 + 2.4 * dice.whole(-1, 1));
      }
      y += front;
    }
  }

  /** A house whose front is {@code front} metres along its own x. */
  private void house(double x, double y, double front, double deep, int storeys, Yaw yaw) {
    double heightM = storeys * Surfaces.STOREY_M + 0.4;
    long seed = dice.next();
    Surface wall =
        dice.chance(0.45)
            ? Surfaces.bricks(
                new Rgb(0.38, 0.16, 0.10).times(dice.between(0.7, 1.4)), Rgb.grey(0.4), seed)
            : Surfaces.paint(dice.pick(PLASTERS).times(dice.between(0.8, 1.15)), seed);
    Surface windows = Surfaces.facade(wall, heightM / 2, seed);
    bodies.add(new Block(x, y, 0, front, deep, heightM, yaw, windows));
    bodies.add(new Block(x, y, heightM, front, deep + 0.5, 0.3, yaw, Surface.plain(Rgb.grey(0.4))));
  }

  /** A front door with its step, between two windows. */
  private void entrance(int side, double x, double y) {
    Surface leaf = Surfaces.door(Furniture.woodColour(dice), 1.0, 2.05);
    bodies.add(new Block(x - side * 0.02, y, 0.27, 1.0, 0.10, 2.05, Yaw.QUARTER, leaf));
    Surface stone = Surface.plain(Rgb.grey(0.4));
    bodies.add(new Block(x - side * 0.18, y, 0.10, 1.3, 0.36, 0.17, Yaw.QUARTER, stone));
    places.take(x - side * 0.3, y, 0.4, 0.8);
  }

  /** A gap between houses: a brick wall of 1.8 m with trees behind. */
  private void garden(int side, double x, double y, double front) {
    Surface bricks = Surfaces.bricks(new Rgb(0.42, 0.2, 0.13), Rgb.grey(0.4), dice.next());
    bodies.add(new Block(x + side * 0.15, y, 0, front, 0.25, 1.8, Yaw.QUARTER, bricks));
    Surface lawn = Surfaces.speckle(new Rgb(0.08, 0.18, 0.04), 0.03, 1, dice.next());
    bodies.add(new Block(x + side * 4.3, y, 0, front, 8, 0.1, Yaw.QUARTER, lawn));
    for (double at = -front / 2 + 2; at < front / 2 - 1; at += 3.2) {
      Placement spot = new Placement(bodies, x + side * dice.between(2, 4), y + at, 0.1, Yaw.NONE);
      StreetThings.tree(spot, dice);
    }
  }

  /** Parked cars, trees, lamps and bollards along one kerb. */
  private void kerbside(int side) {
    boolean parking = roadHalf > 3.9 || dice.chance(0.5);
    for (double y = -6 + dice.between(0, 3); parking && y < endY - 4; y += dice.between(5.0, 8.5)) {
      double x = side * (roadHalf - 1.05);
      if (dice.chance(0.65) && places.take(x, y, 1.0, 2.3)) {
        StreetThings.car(new Placement(bodies, x, y, 0, side > 0 ? Yaw.HALF : Yaw.NONE), dice);
      }
    }
    double lamps = dice.between(12, 20);
    for (double y = dice.between(0, 6); y < endY - 2; y += lamps) {
      double x = side * (roadHalf + 0.4);
      if (places.take(x, y, 0.1, 0.1)) {
        Yaw overRoad = side > 0 ? new Yaw(0, -1) : Yaw.QUARTER;
        StreetThings.lampPost(new Placement(bodies, x, y, 0.12, overRoad));
      }
    }
    int green = dice.whole(0, 2);
    for (double y = dice.between(2, 9); green > 0 && y < endY - 3; y += dice.between(7, 12)) {
      double x = side * (roadHalf + 0.7);
      if (places.take(x, y, 0.3, 0.3)) {
        StreetThings.tree(new Placement(bodies, x, y, 0.12, Yaw.NONE), dice);
      }
    }
    for (double y = dice.between(0, 20); dice.chance(0.5) && y < endY - 3; y += 1.5) {
      if (places.take(side * (roadHalf + 0.35), y, 0.07, 0.07)) {
        StreetThings.bollard(new Placement(bodies, side * (roadHalf + 0.35), y, 0.12, Yaw.NONE));
      }
    }
  }

  /** People, bins, benches and signs on one pavement. */
  private void footpath(int side) {
    int things = dice.whole(6, 16);
    for (int i = 0; i < things; i++) {
      double x = side * (roadHalf + 0.6 + dice.unit() * (walk - 0.8));
      double y = dice.between(1.5, endY - 2);
      switch (dice.whole(0, 6)) {
        case 0 -> {
          if (places.take(x, y, 0.35, 0.35)) {
            StreetThings.bin(new Placement(bodies, x, y, 0.12, Yaw.degrees(side * 90)), dice);
          }
        }
        case 1 -> {
          double atWall = side * (roadHalf + 0.15 + walk - 0.4);
          if (places.take(atWall, y, 0.35, 1.0)) {
            Yaw toRoad = side > 0 ? new Yaw(0, -1) : Yaw.QUARTER;
            StreetThings.bench(new Placement(bodies, atWall, y, 0.12, toRoad), dice);
          }
        }
        case 2 -> {
          double atKerb = side * (roadHalf + 0.5);
          if (places.take(atKerb, y, 0.3, 0.1)) {
            StreetThings.sign(new Placement(bodies, atKerb, y, 0.12, Yaw.NONE), dice);
          }
        }
        default -> {
          if (places.take(x, y, 0.3, 0.3)) {
            Yaw heading = Yaw.degrees(dice.between(0, 360));
            StreetThings.person(new Placement(bodies, x, y, 0.12, heading), dice);
          }
        }
      }
    }
  }

  private void traffic() {
    int cars = dice.whole(0, 3);
    for (int i = 0; i < cars; i++) {
      int lane = dice.sign();
      double x = lane * (roadHalf > 4 ? 1.3 : roadHalf / 2);
      double y = dice.between(7, endY - 5);
      if (places.take(x, y, 1.0, 2.6)) {
        StreetThings.car(new Placement(bodies, x, y, 0, lane > 0 ? Yaw.HALF : Yaw.NONE), dice);
      }
    }
    int people = dice.whole(0, 2);
    for (int i = 0; i < people; i++) {
      double x = dice.between(-roadHalf, roadHalf);
      double y = dice.between(3, Math.min(25, endY - 5));
      if (places.take(x, y, 0.35, 0.35)) {
        StreetThings.person(
            new Placement(bodies, x, y, 0, Yaw.degrees(dice.between(0, 360))), dice);
      }
    }
  }
}
