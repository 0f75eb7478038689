package io.depthlm.jobs.compare;

import io.depthlm.common.core.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which cells of a run are meant: those whose readable columns have given values.
 *
 * @param wanted values by column; empty for every cell
 */
public record VariantFilter(Map<String, String> wanted) {
  /** Every cell. */
  public static final VariantFilter ALL = new VariantFilter(Map.of());

  private static final List<String> COLUMNS =
      List.of("model", "prompt", "marker", "focal_px", "dataset", "task", "variant_id");

  /**
   * The filter of words such as {@code model=depthlm-12b} and {@code focal_px=750}; {@code
   * variant_id} may be cut off.
   *
   * @throws UserError for a word that is none of these
   */
  public static VariantFilter parse(List<String> words) {
    Map<String, String> wanted = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String column = equals < 0 ? "" : word.substring(0, equals).strip();
      if (!COLUMNS.contains(column)) {
        throw new UserError(
            "'" + word + "' names no column of a variant",
            "write COLUMN=VALUE with one of " + String.join(", ", COLUMNS));
      }
      wanted.put(column, word.substring(equals + 1).strip());
    }
    return new VariantFilter(wanted);
  }

  boolean holds(CellPairs.Cell cell) {
    return wanted.entrySet().stream()
        .allMatch(
            e -> {
              CellName name = cell.name();
              return switch (e.getKey()) {
                case "model" -> name.model().equals(e.getValue());
                case "prompt" -> name.prompt().equals(e.getValue());
                case "marker" -> name.marker().equals(e.getValue());
                case "focal_px" -> isFocal(name.focalPx(), e.getValue());
                case "dataset" -> name.dataset().equals(e.getValue());
                case "task" -> name.task().equals(e.getValue());
                case "variant_id" -> cell.scored().variantId().startsWith(e.getValue());
                default -> throw new IllegalStateException("no column " + e.getKey());
              };
            });
  }

  private static boolean isFocal(Double focalPx, String value) {
    if (value.equals("native") || value.equals("own")) {
      return focalPx == null;
    }
    try {
      return Objects.equals(focalPx, Double.valueOf(value));
    } catch (NumberFormatException e) {
      throw new UserError(
          "focal_px=" + value + " is not a number", "write pixels, or native for the frames' own");
    }
  }
}
