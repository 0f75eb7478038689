package io.depthlm.common.engine.baseline;

import io.depthlm.common.core.Ids;
import io.depthlm.common.engine.Answer;
import io.depthlm.common.engine.DepthEngine;
import io.depthlm.common.engine.Question;
import io.depthlm.common.imaging.MarkedFrame;
import io.depthlm.common.imaging.Marks;
import io.depthlm.common.imaging.PreparedFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Answers with a digest of the input that a model would get, {@code frame=… window=… words=…}, to
 * check and time the preparation without a model.
 *
 * <ul>
 *   <li>{@code frame}: the prepared pixels, unpainted; hashed once per frame however many questions
 *       there are on it.
 *   <li>{@code window}: size of the frame, place, size and painted pixels of the smallest rectangle
 *       around the marks; {@code none} where nothing is painted. The frame is not copied for it.
 *   <li>{@code words}: the question's text. A question on several frames has the first two for
 *       each.
 * </ul>
 *
 * <p>A digest is the first 64 bits of a SHA-256, its hexadecimal digits written as the letters a to
 * p so that no answer parser can take any of it for a number.
 */
final class ProbeEngine implements DepthEngine {
  private static final int BATCH_SIZE = 256;
  private static final int DIGEST_BYTES = 8;

  /** By the frame's pixel array and camera; gone when the frame is. */
  private final Map<PreparedFrame, String> frameDigests =
      Collections.synchronizedMap(new WeakHashMap<>());

  @Override
  public List<Answer> answer(List<Question> questions) {
    List<Answer> answers = new ArrayList<>(questions.size());
    for (Question question : questions) {
      answers.add(answer(question, questions.size()));
    }
    return answers;
  }

  private Answer answer(Question question, int batchSize) {
    StringBuilder text = new StringBuilder();
    for (MarkedFrame marked : question.frames()) {
      Window window = Window.around(marked.marks());
      if (!window.isInside(marked.frame())) {
        return new Answer.Failed(
            "marks_outside_frame",
            Answer.Retry.NEVER,
            "%s reaches beyond a frame of %d x %d"
                .formatted(
                    window, marked.frame().image().widthPx(), marked.frame().image().heightPx()));
      }
      text.append("frame=").append(frameDigest(marked.frame()));
      text.append(" window=").append(window.isEmpty() ? "none" : window.digest(marked));
      text.append(' ');
    }
    byte[] words = question.text().getBytes(StandardCharsets.UTF_8);
    text.append("words=").append(letters(Ids.sha256().digest(words)));
    return new Answer.Said(text.toString(), null, 0, 0, batchSize);
  }

  private String frameDigest(PreparedFrame frame) {
    // Not computeIfAbsent: it would hold the lock while megabytes are hashed.
    String known = frameDigests.get(frame);
    if (known == null) {
      known = letters(Ids.sha256().digest(frame.image().rgb()));
      frameDigests.put(frame, known);
    }
    return known;
  }

  /** The first 64 bits of a digest as 16 letters. */
  private static String letters(byte[] digest) {
    StringBuilder out = new StringBuilder(2 * DIGEST_BYTES);
    for (int i = 0; i < DIGEST_BYTES; i++) {
      out.append((char) ('a' + ((digest[i] >> 4) & 15))).append((char) ('a' + (digest[i] & 15)));
    }
    return out.toString();
  }

  @Override
  public int batchSize() {
    return BATCH_SIZE;
  }

  @Override
  public String device() {
    return "cpu";
  }

  @Override
  public void close() {
    frameDigests.clear();
  }

  /** A rectangle of a frame, both corners within; empty where right is left of left. */
  private record Window(int leftPx, int topPx, int rightPx, int bottomPx) {
    static Window around(Marks marks) {
      return new Window(
          Arrays.stream(marks.xPx()).min().orElse(0),
          Arrays.stream(marks.yPx()).min().orElse(0),
          Arrays.stream(marks.xPx()).max().orElse(-1),
          Arrays.stream(marks.yPx()).max().orElse(-1));
    }

    boolean isEmpty() {
      return rightPx < leftPx;
    }

    boolean isInside(PreparedFrame frame) {
      return leftPx >= 0
          && topPx >= 0
          && rightPx < frame.image().widthPx()
          && bottomPx < frame.image().heightPx();
    }

    String digest(MarkedFrame marked) {
      int width = rightPx - leftPx + 1;
      int height = bottomPx - topPx + 1;
      int frameWidth = marked.frame().image().widthPx();
      byte[] pixels = new byte[3 * width * height];
      for (int y = 0; y < height; y++) {
        int from = 3 * ((topPx + y) * frameWidth + leftPx);
        System.arraycopy(marked.frame().image().rgb(), from, pixels, 3 * y * width, 3 * width);
      }
      Marks marks = marked.marks();
      for (int i = 0; i < marks.size(); i++) {
        int at = 3 * ((marks.yPx()[i] - topPx) * width + marks.xPx()[i] - leftPx);
        pixels[at] = (byte) (marks.rgb()[i] >> 16);
        pixels[at + 1] = (byte) (marks.rgb()[i] >> 8);
        pixels[at + 2] = (byte) marks.rgb()[i];
      }
      MessageDigest digest = Ids.sha256();
      ByteBuffer place = ByteBuffer.allocate(6 * Integer.BYTES);
      place.putInt(frameWidth).putInt(marked.frame().image().heightPx());
      place.putInt(leftPx).putInt(topPx).putInt(width).putInt(height);
      digest.update(place.array());
      return letters(digest.digest(pixels));
    }
  }
}
