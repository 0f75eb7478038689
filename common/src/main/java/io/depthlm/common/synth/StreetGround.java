package io.depthlm.common.synth;

/**
 * Asphalt along y with road markings, and the sky. The road's middle is x = 0.
 *
 * @param roadHalfM from the middle to the kerb
 * @param cloudSeed the clouds' and the asphalt's
 */
record StreetGround(double roadHalfM, Rgb asphalt, Rgb zenith, Rgb horizon, long cloudSeed)
    implements Backdrop {
  private static final double LINE_M = 0.12;

  @Override
  public double reaches(double ox, double oy, double oz, double dx, double dy, double dz) {
    return dz < 0 ? -oz / dz : Body.NONE;
  }

  @Override
  public void describe(Hit hit) {
    hit.normal(0, 0, 1);
    hit.u = hit.x;
    hit.v = hit.y;
    hit.face = 4;
    hit.surface = this::road;
    hit.open = 1;
  }

  private void road(double x, double y, double w, double[] rgb) {
    Surface.set(rgb, asphalt);
    Surface.scale(
        rgb,
        1
            + 0.7 * Pattern.noise(x, y, 0.02, w, cloudSeed)
            + 0.25 * Pattern.noise(x, y, 0.6, w, cloudSeed)
            + 0.2 * Pattern.noise(x, y * 0.1, 0.9, w, cloudSeed));
    double centre =
        Pattern.inside(x, -LINE_M / 2, LINE_M / 2, w) * Pattern.lines(y, 9, 3, w); // 3 m on, 6 off
    double edge = Pattern.inside(Math.abs(x), roadHalfM - 0.35, roadHalfM - 0.35 + LINE_M, w);
    Surface.blend(rgb, Rgb.grey(0.72), 0.9 * Math.max(centre, edge));
  }

  @Override
  public void sky(double dx, double dy, double dz, double[] rgb) {
    double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    double up = dz / length;
    Surface.mix(rgb, horizon, zenith, Math.sqrt(Math.max(0, up)));
    double scale = 1 / (length * (Math.max(0, up) + 0.15));
    double cloud =
        Pattern.noise(dx * scale, dy * scale, 0.9, 0, cloudSeed)
            + 0.5 * Pattern.noise(dx * scale, dy * scale, 0.35, 0, cloudSeed + 1)
            + 0.25 * Pattern.noise(dx * scale, dy * scale, 0.12, 0, cloudSeed + 2);
    Surface.blend(rgb, Rgb.grey(1.5), Math.max(0, Math.min(0.85, 1.6 * cloud - 0.05)));
  }
}
