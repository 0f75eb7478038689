package io.depthlm.common.synth;

/** What lights a scene besides the even ambient light. */
sealed interface Light {
  Rgb colour();

  /**
   * The sun.
   *
   * @param x unit vector towards it; {@code y}, {@code z} likewise
   */
  record Sun(double x, double y, double z, Rgb colour) implements Light {}

  /**
   * A lamp.
   *
   * @param x where it hangs, world metres; {@code y}, {@code z} likewise
   * @param reachM at this distance it has half its strength
   */
  record Lamp(double x, double y, double z, double reachM, Rgb colour) implements Light {}
}
