package io.depthlm.common.vlm.inspect;

import io.depthlm.common.engine.DeviceSlot;
import io.depthlm.common.engine.NumberType;
import io.depthlm.common.task.SystemPrompt;
import io.depthlm.common.vlm.checkpoint.Checkpoint;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.GenerationConfig;
import io.depthlm.common.vlm.checkpoint.TensorEntry;
import io.depthlm.common.vlm.checkpoint.TextConfig;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import io.depthlm.common.vlm.image.ImageProcessor;
import io.depthlm.common.vlm.image.PatchGrid;
import io.depthlm.common.vlm.image.Sizing;
import io.depthlm.common.vlm.model.Numerics;
import io.depthlm.common.vlm.text.PromptBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The description of a checkpoint folder, and whether it can be run. Every part is opened as by the
 * engine, and an invalid part does not hide the others.
 *
 * @param facts names and values, in order
 * @param problems the reasons why it cannot be run; empty if it can
 */
public record CheckpointInspection(List<Fact> facts, List<String> problems) {
  private static final int WIDTH_PX = 640;
  private static final int HEIGHT_PX = 480;
  private static final int ANSWER_TOKENS = 32;
  private static final String QUESTION =
      "The red arrow points at a point of the picture. How far is it from the camera, in metres?";

  /** One line of the description. */
  public record Fact(String name, String value) {}

  /** Inspects a folder on a local disk. No content of it makes this throw. */
  public static CheckpointInspection of(Path folder) {
    Inspector inspector = new Inspector();
    inspector.fact("folder", folder.toString());
    Optional<Checkpoint> checkpoint = inspector.attempt(() -> Checkpoint.open(folder));
    checkpoint.ifPresentOrElse(
        opened -> inspector.inspect(folder, opened),
        () -> inspector.facts.addAll(FolderContents.of(folder)));
    return new CheckpointInspection(List.copyOf(inspector.facts), List.copyOf(inspector.problems));
  }

  /** Whether the engine would open it. */
  public boolean canBeRun() {
    return problems.isEmpty();
  }

  /** A size in readable units. */
  public static String size(long bytes) {
    return bytes >= 1L << 30
        ? String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30))
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20));
  }

  private static final class Inspector {
    private final List<Fact> facts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private void fact(String name, String value, Object... of) {
      facts.add(new Fact(name, of.length == 0 ? value : String.format(Locale.ROOT, value, of)));
    }

    private <T> Optional<T> attempt(Supplier<T> part) {
      try {
        return Optional.of(part.get());
      } catch (CheckpointException e) {
        problems.add(e.getMessage());
        return Optional.empty();
      }
    }

    private void inspect(Path folder, Checkpoint checkpoint) {
      VlmConfig config = checkpoint.config();
      fact("family", "%s (%s)", config.family().label(), config.family().architecture());
      weights(checkpoint);
      vision(config);
      decoder(config.text());
      generation(checkpoint.generation());
      Optional<PatchGrid> grid =
          attempt(() -> ImageProcessor.open(folder, config)).map(this::processor);
      Numerics numerics = Numerics.choose(null, checkpoint, DeviceSlot.CPU);
      numerics(numerics, checkpoint);
      int[] tokens = {0};
      attempt(() -> PromptBuilder.open(folder, config, SystemPrompt.TEMPLATE))
          .ifPresent(
              prompts -> {
                try (prompts) {
                  grid.flatMap(g -> attempt(() -> prompts.build(QUESTION, List.of(g))))
                      .ifPresent(prompt -> tokens[0] = prompt.ids().length);
                }
              });
      if (tokens[0] > 0) {
        fact(
            "prompt",
            "%,d tokens for one %d x %d picture and a question of %d words",
            tokens[0],
            WIDTH_PX,
            HEIGHT_PX,
            QUESTION.split(" ").length);
        memory(checkpoint, numerics, grid.orElseThrow(), tokens[0]);
      }
    }

    private void weights(Checkpoint checkpoint) {
      Map<NumberType, Long> bytes = new TreeMap<>();
      long vision = 0;
      for (Map.Entry<String, TensorEntry> tensor : checkpoint.tensors().entrySet()) {
        bytes.merge(tensor.getValue().dtype(), tensor.getValue().byteLength(), Long::sum);
        if (!tensor.getKey().startsWith("model.") && !tensor.getKey().startsWith("lm_head.")) {
          vision += tensor.getValue().elements();
        }
      }
      fact(
          "parameters",
          "%,d (vision tower and projector %,d, decoder %,d)",
          checkpoint.parameters(),
          vision,
          checkpoint.parameters() - vision);
      long files = checkpoint.tensors().values().stream().map(TensorEntry::file).distinct().count();
      fact(
          "weights",
          "%s, %s in %d %s",
          size(checkpoint.weightBytes()),
          String.join(" and ", bytes.keySet().stream().map(NumberType::name).toList()),
          files,
          files == 1 ? "file" : "files");
      if (!checkpoint.adapter().pairs().isEmpty()) {
        fact(
            "adapter",
            "low-rank factors of %d weights, merged when it is loaded",
            checkpoint.adapter().pairs().size());
      }
      if (checkpoint.ignoresIndex()) {
        fact(
            "note",
            "model.safetensors is read, as transformers does; model.safetensors.index.json beside"
                + " it is not: remove it if it is old, or remove the single file if the shards"
                + " are meant");
      }
    }

    private void generation(GenerationConfig generation) {
      if (!generation.isPlain()) {
        fact("decoding", "greedy, with %s", generation.described());
      }
      if (!generation.ignored().isEmpty()) {
        fact(
            "not applied",
            "%s of %s, which would change greedy answers in transformers",
            generation.ignored().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", ")),
            GenerationConfig.FILE);
      }
    }

    private void vision(VlmConfig config) {
      facts.add(new Fact("vision", config.visionSize().described()));
    }

    private void decoder(TextConfig t) {
      fact(
          "decoder",
          "%d layers, width %d, %d heads of %d, %d key-value heads, vocabulary %,d, embeddings %s",
          t.layers(),
          t.hiddenSize(),
          t.heads(),
          t.headDim(),
          t.kvHeads(),
          t.vocabSize(),
          t.tiedEmbeddings() ? "tied" : "not tied");
    }

    private PatchGrid processor(ImageProcessor processor) {
      Sizing sizing = processor.sizing();
      String rule = "keeps sizes";
      if (sizing instanceof Sizing.Smart smart) {
        rule =
            "resizes to multiples of %d px, %,d to %,d pixels"
                .formatted(smart.factorPx(), smart.minPixels(), smart.maxPixels());
      } else if (sizing instanceof Sizing.Fit fit) {
        rule =
            "shrinks to fit %d x %d px, then up to multiples of %d px"
                .formatted(fit.maxWidthPx(), fit.maxHeightPx(), fit.patchPx());
      }
      // The example size must suit processors that accept whole tokens only.
      PatchGrid grid =
          sizing instanceof Sizing.Keep
              ? processor.grid(WIDTH_PX / 28 * 28, HEIGHT_PX / 28 * 28)
              : processor.grid(WIDTH_PX, HEIGHT_PX);
      fact(
          "images",
          "%s; %d x %d becomes %d x %d, %,d patches",
          rule,
          grid.inWidthPx(),
          grid.inHeightPx(),
          grid.outWidthPx(),
          grid.outHeightPx(),
          grid.patches());
      if (!(sizing instanceof Sizing.Keep)) {
        fact(
            "resampling",
            "bicubic, as Pillow up to 12.x: rows, then columns; with Pillow 13 transformers gives"
                + " other pixels, because it orders the two by the picture's shape");
      }
      return grid;
    }

    private void numerics(Numerics numerics, Checkpoint checkpoint) {
      NumberType computed = numerics.computed();
      String why = "";
      if (!computed.key().equalsIgnoreCase(checkpoint.dtype().name())) {
        why = ", which does not multiply %s faster".formatted(checkpoint.dtype());
      }
      String kept = "";
      if (numerics.kept() != computed) {
        kept =
            "; weights stay %s in memory, where %s would take %s"
                .formatted(
                    numerics.kept().key(),
                    computed.key(),
                    size(checkpoint.parameters() * computed.bytes()));
      }
      fact(
          "computes in",
          "%s on this processor%s%s; on a GPU in what is stored",
          computed.key(),
          why,
          kept);
    }

    private void memory(Checkpoint checkpoint, Numerics numerics, PatchGrid grid, int tokens) {
      MemoryEstimate memory =
          MemoryEstimate.of(checkpoint, numerics, grid.patches(), tokens + ANSWER_TOKENS);
      fact(
          "memory",
          "about %s: weights %s, and for each such question in a batch %s of keys and values"
              + " and %s of work",
          size(memory.totalBytes()),
          size(memory.weightBytes()),
          size(memory.cacheBytes()),
          size(memory.workBytes()));
    }
  }
}
