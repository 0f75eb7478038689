package io.depthlm.common.synth;

/** What is behind all bodies: a room's shell, or a street's ground and sky. */
sealed interface Backdrop permits RoomShell, StreetGround {
  /** How many multiples of the direction lead to it, or {@link Body#NONE} for the sky. */
  double reaches(double ox, double oy, double oz, double dx, double dy, double dz);

  /** Fills in normal, face, surface coordinates, surface and openness for the hit's x, y, z. */
  void describe(Hit hit);

  /** The glow of the sky in a direction; only asked where nothing is reached. */
  void sky(double dx, double dy, double dz, double[] rgb);
}
