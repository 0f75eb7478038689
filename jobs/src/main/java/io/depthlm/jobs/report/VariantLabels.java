package io.depthlm.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Short names of variants: the model, and what distinguishes it; what all have in common is shown
 * once.
 */
public final class VariantLabels {
  private static final int SHORT_ID = 8;

  private final List<VariantName> variants;
  private final List<String> names = new ArrayList<>();
  private final List<String> common = new ArrayList<>();

  /** Names of variants that stand in one table. */
  public VariantLabels(List<VariantName> variants) {
    this.variants = variants;
    Map<String, Function<VariantName, String>> parts = new LinkedHashMap<>();
    parts.put("prompt", VariantName::prompt);
    parts.put("marker", VariantName::marker);
    parts.put("focal length", v -> Labels.focal(v.focalPx()));
    variants.forEach(v -> names.add(v.model()));
    parts.forEach(
        (what, part) -> {
          if (variants.stream().map(part).distinct().count() == 1) {
            common.add(what + " " + part.apply(variants.get(0)));
          } else {
            for (int i = 0; i < names.size(); i++) {
              names.set(i, names.get(i) + " " + part.apply(variants.get(i)));
            }
          }
        });
    List<String> soFar = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      // processor flags, decoding or weights differ: the id is all that tells them apart
      if (soFar.indexOf(soFar.get(i)) != soFar.lastIndexOf(soFar.get(i))) {
        String id = variants.get(i).variantId();
        names.set(i, names.get(i) + " " + id.substring(0, Math.min(SHORT_ID, id.length())));
      }
    }
  }

  /** One of them. */
  public String name(VariantName variant) {
    return names.get(variants.indexOf(variant));
  }

  /** What all variants share. */
  String common() {
    return String.join(", ", common);
  }
}
