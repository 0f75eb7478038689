package io.depthlm.common.synth;

import java.util.List;

/**
 * Everything that can be seen and what lights it. Immutable; rendering the same scene by several
 * threads is safe.
 *
 * @param id names the scene, the same on every machine
 * @param backdrop what is behind all bodies
 * @param bodies what stands in front of it
 * @param lights at most a few; each costs a shadow test a pixel
 * @param above ambient light from above, linear
 * @param below ambient light from below
 */
record Scene(
    String id, Backdrop backdrop, List<Body> bodies, List<Light> lights, Rgb above, Rgb below) {
  Scene {
    bodies = List.copyOf(bodies);
    lights = List.copyOf(lights);
  }
}
