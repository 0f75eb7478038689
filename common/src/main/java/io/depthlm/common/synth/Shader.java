package io.depthlm.common.synth;

import java.util.ArrayList;
import java.util.List;

/** The light that a place sends to the camera. One a frame and thread. */
final class Shader {
  private final Scene scene;
  private final List<Shadows> shadows = new ArrayList<>();
  private final ContactShade contact;
  private final double[] albedo = new double[3];

  Shader(Scene scene, Fidelity fidelity) {
    this.scene = scene;
    for (Light light : scene.lights()) {
      shadows.add(Shadows.of(light, fidelity == Fidelity.FULL ? scene.bodies() : List.of()));
    }
    contact =
        scene.backdrop() instanceof RoomShell room
            ? new ContactShade(scene.bodies(), 0, 0, room.widthM(), room.depthM())
            : new ContactShade(scene.bodies(), -12, -4, 12, 40);
  }

  /**
   * The colour of a hit whose geometry is described.
   *
   * @param footprintM the size of a pixel there, metres
   * @param rgb receives linear light
   */
  void shade(Hit hit, double footprintM, double[] rgb) {
    hit.surface.colour(hit.u, hit.v, footprintM, albedo);
    double open = hit.open;
    if (hit.nz > 0.5 && hit.z < 0.2) {
      open *= contact.at(hit.x, hit.y);
    } else if (hit.nz <= 0.5 && hit.z < 1) {
      open *= 0.72 + 0.28 * Math.min(1, hit.z / 0.5); // feet of things get less light
    }
    double up = 0.5 + 0.5 * hit.nz;
    double r = (scene.below().r() + (scene.above().r() - scene.below().r()) * up) * open;
    double g = (scene.below().g() + (scene.above().g() - scene.below().g()) * up) * open;
    double b = (scene.below().b() + (scene.above().b() - scene.below().b()) * up) * open;
    for (int i = 0; i < shadows.size(); i++) {
      Light light = scene.lights().get(i);
      double strength = strength(light, hit);
      if (strength > 0
          && shadows
              .get(i)
              .reaches(hit.x + 2e-3 * hit.nx, hit.y + 2e-3 * hit.ny, hit.z + 2e-3 * hit.nz)) {
        double s = strength * (0.5 + 0.5 * open);
        r += s * light.colour().r();
        g += s * light.colour().g();
        b += s * light.colour().b();
      }
    }
    boolean glows = albedo[0] > 1 || albedo[1] > 1 || albedo[2] > 1;
    rgb[0] = glows ? albedo[0] : albedo[0] * r;
    rgb[1] = glows ? albedo[1] : albedo[1] * g;
    rgb[2] = glows ? albedo[2] : albedo[2] * b;
  }

  private static double strength(Light light, Hit hit) {
    if (light instanceof Light.Sun sun) {
      return hit.nx * sun.x() + hit.ny * sun.y() + hit.nz * sun.z();
    }
    Light.Lamp lamp = (Light.Lamp) light;
    double x = lamp.x() - hit.x;
    double y = lamp.y() - hit.y;
    double z = lamp.z() - hit.z;
    double d2 = x * x + y * y + z * z;
    double facing = (hit.nx * x + hit.ny * y + hit.nz * z) / Math.sqrt(d2);
    return facing / (1 + d2 / (lamp.reachM() * lamp.reachM()));
  }
}
