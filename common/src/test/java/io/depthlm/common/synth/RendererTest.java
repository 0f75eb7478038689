package io.depthlm.common.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Depth against formulas that share nothing with the renderer, and against the plain search. */
class RendererTest {
  private static final Surface GREY = Surface.plain(Rgb.grey(0.5));
  private static final Intrinsics CAMERA = new Intrinsics(210.5, 210.5, 70.25, 66.5, 160, 120);

  private static Scene scene(Backdrop backdrop, Body... bodies) {
    return new Scene("test", backdrop, List.of(bodies), List.of(), Rgb.grey(1), Rgb.grey(1));
  }

  private static RoomShell room(double width, double depth, double height) {
    return new RoomShell(width, depth, height, GREY, GREY, GREY);
  }

  private static ExactDepth depth(Scene scene, View view) {
    return Renderer.render(scene, view, Fidelity.FAST, 1).depth();
  }

  @Test
  void aWallSeenStraightOnHasOneZAndARadialDepthThatGrowsOutwards() {
    View view = View.lookingAlong(CAMERA, new double[] {500, 2, 500}, new double[] {0, 1, 0}, 0);
    ExactDepth depth = depth(scene(room(1000, 9.5, 1000)), view);
    for (int y = 0; y < 120; y++) {
      for (int x = 0; x < 160; x++) {
        assertEquals(7.5, depth.depthM(x, y, LabelKind.Z), 1e-12);
        double a = (x - 70.25) / 210.5;
        double b = (y - 66.5) / 210.5;
        assertEquals(
            7.5 * Math.sqrt(1 + a * a + b * b), depth.depthM(x, y, LabelKind.RADIAL), 1e-12);
      }
    }
  }

  @Test
  void aFloorSeenAtAnAngleFollowsThePlaneEquation() {
    double tilt = Math.toRadians(-35);
    View view =
        View.lookingAlong(
            CAMERA,
            new double[] {500, 100, 1.6},
            new double[] {0, Math.cos(tilt), Math.sin(tilt)},
            0);
    ExactDepth depth = depth(scene(room(1000, 1000, 50)), view);
    for (int y = 0; y < 120; y++) {
      for (int x = 0; x < 160; x++) {
        // In camera axes the floor is 1.6 m below: cos(35°)·Y + sin(35°)·Z = 1.6.
        double b = (y - 66.5) / 210.5;
        double expected = 1.6 / (Math.cos(tilt) * b - Math.sin(tilt));
        assertEquals(expected, depth.depthM(x, y, LabelKind.Z), 1e-9);
      }
    }
  }

  @Test
  void aSphereFollowsItsQuadratic() {
    Ball ball = new Ball(50.3, 54.1, 20.2, 0.9, GREY);
    View view = View.lookingAlong(CAMERA, new double[] {50, 50, 20}, new double[] {0, 1, 0}, 0);
    ExactDepth depth = depth(scene(room(100, 100, 40), ball), view);
    int on = 0;
    for (int y = 0; y < 120; y++) {
      for (int x = 0; x < 160; x++) {
        // Camera axes: the centre is at (0.3, −0.2, 4.1), for world z is up and camera y down.
        double a = (x - 70.25) / 210.5;
        double b = (y - 66.5) / 210.5;
        double qa = 1 + a * a + b * b;
        double qb = a * 0.3 + b * -0.2 + 4.1;
        double qc = 0.3 * 0.3 + 0.2 * 0.2 + 4.1 * 4.1 - 0.81;
        double root = qb * qb - qa * qc;
        if (root > 0) {
          on++;
          assertEquals((qb - Math.sqrt(root)) / qa, depth.depthM(x, y, LabelKind.Z), 1e-9);
        } else {
          assertEquals(50, depth.depthM(x, y, LabelKind.Z), 1e-9);
        }
      }
    }
    assertTrue(on > 5000, on + " pixels on the sphere");
  }

  @Test
  void rollTurnsThePictureAndLeavesTheDepth() {
    Ball ball = new Ball(51, 54, 20, 0.3, GREY);
    View view = View.lookingAlong(CAMERA, new double[] {50, 50, 20}, new double[] {0, 1, 0}, 90);
    ExactDepth depth = depth(scene(room(100, 100, 40), ball), view);
    // The camera leans to its right by 90°: what was on its right is now at the top.
    double v = 66.5 - 210.5 / 4;
    assertEquals(3.7, depth.depthM(70, (int) Math.round(v), LabelKind.Z), 0.05);
    assertEquals(50, depth.depthM(123, 66, LabelKind.Z), 1e-9);
  }

  @ParameterizedTest
  @EnumSource(SceneKind.class)
  void tilesFindWhatThePlainSearchFinds(SceneKind kind) {
    SynthSettings settings = SynthSettings.of(6, 77).withSize(96, 72).withScenes(1, List.of(kind));
    SceneGenerator generator = new SceneGenerator(settings);
    for (int frame = 0; frame < settings.frames(); frame++) {
      Scene scene = generator.scene(frame);
      RenderedFrame rendered = generator.frame(frame);
      Intrinsics k = rendered.depth().camera();
      double[] m = rendered.cameraToWorld().cameraToWorld();
      for (int i = 0; i < 96 * 72; i++) {
        double a = (i % 96 - k.cxPx()) / k.fxPx();
        int row = i / 96;
        double b = (row - k.cyPx()) / k.fyPx();
        double expected =
            nearest(
                scene,
                m[3],
                m[7],
                m[11],
                m[0] * a + m[1] * b + m[2],
                m[4] * a + m[5] * b + m[6],
                m[8] * a + m[9] * b + m[10]);
        double found = rendered.depth().zM()[i];
        assertEquals(expected == Body.NONE ? 0 : expected, found, "frame " + frame + ", " + i);
      }
    }
  }

  private static double nearest(
      Scene scene, double ox, double oy, double oz, double dx, double dy, double dz) {
    double best = scene.backdrop().reaches(ox, oy, oz, dx, dy, dz);
    for (Body body : scene.bodies()) {
      best = Math.min(best, body.enters(ox, oy, oz, dx, dy, dz));
    }
    return best;
  }

  @ParameterizedTest
  @EnumSource(SceneKind.class)
  void shadowGridsFindWhatThePlainSearchFinds(SceneKind kind) {
    Scene scene = new SceneGenerator(SynthSettings.of(1, 5).withScenes(1, List.of(kind))).scene(0);
    Dice dice = new Dice(3);
    int dark = 0;
    for (Light light : scene.lights()) {
      Shadows shadows = Shadows.of(light, scene.bodies());
      for (int i = 0; i < 20_000; i++) {
        double x = dice.between(-8, 8);
        double y = dice.between(0, 20);
        double z = dice.between(0.01, 2.2);
        boolean expected = seesPlainly(scene, light, x, y, z);
        dark += expected ? 0 : 1;
        assertEquals(expected, shadows.reaches(x, y, z), light + " from " + x + " " + y + " " + z);
      }
    }
    assertTrue(dark > 500, dark + " points in shadow");
  }

  private static boolean seesPlainly(Scene scene, Light light, double x, double y, double z) {
    for (Body body : scene.bodies()) {
      if (light instanceof Light.Sun sun) {
        double lift = 1e-4;
        if (body.enters(
                x + lift * sun.x(),
                y + lift * sun.y(),
                z + lift * sun.z(),
                sun.x(),
                sun.y(),
                sun.z())
            < Body.NONE) {
          return false;
        }
      } else {
        Light.Lamp lamp = (Light.Lamp) light;
        if (body.enters(lamp.x(), lamp.y(), lamp.z(), x - lamp.x(), y - lamp.y(), z - lamp.z())
            < 1 - 1e-4) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void boundariesReachThreePixelsToEitherSideOfAnEdge() {
    Intrinsics k = new Intrinsics(100, 100, 80, 60, 160, 120);
    // 2 m away, 1.0 × 0.6 m: from x = 55 to 105 and y = 45 to 75, edges between whole pixels.
    Block block = new Block(50.005, 52.5, 19.695, 1.0, 1.0, 0.6, Yaw.NONE, GREY);
    View view = View.lookingAlong(k, new double[] {50, 50, 20}, new double[] {0, 1, 0}, 0);
    ExactDepth depth = depth(scene(room(100, 100, 40), block), view);
    int left = 0;
    while (depth.depthM(left, 60, LabelKind.Z) > 3) {
      left++;
    }
    int right = 159;
    while (depth.depthM(right, 60, LabelKind.Z) > 3) {
      right--;
    }
    assertEquals(50, right - left + 1, 1);
    for (int x = 0; x < 160; x++) {
      boolean near = Math.abs(x - (left - 0.5)) <= 3 || Math.abs(x - (right + 0.5)) <= 3;
      assertEquals(near, depth.isBoundary(x, 60), "x = " + x);
    }
    int corner = 0;
    while (depth.depthM(80, corner, LabelKind.Z) > 3) {
      corner++;
    }
    assertTrue(depth.isBoundary(left - 2, corner - 1));
    assertTrue(!depth.isBoundary(left - 3, corner - 3), "a corner is rounded, not square");
  }

  @Test
  void whereAThingMeetsTheFloorIsNoBoundary() {
    Intrinsics k = new Intrinsics(100, 100, 80, 40, 160, 120);
    Block block = new Block(50, 62, 0, 6, 1.0, 3, Yaw.NONE, GREY);
    View view = View.lookingAlong(k, new double[] {50, 50, 1.5}, new double[] {0, 1, 0}, 0);
    ExactDepth depth = depth(scene(room(100, 100, 40), block), view);
    int foot = 119;
    while (depth.depthM(80, foot, LabelKind.Z) < 11.4) {
      foot--;
    }
    for (int y = foot - 4; y < 119; y++) {
      assertTrue(!depth.isBoundary(80, y), "foot at " + foot + ", boundary at " + y);
    }
    int top = 0;
    while (depth.depthM(80, top, LabelKind.Z) > 12) {
      top++;
    }
    assertTrue(depth.isBoundary(80, top) && depth.isBoundary(80, top - 1));
  }
}
