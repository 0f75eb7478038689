package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.torch.ScriptFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The blocks as a GPU gets them, on PyTorch's {@code meta} device, which has shapes and no numbers.
 * Each method that Java calls gets all its tensors there; an operator that only processors have,
 * and a tensor that is made on the processor, fail as they would on a GPU.
 */
class DevicePlacementTest {
  private static final Pattern METHOD =
      Pattern.compile("  def (\\w+)\\(self(, [^)]*)?\\) -> ([\\w\\[\\]]+):");

  /** The methods that Java calls to answer questions. */
  private static final List<String> CALLED =
      List.of(
          "paint",
          "qwen_vision",
          "qwen3_vision",
          "pixtral_vision",
          "pick_row",
          "text_rotary",
          "text_cache",
          "text_prefill",
          "text_rows",
          "text_step",
          "text_choose",
          "text_choose_limited");

  static Stream<String> names() {
    return NetGolden.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void noTensorIsLeftOnTheProcessor(String name) {
    NetGolden golden = NetGolden.of(name);
    for (NumberType type : List.of(NumberType.F32, NumberType.BF16)) {
      answerOnMeta(golden, type, moved(sources(golden, type)));
    }
  }

  @Test
  void aTensorThatIsMadeOnTheProcessorIsFound() {
    NetGolden golden = NetGolden.of("qwen-tied-edges");
    String[] sources = sources(golden, NumberType.F32);
    for (int i = 0; i < sources.length; i++) {
      sources[i] = sources[i].replace("torch.arange(s, device=x.device)", "torch.arange(s)");
    }
    assertFalse(
        Arrays.equals(sources, sources(golden, NumberType.F32)), "there is such a place to change");
    ScriptFailure failure =
        assertThrows(
            ScriptFailure.class, () -> answerOnMeta(golden, NumberType.F32, moved(sources)));
    assertTrue(failure.getMessage().contains("meta"), failure.getMessage());
  }

  @ParameterizedTest
  @MethodSource("names")
  void noOperatorIsOneOfProcessorsOnly(String name) {
    for (String source : sources(NetGolden.of(name), NumberType.BF16)) {
      assertFalse(source.contains("mkldnn") || source.contains("_for_cpu"), source);
    }
  }

  private static String[] sources(NetGolden golden, NumberType type) {
    // The fused attention of a GPU has no shapes alone; it is tried on each GPU before it is used.
    Products products = Products.ofGpu(Products.PLAIN.summed());
    return VlmNet.sources(golden.config(), products.layers(Numerics.of(type)));
  }

  /**
   * All ways to run the decoder: apart and with a shared beginning, one word and several, limits.
   */
  private static void answerOnMeta(NetGolden golden, NumberType type, String[] sources) {
    try (VlmNet net = golden.net(type, golden.config(), sources)) {
      Prompt whole = golden.questions().get(0).prompt();
      Prompt longer =
          new Prompt(Arrays.copyOf(whole.ids(), whole.ids().length + 2), whole.images());
      List<Prompt> prompts = List.of(whole, longer, whole);
      List<int[]> expected = List.of(new int[] {1, 2}, new int[] {1, 2}, new int[] {1, 2});
      try (DecodingBatch batch = net.begin(prompts, expected, 9)) {
        run(batch);
      }
      int[] begun = Arrays.copyOf(whole.ids(), whole.ids().length - 1);
      try (SharedPrefix prefix = net.share(new Prompt(begun, whole.images()));
          DecodingBatch batch = net.begin(prefix, prompts, expected, 9, limits(3))) {
        run(batch);
      }
    }
  }

  private static void run(DecodingBatch batch) {
    batch.step(new int[][] {{1}, {1}, {1}}, limits(1));
    batch.hold(0, 1);
    batch.step(new int[][] {{1, 2}, {1}, {1}});
    batch.keepRows(new int[] {2, 0});
    assertEquals(2, batch.step(new int[][] {{1}, {1}}).length);
  }

  private static List<List<Limits>> limits(int each) {
    List<Limits> row = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      row.add(new Limits(new long[] {1, 2}, 1.5, new long[] {3}));
    }
    return List.of(row, row, row);
  }

  /**
   * The same methods, each of those that Java calls behind one of its name, which moves the
   * arguments to the meta device and gives back zeros on the processor. Some operators of this
   * version have no implementation there, so operators that have one stand in for them.
   */
  private static String[] moved(String[] sources) {
    List<String> all = new ArrayList<>();
    StringBuilder wrappers = new StringBuilder();
    Map<String, String> found = new TreeMap<>();
    for (String source : sources) {
      String renamed =
          source
              .replace("torch.scaled_dot_product_attention(", "self.attend_in_parts(")
              .replace(", enable_gqa=True)", ")")
              .replaceAll("torch\\.embedding\\((.*?), (\\w+)\\)", "self.pick_along($1, 0, $2)")
              .replace("torch.index_select(", "self.pick_along(")
              .replace("torch.logsumexp(", "torch.sum(")
              .replace("torch.where(", "self.either(")
              .replace("torch.logical_not(", "self.negated(")
              .replace("torch.layer_norm(", "self.normed(")
              .replace("self.joined(", "self.stacked(");
      for (String name : CALLED) {
        renamed =
            renamed
                .replace("def " + name + "(", "def inner_" + name + "(")
                .replace("self." + name + "(", "self.inner_" + name + "(");
      }
      all.add(renamed);
      Matcher method = METHOD.matcher(source);
      while (method.find()) {
        if (CALLED.contains(method.group(1))) {
          found.put(method.group(1), wrapper(method.group(1), method.group(2), method.group(3)));
        }
      }
    }
    // One vision tower, and all others.
    assertEquals(CALLED.size() - 2, found.size(), found.keySet().toString());
    found.values().forEach(wrappers::append);
    wrappers.append(
        """
          def on_meta(self, x: List[Tensor]) -> List[Tensor]:
            y = annotate(List[Tensor], [])
            for t in x:
              y.append(t.to(torch.device("meta")))
            return y

          def attend_in_parts(self, q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], p: float,
              causal: bool) -> Tensor:
            group = q.size(1) // k.size(1)
            scores = torch.matmul(q, torch.transpose(torch.repeat_interleave(k, group, 1), 2, 3))
            if mask is not None:
              scores = scores + mask.to(scores.dtype)
            return torch.matmul(scores, torch.repeat_interleave(v, group, 1))

          def pick_along(self, x: Tensor, axis: int, which: Tensor) -> Tensor:
            if x.device != which.device:
              ops.prim.RaiseException("an index is not on the meta device")
            picked = ops.aten.index(torch.transpose(x, 0, axis), annotate(List[Optional[Tensor]], [which]))
            return torch.transpose(picked, 0, axis)

          def either(self, which: Tensor, x: Tensor, y: Tensor) -> Tensor:
            return x * which + y

          def negated(self, x: Tensor) -> Tensor:
            return x == 0

          def stacked(self, parts: List[Tensor]) -> Tensor:
            return torch.cat(parts, 0)

          def normed(self, x: Tensor, shape: List[int], weight: Tensor, bias: Tensor, eps: float) -> Tensor:
            return x * weight + bias

          def zeros_of(self, x: List[Tensor]) -> List[Tensor]:
            y = annotate(List[Tensor], [])
            for t in x:
              if t.device != torch.device("meta"):
                ops.prim.RaiseException("a result is not on the meta device")
              y.append(torch.zeros(t.size(), dtype=t.dtype))
            return y
        """);
    all.add(wrappers.toString());
    return all.toArray(String[]::new);
  }

  private static String wrapper(String name, String parameters, String result) {
    List<String> arguments = new ArrayList<>();
    String flat = parameters.replaceAll("\\s+", " ");
    for (String parameter : flat.substring(2).split(", ")) {
      String argument = parameter.substring(0, parameter.indexOf(':'));
      arguments.add(
          switch (parameter.substring(parameter.indexOf(':') + 2)) {
            case "Tensor" -> "self.on_meta([" + argument + "])[0]";
            case "List[Tensor]" -> "self.on_meta(" + argument + ")";
            default -> argument;
          });
    }
    String call = "self.inner_" + name + "(" + String.join(", ", arguments) + ")";
    String body =
        result.equals("Tensor")
            ? "self.zeros_of([" + call + "])[0]"
            : "self.zeros_of(" + call + ")";
    return "  def %s(self%s) -> %s:%n    return %s%n%n".formatted(name, flat, result, body);
  }
}
