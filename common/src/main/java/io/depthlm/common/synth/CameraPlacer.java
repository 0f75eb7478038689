package io.depthlm.common.synth;

import io.depthlm.common.geometry.Intrinsics;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds places to look from. The frames of a scene start from one place and look and walk on from
 * there, so that they show much of the same.
 */
final class CameraPlacer {
  private static final int TRIES = 60;
  private static final int GRID = 9;

  private CameraPlacer() {}

  /**
   * A view of the scene.
   *
   * @param anchorDice the same for all frames of a scene: where they are about
   * @param dice this frame's own
   */
  static View place(Scene scene, Intrinsics camera, Dice anchorDice, Dice dice) {
    View best = null;
    double bestScore = -1;
    Anchor anchor = anchor(scene, camera, anchorDice);
    for (int i = 0; i < TRIES && bestScore < 1; i++) {
      View view = around(scene, camera, anchor, dice);
      double score = score(scene, view, anchor.wantedBodies);
      if (score > bestScore) {
        best = view;
        bestScore = score;
      }
    }
    return best;
  }

  /**
   * @param wantedBodies how many different things a view is to show, more or less
   */
  private record Anchor(double[] at, double headingDegrees, double tiltDegrees, int wantedBodies) {}

  private static Anchor anchor(Scene scene, Intrinsics camera, Dice dice) {
    Anchor best = null;
    double bestScore = -1;
    for (int i = 0; i < TRIES && bestScore < 1; i++) {
      Anchor anchor = draw(scene, dice);
      View view = look(camera, anchor.at, anchor.headingDegrees, anchor.tiltDegrees, 0);
      double score = score(scene, view, anchor.wantedBodies);
      if (score > bestScore) {
        best = anchor;
        bestScore = score;
      }
    }
    return best;
  }

  private static Anchor draw(Scene scene, Dice dice) {
    if (scene.backdrop() instanceof RoomShell room) {
      double[] at = {
        dice.between(0.4, room.widthM() - 0.4),
        dice.between(0.4, room.depthM() - 0.4),
        dice.between(1.4, 1.7)
      };
      // Towards somewhere in the room, for most corners look best from the opposite one.
      double towardsX = room.widthM() * dice.between(0.15, 0.85) - at[0];
      double towardsY = room.depthM() * dice.between(0.15, 0.85) - at[1];
      double heading = StrictMath.toDegrees(StrictMath.atan2(towardsX, towardsY));
      return new Anchor(at, heading, dice.between(-9, -3), dice.whole(1, 8));
    }
    StreetGround street = (StreetGround) scene.backdrop();
    double edge = street.roadHalfM() + 1.6;
    double[] at = {dice.between(-edge, edge), dice.between(0, 9), dice.between(1.4, 1.7)};
    double heading = dice.chance(0.25) ? dice.between(-75, 75) : dice.between(-28, 28);
    return new Anchor(at, heading, dice.between(-5, 0), dice.whole(2, 8));
  }

  private static View around(Scene scene, Intrinsics camera, Anchor anchor, Dice dice) {
    double step = scene.backdrop() instanceof RoomShell ? 0.35 : 0.8;
    double[] at = {
      anchor.at[0] + dice.between(-step, step),
      anchor.at[1] + dice.between(-step, step),
      anchor.at[2] + dice.between(-0.06, 0.06)
    };
    return look(
        camera,
        at,
        anchor.headingDegrees + dice.between(-9, 9),
        anchor.tiltDegrees + dice.between(-1, 1),
        dice.between(-2, 2));
  }

  /** Heading 0 looks along the world's y, 90 along its x; a positive tilt looks up. */
  private static View look(
      Intrinsics camera, double[] at, double heading, double tilt, double roll) {
    double h = StrictMath.toRadians(heading);
    double t = StrictMath.toRadians(tilt);
    double[] forward = {
      StrictMath.sin(h) * StrictMath.cos(t),
      StrictMath.cos(h) * StrictMath.cos(t),
      StrictMath.sin(t)
    };
    return View.lookingAlong(camera, at, forward, roll);
  }

  /**
   * 1 for a good view; less where things are in the lens, or sky, one wall or one thing fill it.
   */
  private static double score(Scene scene, View view, int wantedBodies) {
    Intrinsics k = view.camera();
    double[] m = view.pose().cameraToWorld();
    if (scene.backdrop() instanceof RoomShell room
        && (m[3] < 0.25
            || m[7] < 0.25
            || m[3] > room.widthM() - 0.25
            || m[7] > room.depthM() - 0.25)) {
      return 0;
    }
    for (Body body : scene.bodies()) {
      // Inside or about to touch: rays from in there would see through the body.
      if (m[11] < body.maxZ + 0.15
          && m[11] > body.minZ - 0.15
          && body.planDistanceM(m[3], m[7]) < 0.3) {
        return 0;
      }
    }
    Set<Body> bodies = new HashSet<>();
    int inRange = 0;
    double nearest = Double.MAX_VALUE;
    double low = Double.MAX_VALUE;
    double high = 0;
    for (int i = 0; i < GRID * GRID; i++) {
      double a = ((i % GRID + 0.5) * k.widthPx() / GRID - k.cxPx()) / k.fxPx();
      int row = i / GRID;
      double b = ((row + 0.5) * k.heightPx() / GRID - k.cyPx()) / k.fyPx();
      double dx = m[0] * a + m[1] * b + m[2];
      double dy = m[4] * a + m[5] * b + m[6];
      double dz = m[8] * a + m[9] * b + m[10];
      double z = scene.backdrop().reaches(m[3], m[7], m[11], dx, dy, dz);
      Body body = null;
      for (Body candidate : scene.bodies()) {
        double t = candidate.enters(m[3], m[7], m[11], dx, dy, dz);
        if (t < z) {
          z = t;
          body = candidate;
        }
      }
      bodies.add(body);
      nearest = Math.min(nearest, z);
      if (z < 40) {
        inRange++;
        low = Math.min(low, z);
        high = Math.max(high, z);
      }
    }
    if (nearest < 0.42 || inRange < GRID * GRID / 2) {
      return 0.01 * inRange / (GRID * GRID);
    }
    return 0.5 * Math.min(1, (high / low) / 1.8)
        + 0.5 * Math.min(1, bodies.size() / (double) wantedBodies);
  }
}
