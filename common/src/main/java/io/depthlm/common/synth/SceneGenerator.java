package io.depthlm.common.synth;

import io.depthlm.common.geometry.Intrinsics;
import java.util.Locale;

/**
 * Frame numbers to rendered frames: a pure function, so that any number of threads or machines may
 * share out the numbers.
 */
public final class SceneGenerator {
  private final SynthSettings settings;

  /** A generator of the frames of {@code settings}. */
  public SceneGenerator(SynthSettings settings) {
    this.settings = settings;
  }

  /** Renders one frame. */
  public RenderedFrame frame(int frameIndex) {
    if (frameIndex < 0 || frameIndex >= settings.frames()) {
      throw new IllegalArgumentException("frame " + frameIndex + " of " + settings.frames());
    }
    Scene scene = scene(frameIndex);
    long sceneSeed = sceneSeed(frameIndex);
    Dice dice = new Dice(frameSeed(frameIndex));
    View view = CameraPlacer.place(scene, camera(dice), new Dice(Dice.mix(~sceneSeed)), dice);
    return Renderer.render(scene, view, settings.fidelity(), dice.next());
  }

  /** The scene that a frame shows; the same for {@code framesPerScene} frames in a row. */
  public String sceneId(int frameIndex) {
    return "%s-%016x"
        .formatted(kind(frameIndex).name().toLowerCase(Locale.ROOT), sceneSeed(frameIndex));
  }

  /** What everything of a frame that its scene does not decide is drawn from. */
  long frameSeed(int frameIndex) {
    return Dice.mix(sceneSeed(frameIndex) + 1 + frameIndex % settings.framesPerScene());
  }

  Scene scene(int frameIndex) {
    Dice dice = new Dice(Dice.mix(sceneSeed(frameIndex)));
    return kind(frameIndex) == SceneKind.ROOM
        ? RoomBuilder.build(sceneId(frameIndex), dice)
        : StreetBuilder.build(sceneId(frameIndex), dice);
  }

  private SceneKind kind(int frameIndex) {
    int scene = frameIndex / settings.framesPerScene();
    return settings.kinds().get(scene % settings.kinds().size());
  }

  /** The top bit is the split, so that no seed makes the two meet. */
  private long sceneSeed(int frameIndex) {
    long scene = frameIndex / settings.framesPerScene();
    long mixed = Dice.mix(Dice.mix(settings.seed()) + scene);
    return settings.split() == SynthSplit.EVAL ? mixed | Long.MIN_VALUE : mixed & Long.MAX_VALUE;
  }

  /** Square pixels; two decimals, so that what is written is what was rendered with. */
  private Intrinsics camera(Dice dice) {
    int w = settings.widthPx();
    int h = settings.heightPx();
    double focal = cents(dice.logBetween(settings.minFocalPx(), settings.maxFocalPx()));
    double cx = cents((w - 1) / 2.0 + dice.between(-0.03, 0.03) * w);
    double cy = cents((h - 1) / 2.0 + dice.between(-0.03, 0.03) * h);
    return new Intrinsics(focal, focal, cx, cy, w, h);
  }

  private static double cents(double v) {
    return Math.rint(v * 100) / 100;
  }
}
