package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.engine.NumberType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both families against Hugging Face transformers (versions in the golden files), f32 and bf16. */
@Tag("processor")
class VlmNetGoldenTest {
  static Stream<String> names() {
    return NetGolden.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("gpu")
  void imageFeaturesAgree(String name) {
    NetGolden golden = NetGolden.of(name);
    try (VlmNet net = golden.net(NumberType.F32);
        NDManager scope = net.manager().newSubManager()) {
      int width = net.config().text().hiddenSize();
      for (NetGolden.Question q : golden.questions()) {
        List<NDArray> features = net.features(List.of(q.prompt()), scope);
        float[] got = everyFourth(features, width);
        float[] want = concat(q.featuresEvery4th());
        assertClose(want, got, 1e-4, name + " features");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("gpu")
  void logitsAgreeWithinOneInTenThousandOfTheLargest(String name) {
    NetGolden golden = NetGolden.of(name);
    try (VlmNet net = golden.net(NumberType.F32)) {
      for (NetGolden.Question q : golden.questions()) {
        assertClose(q.logits(), Forced.logits(net, q), 1e-4, name + " logits");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void logitsAgreeWithWeightsThatWereNotPackedForWantOfMemory(String name) {
    NetGolden golden = NetGolden.of(name);
    String[] sources = VlmNet.sources(golden.config(), Products.ofProcessor().layers(Numerics.F32));
    try (VlmNet net = golden.net(NumberType.F32, golden.config(), sources)) {
      for (NetGolden.Question q : golden.questions()) {
        assertClose(q.logits(), Forced.logits(net, q), 1e-4, name + " logits");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("gpu")
  void bfloat16LogitsStayWithinTwiceTheReferencesOwnError(String name) {
    NetGolden golden = NetGolden.of(name);
    try (VlmNet net = golden.net(NumberType.BF16)) {
      assertBfloat16LogitsAreNear(golden, net, name);
    }
  }

  static void assertBfloat16LogitsAreNear(NetGolden golden, VlmNet net, String name) {
    for (NetGolden.Question q : golden.questions()) {
      float[] got = Forced.logits(net, q);
      double worst = 0;
      for (int i = 0; i < got.length; i++) {
        worst = Math.max(worst, Math.abs(got[i] - q.logits()[i]));
      }
      double allowed = 2 * q.bf16MaxDifference();
      assertTrue(worst <= allowed, name + ": " + worst + " above " + allowed);
      assertSameWordWhereTheMarginIsClear(q, got, allowed);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  @Tag("gpu")
  void weightsKeptInBf16AndWidenedGiveWhatTheyGiveInF32(String name) {
    NetGolden golden = NetGolden.of(name);
    Numerics widened = new Numerics(NumberType.F32, NumberType.BF16);
    try (VlmNet want = golden.roundedNet();
        VlmNet got = golden.net(widened)) {
      for (NetGolden.Question q : golden.questions()) {
        assertClose(Forced.logits(want, q), Forced.logits(got, q), 1e-5, name + " logits");
      }
    }
  }

  private static void assertSameWordWhereTheMarginIsClear(
      NetGolden.Question q, float[] got, double margin) {
    int vocabulary = got.length / q.positions().length;
    for (int row = 0; row < q.positions().length; row++) {
      float[] want = Arrays.copyOfRange(q.logits(), row * vocabulary, (row + 1) * vocabulary);
      float[] ours = Arrays.copyOfRange(got, row * vocabulary, (row + 1) * vocabulary);
      int best = argmax(want);
      float second = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < want.length; i++) {
        second = i == best ? second : Math.max(second, want[i]);
      }
      if (want[best] - second > margin) {
        assertEquals(best, argmax(ours), "position " + q.positions()[row]);
      }
    }
  }

  private static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static float[] everyFourth(List<NDArray> features, int width) {
    float[] all = concat(features.stream().map(NDArray::toFloatArray).toList());
    float[] picked = new float[all.length / width * ((width + 3) / 4)];
    int at = 0;
    for (int i = 0; i < all.length; i++) {
      if (i % width % 4 == 0) {
        picked[at++] = all[i];
      }
    }
    return picked;
  }

  private static float[] concat(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  static void assertClose(float[] want, float[] got, double ofLargest, String what) {
    assertEquals(want.length, got.length, what + ": how many");
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < want.length; i++) {
      largest = Math.max(largest, Math.abs(want[i]));
      worst = Math.max(worst, Math.abs((double) want[i] - got[i]));
    }
    assertTrue(
        worst <= ofLargest * largest,
        "%s: differ by %g, largest %g".formatted(what, worst, largest));
  }
}
