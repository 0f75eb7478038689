package io.depthlm.common.vlm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.engine.NumberType;
import io.depthlm.common.vlm.torch.CallMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A product is used where it works, not where it is known. */
@Tag("processor")
class ProductTrialTest {
  private static final Map<String, String> PLAIN =
      Products.methods("product_plain", "product_apart");

  @Test
  void whatWorksIsTaken() {
    try (ProductTrial trial = trial(Map.of())) {
      for (String product : PLAIN.keySet()) {
        assertTrue(trial.works(product, NumberType.F32), product);
        assertTrue(trial.works(product, NumberType.BF16), product);
      }
    }
  }

  @Test
  void whatFailsWhenItRunsIsNotTakenAndTheOthersAre() {
    // As oneDNN's: known to the compiler, refused for one type.
    String refuses =
        """
          def product_silu(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
            if x.dtype == 15:
              return torch.linear(x, torch.narrow(weight, 1, 0, 1), bias)
            return torch.silu(self.product(x, weight, bias))
        """;
    try (ProductTrial trial = trial(Map.of("product_silu", refuses))) {
      assertFalse(trial.works("product_silu", NumberType.BF16));
      assertTrue(trial.works("product_silu", NumberType.F32));
      assertTrue(trial.works("product", NumberType.BF16));
    }
  }

  @Test
  void whatForgetsTheBiasOrGivesNaNIsNotTaken() {
    String forgets =
        """
          def product_gelu(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
            return torch.gelu(self.product(x, weight, None))
        """;
    String notANumber =
        """
          def product_plus(self, x: Tensor, other: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
            return torch.sqrt(other + self.product(x, weight, bias))
        """;
    try (ProductTrial trial = trial(Map.of("product_gelu", forgets, "product_plus", notANumber))) {
      assertFalse(trial.works("product_gelu", NumberType.F32));
      assertFalse(trial.works("product_plus", NumberType.F32));
      assertTrue(trial.works("product_times", NumberType.F32));
    }
  }

  @Test
  void whatDoesNotCompileIsNotTaken() {
    String unknown =
        """
          def product(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
            return ops.nowhere.product(x, weight, bias)
        """;
    try (ProductTrial trial = trial(Map.of("product", unknown))) {
      assertFalse(trial.works("product", NumberType.F32));
    }
  }

  @Test
  void packedWeightsAreTakenOnlyByProductsThatMultiplyThem() {
    List<String> oneDnn = List.copyOf(Products.methods("product_onednn").values());
    String packing = Products.resource("packing_onednn");
    boolean here = Products.ofProcessor().packs(Numerics.F32);
    String doubles =
        """
          def pack(self, weight: Tensor) -> Tensor:
            return ops.mkldnn._reorder_linear_weight(weight * 2, None)
        """;
    try (ProductTrial works = packed(oneDnn, packing);
        ProductTrial others = packed(PLAIN.values(), packing);
        ProductTrial wrong = packed(oneDnn, doubles)) {
      for (String product : PLAIN.keySet()) {
        assertEquals(here, works.works(product, NumberType.F32), product);
        assertFalse(others.works(product, NumberType.F32), product);
        assertFalse(wrong.works(product, NumberType.F32), product);
      }
    }
  }

  private static ProductTrial packed(Collection<String> products, String packing) {
    return new ProductTrial(PLAIN.values(), products, packing, CallMode.INFERENCE);
  }

  /** Holds on every processor; the second run of these tests in the pom is one without bf16. */
  @Test
  void bf16IsWidenedExactlyWhereTheProcessorDoesNotMultiplyIt() {
    Products here = Products.ofProcessor();
    boolean widened =
        here.layers(Numerics.of(NumberType.BF16)).stream()
            .anyMatch(source -> source.contains("def widened("));
    assertEquals(!here.multipliesBf16(), widened);
    if ("AVX2".equals(System.getenv("ONEDNN_MAX_CPU_ISA"))) {
      assertFalse(here.multipliesBf16());
    }
  }

  private static ProductTrial trial(Map<String, String> changed) {
    Map<String, String> tried = new LinkedHashMap<>(PLAIN);
    tried.putAll(changed);
    return new ProductTrial(PLAIN.values(), List.copyOf(tried.values()), CallMode.INFERENCE);
  }
}
