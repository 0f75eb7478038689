package io.depthlm.common.vlm.train;

import io.depthlm.common.core.UserError;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

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
  public interface Frames extends Iterable<TrainingFrame> {
    /** How many. */
    int count();

    /** One of them, from 0. */
    TrainingFrame frame(int index);

    @Override
    default Iterator<TrainingFrame> iterator() {
      return IntStream.range(0, count()).mapToObj(this::frame).iterator();
    }
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

  /**
   * The frames of a dataset that its task can be asked about, by what is left of their sizes.
   *
   * @param count how many
   * @param next of each frame by number, that of the frame that follows; empty where the task has
   *     one picture
   */
  private record Sorted(
      Part part, int count, Map<TokenGrid.Size, List<Integer>> bySize, Map<Integer, Integer> next) {
    static Sorted of(Part part, TokenGrid tokens) {
      Map<Integer, Integer> next = FramePairs.of(part.recipe().task(), part.frames());
      int points = part.recipe().task().kind().pointsPerQuestion();
      boolean pairs = part.recipe().task().kind().framesPerQuestion() > 1;
      Map<TokenGrid.Size, List<Integer>> bySize = new TreeMap<>();
      int count = 0;
      for (int i = 0; i < part.frames().count(); i++) {
        TrainingFrame frame = part.frames().frame(i);
        if (frame.labels().size() >= points && (!pairs || next.containsKey(i))) {
          TokenGrid.Size size = tokens.of(frame.frame().image());
          bySize.computeIfAbsent(size, any -> new ArrayList<>()).add(i);
          count++;
        }
      }
      if (count == 0) {
        throw new UserError(
            "dataset '%s' has no frames to train the task '%s' on"
                .formatted(part.name(), part.recipe().task().kind().key()),
            pairs
                ? "the task needs two frames with poses that follow each other in a scene"
                : "the task needs frames of at least %d labels that the marker can point at"
                    .formatted(points));
      }
      return new Sorted(part, count, bySize, next);
    }
  }

  /** What the samples of a group have in common. */
  private record Group(Sorted of, List<Integer> frames, TokenGrid.Size whole, TokenGrid.Size crop) {
    Part part() {
      return of.part();
    }
  }

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
      List<CroppedFrame> shown = new ArrayList<>();
      shown.add(new CroppedFrame(frame, kept.centredIn(frame.frame().image())));
      Integer next = group.of().next().get(index);
      if (next != null) {
        shown.add(
            tokens.cropped(
                group.part().frames().frame(next), group.part().recipe().crop(), random));
      }
      Optional<Example> example = ExampleMaker.draw(shown, group.part().recipe(), random);
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
    int at = random.nextInt(sorted.count());
    for (Map.Entry<TokenGrid.Size, List<Integer>> some : sorted.bySize().entrySet()) {
      at -= some.getValue().size();
      if (at < 0) {
        TokenGrid.Size size = some.getKey();
        return new Group(
            sorted,
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
