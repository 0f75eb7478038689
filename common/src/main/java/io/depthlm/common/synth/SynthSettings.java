package io.depthlm.common.synth;

import io.depthlm.common.core.UserError;
import io.depthlm.common.geometry.LabelKind;
import java.io.Serializable;
import java.util.List;

/**
 * What to generate. The same settings give the same pictures and labels on any machine.
 *
 * @param frames how many pictures
 * @param framesPerScene consecutive pictures that show one scene from different places
 * @param seed together with the split and the scene's number decides everything
 * @param split whose scenes
 * @param widthPx picture width; {@code heightPx} likewise
 * @param minFocalPx least focal length; the greatest is {@code maxFocalPx}; drawn evenly in the
 *     logarithm, once a frame
 * @param kinds scene kinds, taken in turn
 * @param pointsPerFrame labels a picture, fewer where fewer pixels have a depth in range
 * @param labelKind what a label measures
 * @param pattern which pixels are labelled
 * @param minDepthM least labelled depth of that kind; the greatest is {@code maxDepthM}
 * @param fidelity how much work goes into the colours
 * @param dense whole depth maps besides
 */
public record SynthSettings(
    int frames,
    int framesPerScene,
    long seed,
    SynthSplit split,
    int widthPx,
    int heightPx,
    double minFocalPx,
    double maxFocalPx,
    List<SceneKind> kinds,
    int pointsPerFrame,
    LabelKind labelKind,
    LabelPattern pattern,
    double minDepthM,
    double maxDepthM,
    Fidelity fidelity,
    DepthMapFormat dense)
    implements Serializable {

  /** Checks every value. */
  public SynthSettings {
    kinds = List.copyOf(kinds);
    check(frames > 0, "frames = " + frames, "ask for at least 1");
    check(framesPerScene > 0, "frames per scene = " + framesPerScene, "ask for at least 1");
    check(
        widthPx >= 32 && heightPx >= 32 && widthPx <= 4096 && heightPx <= 4096,
        "picture size = " + widthPx + " x " + heightPx,
        "choose 32 to 4096 px");
    check(
        minFocalPx >= widthPx / 8.0 && maxFocalPx >= minFocalPx && maxFocalPx <= widthPx * 8.0,
        "focal lengths = " + minFocalPx + " to " + maxFocalPx + " px",
        "choose within 1/8 to 8 picture widths, the lesser first");
    check(!kinds.isEmpty(), "no scene kinds", "choose room, street or both");
    check(
        pointsPerFrame > 0 && pointsPerFrame <= widthPx * heightPx,
        "points per frame = " + pointsPerFrame,
        "choose between 1 and the number of pixels");
    check(
        minDepthM > 0 && maxDepthM > minDepthM && Double.isFinite(maxDepthM),
        "depth range = " + minDepthM + " to " + maxDepthM + " m",
        "choose two positive depths, the lesser first");
  }

  /** 640 × 480 pictures of rooms and streets in turn, 4 a scene, 100 radial labels each. */
  public static SynthSettings of(int frames, long seed) {
    return new SynthSettings(
        frames,
        4,
        seed,
        SynthSplit.TRAIN,
        640,
        480,
        380,
        1100,
        List.of(SceneKind.ROOM, SceneKind.STREET),
        100,
        LabelKind.RADIAL,
        LabelPattern.UNIFORM,
        0.4,
        40,
        Fidelity.FULL,
        DepthMapFormat.NONE);
  }

  /** What the demonstration shows: 24 frames of 6 scenes that no training set contains. */
  public static SynthSettings demo() {
    return of(24, 20261122).withSplit(SynthSplit.EVAL);
  }

  /** These settings for other scenes: no scene is in both splits. */
  public SynthSettings withSplit(SynthSplit value) {
    return new SynthSettings(
        frames,
        framesPerScene,
        seed,
        value,
        widthPx,
        heightPx,
        minFocalPx,
        maxFocalPx,
        kinds,
        pointsPerFrame,
        labelKind,
        pattern,
        minDepthM,
        maxDepthM,
        fidelity,
        dense);
  }

  /** These settings with other focal lengths, pixels. */
  public SynthSettings withFocal(double minPx, double maxPx) {
    return new SynthSettings(
        frames,
        framesPerScene,
        seed,
        split,
        widthPx,
        heightPx,
        minPx,
        maxPx,
        kinds,
        pointsPerFrame,
        labelKind,
        pattern,
        minDepthM,
        maxDepthM,
        fidelity,
        dense);
  }

  /** These settings with another picture size; focal lengths keep their angle. */
  public SynthSettings withSize(int width, int height) {
    double scale = width / (double) widthPx;
    return new SynthSettings(
        frames,
        framesPerScene,
        seed,
        split,
        width,
        height,
        minFocalPx * scale,
        maxFocalPx * scale,
        kinds,
        Math.min(pointsPerFrame, width * height),
        labelKind,
        pattern,
        minDepthM,
        maxDepthM,
        fidelity,
        dense);
  }

  /** These settings with other labels. */
  public SynthSettings withLabels(int perFrame, LabelKind kind, LabelPattern chosen) {
    return new SynthSettings(
        frames,
        framesPerScene,
        seed,
        split,
        widthPx,
        heightPx,
        minFocalPx,
        maxFocalPx,
        kinds,
        perFrame,
        kind,
        chosen,
        minDepthM,
        maxDepthM,
        fidelity,
        dense);
  }

  /** These settings with other scenes. */
  public SynthSettings withScenes(int framesEach, List<SceneKind> chosen) {
    return new SynthSettings(
        frames,
        framesEach,
        seed,
        split,
        widthPx,
        heightPx,
        minFocalPx,
        maxFocalPx,
        chosen,
        pointsPerFrame,
        labelKind,
        pattern,
        minDepthM,
        maxDepthM,
        fidelity,
        dense);
  }

  /** These settings with another amount of work a picture. */
  public SynthSettings withOutput(Fidelity chosen, DepthMapFormat maps) {
    return new SynthSettings(
        frames,
        framesPerScene,
        seed,
        split,
        widthPx,
        heightPx,
        minFocalPx,
        maxFocalPx,
        kinds,
        pointsPerFrame,
        labelKind,
        pattern,
        minDepthM,
        maxDepthM,
        chosen,
        maps);
  }

  private static void check(boolean holds, String found, String remedy) {
    if (!holds) {
      throw new UserError("synth: " + found, remedy);
    }
  }
}
