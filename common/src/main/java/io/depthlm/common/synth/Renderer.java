package io.depthlm.common.synth;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.imaging.RgbImage;

/**
 * A ray caster. One ray through each pixel's centre gives the exact depth; colours come from the
 * same ray, and from four more where the picture has an edge.
 *
 * <p>Deterministic: the arithmetic is what Java defines to the last bit, nothing depends on the
 * order of threads. An instance renders one picture and belongs to one thread.
 */
final class Renderer {
  private static final double EDGE_CONTRAST = 0.10;
  // A rotated grid: no two samples share a row or a column.
  private static final double[][] SAMPLES = {
    {-0.125, -0.375}, {0.375, -0.125}, {0.125, 0.375}, {-0.375, 0.125}
  };

  private final Scene scene;
  private final View view;
  private final int width;
  private final int height;
  private final double[] m;
  private final TileLists tiles;
  private final Shader shader;
  private final Hit hit = new Hit();
  private final double[] rgb = new double[3];

  /** The number of the body that the latest ray met, from 1; 0 is the backdrop. */
  private int hitNumber;

  /** What each pixel's centre ray met: a body's and face's number, or the sky. */
  private final int[] met;

  private final double[] zM;
  // 1/z of the surface's tangent plane changes by this much to the next pixel right and down.
  private final float[] slopeX;
  private final float[] slopeY;
  private final float[] linear;

  private Renderer(Scene scene, View view, Fidelity fidelity) {
    this.scene = scene;
    this.view = view;
    width = view.camera().widthPx();
    height = view.camera().heightPx();
    m = view.pose().cameraToWorld();
    tiles = new TileLists(scene, view);
    shader = new Shader(scene, fidelity);
    int pixels = width * height;
    met = new int[pixels];
    zM = new double[pixels];
    slopeX = new float[pixels];
    slopeY = new float[pixels];
    linear = new float[3 * pixels];
  }

  /** Renders one view of a scene. */
  static RenderedFrame render(Scene scene, View view, Fidelity fidelity, long noiseSeed) {
    Renderer renderer = new Renderer(scene, view, fidelity);
    renderer.castCentres();
    if (fidelity == Fidelity.FULL) {
      renderer.smoothEdges();
    }
    byte[] pixels = Exposure.develop(renderer.linear, fidelity, noiseSeed);
    boolean[] boundary =
        Discontinuities.near(
            renderer.width,
            renderer.height,
            renderer.zM,
            renderer.met,
            renderer.slopeX,
            renderer.slopeY);
    return new RenderedFrame(
        new RgbImage(renderer.width, renderer.height, pixels),
        new ExactDepth(view.camera(), renderer.zM, boundary),
        view.pose());
  }

  private void castCentres() {
    Intrinsics camera = view.camera();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        double z = cast(x, y, tiles.of(x, y));
        linear[3 * i] = (float) rgb[0];
        linear[3 * i + 1] = (float) rgb[1];
        linear[3 * i + 2] = (float) rgb[2];
        if (z == Body.NONE) {
          met[i] = -1;
          continue;
        }
        zM[i] = z;
        met[i] = 8 * hitNumber + hit.face;
        // In camera axes the tangent plane is n · P = d, so 1/z = n · ray / d.
        double nx = m[0] * hit.nx + m[4] * hit.ny + m[8] * hit.nz;
        double ny = m[1] * hit.nx + m[5] * hit.ny + m[9] * hit.nz;
        double d = hit.nx * (hit.x - m[3]) + hit.ny * (hit.y - m[7]) + hit.nz * (hit.z - m[11]);
        slopeX[i] = (float) (nx / (camera.fxPx() * d));
        slopeY[i] = (float) (ny / (camera.fyPx() * d));
      }
    }
  }

  /** Casts a ray through a place in the picture; leaves the colour and the hit. */
  private double cast(double xPx, double yPx, int tile) {
    Intrinsics camera = view.camera();
    double a = (xPx - camera.cxPx()) / camera.fxPx();
    double b = (yPx - camera.cyPx()) / camera.fyPx();
    // The camera-axis z of this direction is 1: multiples of it are z depth.
    double dx = m[0] * a + m[1] * b + m[2];
    double dy = m[4] * a + m[5] * b + m[6];
    double dz = m[8] * a + m[9] * b + m[10];
    Body[] bodies = tiles.bodies(tile);
    double[] nearestZ = tiles.nearestZ(tile);
    double best = scene.backdrop().reaches(m[3], m[7], m[11], dx, dy, dz);
    Body body = null;
    int number = 0;
    for (int i = 0; i < bodies.length && nearestZ[i] < best; i++) {
      double t = bodies[i].enters(m[3], m[7], m[11], dx, dy, dz);
      if (t < best) {
        best = t;
        body = bodies[i];
        number = tiles.numbers(tile)[i];
      }
    }
    hitNumber = number;
    if (best == Body.NONE) {
      scene.backdrop().sky(dx, dy, dz, rgb);
      return best;
    }
    hit.x = m[3] + best * dx;
    hit.y = m[7] + best * dy;
    hit.z = m[11] + best * dz;
    hit.open = 1;
    if (body == null) {
      scene.backdrop().describe(hit);
    } else {
      hit.surface = body.surface;
      body.describe(hit);
    }
    double rayPerZ = Math.sqrt(1 + a * a + b * b);
    double facing = Math.abs(hit.nx * dx + hit.ny * dy + hit.nz * dz) / rayPerZ;
    double footprintM = best * rayPerZ / (camera.fxPx() * Math.sqrt(Math.max(facing, 0.01)));
    shader.shade(hit, footprintM, rgb);
    return best;
  }

  private void smoothEdges() {
    boolean[] edge = new boolean[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        if (x + 1 < width && differ(i, i + 1)) {
          edge[i] = true;
          edge[i + 1] = true;
        }
        if (y + 1 < height && differ(i, i + width)) {
          edge[i] = true;
          edge[i + width] = true;
        }
      }
    }
    for (int i = 0; i < edge.length; i++) {
      if (!edge[i]) {
        continue;
      }
      double r = 0;
      double g = 0;
      double b = 0;
      for (double[] sample : SAMPLES) {
        int x = i % width;
        int y = i / width;
        cast(x + sample[0], y + sample[1], tiles.of(x, y));
        // Highlights are clipped before they are averaged, as a sensor's well would: otherwise a
        // bright window would keep its jagged edge.
        r += Math.min(rgb[0], 2);
        g += Math.min(rgb[1], 2);
        b += Math.min(rgb[2], 2);
      }
      linear[3 * i] = (float) (r / SAMPLES.length);
      linear[3 * i + 1] = (float) (g / SAMPLES.length);
      linear[3 * i + 2] = (float) (b / SAMPLES.length);
    }
  }

  private boolean differ(int i, int j) {
    if (met[i] != met[j]) {
      return true;
    }
    float a = linear[3 * i] + linear[3 * i + 1] + linear[3 * i + 2];
    float b = linear[3 * j] + linear[3 * j + 1] + linear[3 * j + 2];
    return Math.abs(a - b) > EDGE_CONTRAST * (a + b + 0.06f);
  }
}
