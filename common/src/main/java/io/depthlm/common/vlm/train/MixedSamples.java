package io.depthlm.common.vlm.train;

import io.depthlm.common.core.UserError;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Samples drawn from several datasets by weights. Everything about the sample at a position follows
 * from the seed and the position.
 */
public final class MixedSamples implements SampleSource {
  /** A frame whose labels all fall outside its crop is passed over; so many in a row is a fault. */
  private static final int MOST_DRAWS = 1000;

  private final List<Part> parts;
  private final SampleEncoder encoder;
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

  /** A mixture of at least one dataset. */
  public MixedSamples(List<Part> parts, SampleEncoder encoder, long seed) {
    this.parts = List.copyOf(parts);
    this.encoder = encoder;
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
    // Streams of neighbouring positions must not overlap, which seed + position would make likely.
    SplittableRandom random =
        new SplittableRandom(new SplittableRandom(seed).nextLong() ^ scrambled(position));
    Part part = draw(random);
    for (int i = 0; i < MOST_DRAWS; i++) {
      TrainingFrame frame = part.frames().frame(random.nextInt(part.frames().count()));
      Optional<Example> example = ExampleMaker.draw(frame, part.recipe(), random);
      if (example.isPresent()) {
        return example.get();
      }
    }
    throw new UserError(
        "no labelled pixel of %d frames of '%s' lies inside its crop"
            .formatted(MOST_DRAWS, part.name()),
        "widen the crop or check the labels");
  }

  private Part draw(SplittableRandom random) {
    double at = random.nextDouble() * weights;
    for (Part part : parts) {
      at -= part.weight();
      if (at < 0) {
        return part;
      }
    }
    return parts.get(parts.size() - 1);
  }

  /** Steele and others' mixing of 64 bits: a bijection without visible structure. */
  private static long scrambled(long z) {
    long x = (z + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
