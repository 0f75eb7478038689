package io.depthlm.common.engine.frames;

import io.depthlm.common.core.Ids;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import io.depthlm.common.engine.Question;
import io.depthlm.common.engine.frames.FrameWork.Ask;
import io.depthlm.common.geometry.Intrinsics;
import io.depthlm.common.geometry.Pixel;
import io.depthlm.common.imaging.FocalPlan;
import io.depthlm.common.imaging.FocalSetting;
import io.depthlm.common.imaging.FramePreparer;
import io.depthlm.common.imaging.ImageDecoder;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import io.depthlm.common.imaging.RgbImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads, decodes and resizes the frames of one piece of work and builds its questions. Each image
 * is read and decoded once and resized once per focal length, however many questions there are.
 */
final class FramePreparation {
  private final List<Asking> askings;
  private final EngineSpec.Needs needs;

  FramePreparation(List<Asking> askings, EngineSpec.Needs needs) {
    this.askings = askings;
    this.needs = needs;
  }

  /**
   * A question that is ready for the engine, or the reason why it cannot be asked.
   *
   * @param question null if there is a failure
   */
  record Put(String frameId, Ask ask, Question question, Answer.Failed failure) {}

  /** The questions, in order. No content of an image makes this throw. */
  List<Put> prepare(FrameWork work) {
    String frameId = work.frames().get(0).frameId();
    List<Put> out = new ArrayList<>(work.asks().size());
    Images images = new Images(work);
    for (Ask ask : work.asks()) {
      try {
        out.add(new Put(frameId, ask, question(work, ask, images), null));
      } catch (Unanswerable e) {
        out.add(new Put(frameId, ask, null, e.failure));
      }
    }
    return out;
  }

  private Question question(FrameWork work, Ask ask, Images images) throws Unanswerable {
    Asking asking = askings.get(ask.asking());
    List<MarkedFrame> marked = new ArrayList<>(work.frames().size());
    FocalPlan first = null;
    for (int i = 0; i < work.frames().size(); i++) {
      FocalPlan plan = images.plan(i, asking);
      first = i == 0 ? plan : first;
      if (needs == EngineSpec.Needs.PIXELS) {
        Marks marks = i == 0 ? asking.marks(plan, ask.xPx(), ask.yPx()) : Marks.NONE;
        marked.add(new MarkedFrame(images.prepared(i, asking, plan), marks));
      }
    }
    List<Pixel> pixels = new ArrayList<>(ask.xPx().length);
    for (int i = 0; i < ask.xPx().length; i++) {
      pixels.add(new Pixel(ask.xPx()[i], ask.yPx()[i]));
    }
    return new Question(
        ask.queryId(),
        asking.words(first, ask.xPx(), ask.yPx()),
        marked,
        work.frames().get(0).camera(),
        pixels);
  }

  /** A question that cannot be asked. */
  private static final class Unanswerable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Answer.Failed failure;

    Unanswerable(String code, Answer.Retry retry, String detail) {
      super(detail, null, false, false);
      this.failure = new Answer.Failed(code, retry, detail);
    }
  }

  /** The decoded and resized images of one piece of work. Failures are cached as images are. */
  private final class Images {
    private final FrameWork work;
    private final Map<Integer, RgbImage> decoded = new HashMap<>();
    private final Map<Integer, Unanswerable> failed = new HashMap<>();
    private final Map<String, FocalPlan> plans = new HashMap<>();
    private final Map<String, PreparedFrame> prepared = new HashMap<>();

    Images(FrameWork work) {
      this.work = work;
    }

    private String key(int frame, FocalSetting focal) {
      return frame + " " + focal;
    }

    FocalPlan plan(int frame, Asking asking) throws Unanswerable {
      FocalPlan plan = plans.get(key(frame, asking.focal()));
      if (plan == null) {
        Intrinsics camera = work.frames().get(frame).camera();
        try {
          plan = asking.plan(camera);
        } catch (ImageRejected e) {
          throw new Unanswerable(e.reason(), Answer.Retry.NEVER, e.getMessage());
        }
        plans.put(key(frame, asking.focal()), plan);
      }
      return plan;
    }

    PreparedFrame prepared(int frame, Asking asking, FocalPlan plan) throws Unanswerable {
      PreparedFrame known = prepared.get(key(frame, asking.focal()));
      if (known == null) {
        known = prepare(decoded(frame, asking.limits()), plan);
        prepared.put(key(frame, asking.focal()), known);
      }
      return known;
    }

    private PreparedFrame prepare(RgbImage image, FocalPlan plan) throws Unanswerable {
      try {
        return FramePreparer.prepare(image, plan);
      } catch (ImageRejected e) {
        throw new Unanswerable(e.reason(), Answer.Retry.NEVER, e.getMessage());
      } catch (OutOfMemoryError e) {
        throw noMemory("resizing", e);
      }
    }

    /** A later attempt, alone or on another host, may have enough memory. */
    private Unanswerable noMemory(String what, OutOfMemoryError e) {
      return new Unanswerable("image_unreadable", Answer.Retry.LATER, what + ": " + e);
    }

    private RgbImage decoded(int frame, ImageLimits limits) throws Unanswerable {
      if (failed.containsKey(frame)) {
        throw failed.get(frame);
      }
      if (!decoded.containsKey(frame)) {
        try {
          decoded.put(frame, decode(work.frames().get(frame), limits));
        } catch (Unanswerable e) {
          failed.put(frame, e);
          throw e;
        }
      }
      return decoded.get(frame);
    }

    private RgbImage decode(FrameWork.Frame frame, ImageLimits limits) throws Unanswerable {
      try {
        byte[] bytes = frame.image().read();
        String found = frame.sha256() == null ? null : Ids.sha256Hex(bytes);
        if (found != null && !found.equals(frame.sha256())) {
          throw new Unanswerable(
              "image_changed",
              Answer.Retry.NEVER,
              "the image is not the one that was ingested (SHA-256 %s, ingested %s); ingest again"
                  .formatted(found, frame.sha256()));
        }
        return ImageDecoder.decode(bytes, limits);
      } catch (FileNotFoundException e) {
        throw new Unanswerable("image_missing", Answer.Retry.LATER, e.getMessage());
      } catch (IOException e) {
        throw new Unanswerable("image_unreadable", Answer.Retry.LATER, String.valueOf(e));
      } catch (ImageRejected e) {
        throw new Unanswerable(e.reason(), Answer.Retry.NEVER, e.getMessage());
      } catch (OutOfMemoryError e) {
        throw noMemory("decoder", e);
      } catch (RuntimeException | StackOverflowError e) {
        // A picture made to break the decoder costs its own questions, not the task.
        throw new Unanswerable("image_unreadable", Answer.Retry.NEVER, "decoder: " + e);
      }
    }
  }
}
