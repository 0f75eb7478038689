package io.depthlm.common.vlm.train;

import io.depthlm.common.core.UserError;
import io.depthlm.common.imaging.Crop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Samples drawn from several datasets by weights. Everything about the sample at a position follows
 * from the seed and the position.
 *
 * <p>A group of neighbouring positions shows pictures of one size: it runs as one product a layer
 * without padding, where pictures of many sizes would cost a call each. Which dataset and which
 * size a group has is drawn in proportion, so that each frame is as likely as without groups; the
 * sizes are cut down to whole image tokens, so that no processor stretches a training picture.
 */
public final class MixedSamples implements SampleSource {
  /** A frame whose labels all fall outside its crop is passed over; so many in a row is a fault. */
  private static final int MOST_DRAWS = 1000;

  private final List<Sorted> parts;
  private final SampleEncoder encoder;
  private final TokenGrid tokens;
  private final int alike;
  private final long seed;
  private final double weights;

  /** Frames by number. Thread-safe. */
  public interface Frames {
    /** How many. */
    int count();

    /** One of them, from 0. */
    TrainingFrame frame(int index);
  }

  /**
   * A dataset.
   *
   * @param name for messages
   * @param weight its share of the samples, relative to the others'
   */
  public record Part(String name, double weight, ExampleRecipe recipe, Frames frames) {
    /**
     * Checks the weight and that there are frames.
     *
     * @throws UserError if not
     */
    public Part {
      if (!(weight > 0) || Double.isInfinite(weight)) {
        throw new UserError(
            "dataset '%s' has weight %s".formatted(name, weight), "give a positive number");
      }
      if (frames.count() == 0) {
        throw new UserError(
            "dataset '" + name + "' has no labelled frames to train on",
            "ingest it first, or check dataset and split");
      }
    }
  }

  /** A dataset's frames by what is left of their sizes. */
  private record Sorted(Part part, Map<TokenGrid.Size, List<Integer>> bySize) {
    static Sorted of(Part part, TokenGrid tokens) {
      Map<TokenGrid.Size, List<Integer>> bySize = new TreeMap<>();
      for (int i = 0; i < part.frames().count(); i++) {
        TokenGrid.Size size = tokens.of(part.frames().frame(i).frame().image());
        bySize.computeIfAbsent(size, any -> new ArrayList<>()).add(i);
      }
      return new Sorted(part, bySize);
    }
  }

  /** What the samples of a group have in common. */
  private record Group(
      Part part, List<Integer> frames, TokenGrid.Size whole, TokenGrid.Size crop) {}

  /**
   * A mixture of at least one dataset.
   *
   * @param alike positions a group: the part of a batch that runs at once
   */
  public MixedSamples(List<Part> parts, SampleEncoder encoder, int alike, long seed) {
    this.tokens = new TokenGrid(encoder.tokenPx());
    this.parts = parts.stream().map(part -> Sorted.of(part, tokens)).toList();
    this.encoder = encoder;
    this.alike = alike;
    this.seed = seed;
    this.weights = parts.stream().mapToDouble(Part::weight).sum();
  }

  @Override
  public TrainingSample at(long position) {
    return encoder.encode(example(position));
  }

  /**
   * The example at a position.
   *
   * @throws UserError if no frame of its dataset has a label that survives a crop
   */
  public Example example(long position) {
    Group group = group(position / alike);
    SplittableRandom random = stream(position, 0);
    for (int i = 0; i < MOST_DRAWS; i++) {
      int index = group.frames().get(random.nextInt(group.frames().size()));
      TrainingFrame frame = group.part().frames().frame(index);
      // A crop that keeps no label of so many frames gives way to the whole pictures.
      TokenGrid.Size kept = i < MOST_DRAWS / 2 ? group.crop() : group.whole();
      Crop crop = kept.centredIn(frame.frame().image());
      Optional<Example> example = ExampleMaker.draw(frame, group.part().recipe(), crop, random);
      if (example.isPresent()) {
        return example.get();
      }
    }
    throw new UserError(
        "no labelled pixel of %d draws of '%s' can be marked"
            .formatted(MOST_DRAWS, group.part().name()),
        "check the labels: the marker needs room between a pixel and the border");
  }

  private Group group(long number) {
    SplittableRandom random = stream(number, 1);
    Sorted sorted = draw(random);
    int at = random.nextInt(sorted.part().frames().count());
    for (Map.Entry<TokenGrid.Size, List<Integer>> some : sorted.bySize().entrySet()) {
      at -= some.getValue().size();
      if (at < 0) {
        TokenGrid.Size size = some.getKey();
        return new Group(
            sorted.part(),
            some.getValue(),
            size,
            tokens.draw(sorted.part().recipe().crop(), size, random));
      }
    }
    throw new AssertionError("a number below the sum of the counts");
  }

  private Sorted draw(SplittableRandom random) {
    double at = random.nextDouble() * weights;
    for (Sorted sorted : parts) {
      at -= sorted.part().weight();
      if (at < 0) {
        return sorted;
      }
    }
    return parts.get(parts.size() - 1);
  }

  /** Streams of neighbouring numbers must not overlap, which seed + number would make likely. */
  private SplittableRandom stream(long number, long kind) {
    long start = new SplittableRandom(seed).nextLong();
    return new SplittableRandom(start ^ scrambled(2 * number + kind));
  }

  /** Steele and others' mixing of 64 bits: a bijection without visible structure. */
  private static long scrambled(long z) {
    long x = (z + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
