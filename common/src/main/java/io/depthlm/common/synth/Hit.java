package io.depthlm.common.synth;

/** Where a ray met something. One a thread, overwritten by every ray. */
final class Hit {
  /** The hit point, world metres. */
  double x;

  double y;
  double z;

  /** The outward unit normal, world. */
  double nx;

  double ny;
  double nz;

  /** Metres on the surface, from the middle of its face. */
  double u;

  double v;

  /** Which face of the body: where two differ there is an edge to smooth. */
  int face;

  /** How open the surroundings are, 0 to 1. */
  double open;

  Surface surface;

  void normal(double nx, double ny, double nz) {
    this.nx = nx;
    this.ny = ny;
    this.nz = nz;
  }
}
