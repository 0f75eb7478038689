package io.depthlm.common.vlm.qwen2_5;

import io.depthlm.common.vlm.image.PatchedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The windows that images of one layout need before the first block of full attention. Up to there
 * a window depends on its own patches alone, so a window that no marker touches is computed once
 * for all questions on a frame.
 *
 * <p>Windows of equal size stand together, as in {@link QwenLayout}; letters: P places in the pool,
 * I images, N patches of an image.
 *
 * @param sources for each window of the pool, the image whose pixels it has
 * @param painted for each window of the pool, whether with that image's changes or without
 * @param starts for each window of the pool, the place in the layout of its first patch
 * @param lengths for each window of the pool, its patches
 * @param windows count and patches of each kind of window, in the order of the pool
 * @param gather [I · N]: for each place of each image, the place in the pool
 */
record QwenPool(
    int[] sources, boolean[] painted, int[] starts, int[] lengths, int[] windows, long[] gather) {

  /** The pool of some images, which share a frame where their {@code base} is one array. */
  static QwenPool of(List<PatchedImage> images, QwenLayout layout) {
    int patches = layout.order().length;
    int[] placeOf = new int[patches];
    for (int place = 0; place < patches; place++) {
      placeOf[(int) layout.order()[place]] = place;
    }
    Builder pool = new Builder(images, patches);
    int start = 0;
    for (int kind = 0; kind < layout.windows().length; kind += 2) {
      int count = layout.windows()[kind];
      int length = layout.windows()[kind + 1];
      int before = pool.size;
      for (int window = 0; window < count; window++, start += length) {
        pool.addWindow(start, length, placeOf);
      }
      pool.kinds.add(pool.size - before);
      pool.kinds.add(length);
    }
    return pool.build();
  }

  /** How many patches the pool has. */
  int patches() {
    return Arrays.stream(lengths).sum();
  }

  private static final class Builder {
    private final List<PatchedImage> images;
    private final int patches;
    private final List<int[]> entries = new ArrayList<>();
    private final List<Integer> kinds = new ArrayList<>();
    private final long[] gather;
    private int size;
    private int at;

    Builder(List<PatchedImage> images, int patches) {
      this.images = images;
      this.patches = patches;
      this.gather = new long[images.size() * patches];
    }

    void addWindow(int start, int length, int[] placeOf) {
      Map<float[], Integer> unpainted = new IdentityHashMap<>();
      for (int i = 0; i < images.size(); i++) {
        PatchedImage image = images.get(i);
        boolean touched = false;
        for (int patch : image.changed()) {
          touched |= placeOf[patch] >= start && placeOf[patch] < start + length;
        }
        Integer from = touched ? null : unpainted.get(image.base());
        if (from == null) {
          from = at;
          entries.add(new int[] {i, touched ? 1 : 0, start, length});
          size++;
          at += length;
          if (!touched) {
            unpainted.put(image.base(), from);
          }
        }
        for (int p = 0; p < length; p++) {
          gather[i * patches + start + p] = (long) from + p;
        }
      }
    }

    QwenPool build() {
      int n = entries.size();
      boolean[] painted = new boolean[n];
      for (int i = 0; i < n; i++) {
        painted[i] = entries.get(i)[1] == 1;
      }
      return new QwenPool(
          column(0),
          painted,
          column(2),
          column(3),
          kinds.stream().mapToInt(i -> i).toArray(),
          gather);
    }

    private int[] column(int c) {
      return entries.stream().mapToInt(entry -> entry[c]).toArray();
    }
  }

  /** Each place's value of the layout, in the order of the pool. */
  float[] spread(float[] ofLayout) {
    float[] ofPool = new float[patches()];
    int at = 0;
    for (int w = 0; w < starts.length; w++) {
      System.arraycopy(ofLayout, starts[w], ofPool, at, lengths[w]);
      at += lengths[w];
    }
    return ofPool;
  }
}
