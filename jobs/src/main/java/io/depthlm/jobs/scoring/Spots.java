package io.depthlm.jobs.scoring;

import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.LabelKind;
import io.depthlm.common.metrics.structure.Spot;
import io.depthlm.common.task.CompareAs;

/**
 * The known facts about an asked pixel, with depths converted to the kind that is compared.
 *
 * @param compareAs how truth and answer meet
 */
record Spots(CompareAs compareAs) {
  private static final String BOUNDARY = "boundary";

  Spot of(PlannedQuestion question) {
    AskedPlace place = question.place();
    Intrinsics camera = place.camera() == null ? null : place.camera().repaired();
    LabelKind kind =
        switch (compareAs) {
          case Z -> LabelKind.Z;
          case RADIAL -> LabelKind.RADIAL;
          case AS_LABELLED -> LabelKind.ofKey(question.labelKind());
        };
    return new Spot(
        place.xPx(),
        place.yPx(),
        camera == null || !camera.isUsable() ? null : toSpace(place, camera, kind),
        place.planeId(),
        question.region() == null ? null : question.region().equals(BOUNDARY),
        place.step() == null ? null : step(question, kind));
  }

  private static double[] toSpace(AskedPlace place, Intrinsics camera, LabelKind kind) {
    double x = (place.xPx() - camera.cxPx()) / camera.fxPx();
    double y = (place.yPx() - camera.cyPx()) / camera.fyPx();
    double unit = kind == LabelKind.Z ? 1 : Math.sqrt(x * x + y * y + 1);
    return new double[] {x / unit, y / unit, 1 / unit};
  }

  private static Spot.Step step(PlannedQuestion question, LabelKind kind) {
    AskedPlace.Step step = question.place().step();
    double factor = kind == LabelKind.Z ? 1 : question.radialM() / question.zM();
    return new Spot.Step(step.nearZM() * factor, step.farZM() * factor);
  }
}
