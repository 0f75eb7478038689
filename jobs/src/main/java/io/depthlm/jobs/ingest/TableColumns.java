package io.depthlm.jobs.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.zip_with;

import io.depthlm.common.core.UserError;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * The meaning of the columns of an input table, as {@code docs/tables-in.md} lists them, in the
 * form of {@link TableRows#ROW}. The first name that is there counts.
 */
final class TableColumns {
  private static final String PAGE = "docs/tables-in.md lists the columns";
  private static final List<String> CAMERA = List.of("fx", "fy", "cx", "cy", "width", "height");
  private static final List<String> PATHS = List.of("image_path", "image_uri", "image");
  private static final List<String> BYTES = List.of("image_bytes", "bytes", "image");
  private static final List<String> DEPTHS = List.of("depth", "depth_m");
  private static final List<String> POSES = List.of("camera_to_world", "pose");
  private static final List<String> SCENES = List.of("scene_id", "scene");

  /** Everything that could mean something, in lower case. */
  static final Set<String> NAMES = names();

  private final TableSource table;
  private final Map<String, DataType> types = new HashMap<>();

  TableColumns(TableSource table) {
    this.table = table;
    for (var field : table.rows().schema().fields()) {
      types.put(field.name().toLowerCase(Locale.ROOT), field.dataType());
    }
  }

  private static Set<String> names() {
    Set<String> names =
        new TreeSet<>(
            Set.of(
                "frame_id",
                "camera_id",
                "camera",
                "intrinsics",
                "pixel_coords",
                "x_px",
                "y_px",
                "region"));
    for (List<String> more : List.of(PATHS, BYTES, DEPTHS, POSES, SCENES, CAMERA)) {
      names.addAll(more);
    }
    CAMERA.forEach(name -> names.add(name + "_px"));
    return names;
  }

  TableSource table() {
    return table;
  }

  /** The bytes of the pictures, or null where they are files. */
  Column bytes() {
    for (String name : BYTES) {
      if (has(name) && types.get(name) instanceof BinaryType) {
        return col(name);
      }
    }
    return field("image", "bytes", DataTypes.BinaryType);
  }

  /** The column that names a picture: its path, or an id beside its bytes. */
  Column imageName() {
    Column path = null;
    for (String name : PATHS) {
      if (path == null && has(name) && types.get(name) instanceof StringType) {
        path = col(name);
      }
    }
    Column bytes = bytes();
    if (bytes == null) {
      if (path == null) {
        throw missing("the picture", "image_path, image_uri, image, or bytes with frame_id");
      }
      return path;
    }
    if (has("frame_id")) {
      DataType type = types.get("frame_id");
      check(
          "frame_id",
          type instanceof StringType || type instanceof IntegralType,
          "text or an integer");
      return col("frame_id").cast("string");
    }
    Column ofStruct = field("image", "path", DataTypes.StringType);
    Column named = path != null ? path : ofStruct;
    // Pictures without a name are named by their content.
    Column byContent = concat(lit("sha256-"), substring(sha2(bytes, 256), 1, 32));
    return named == null ? byContent : coalesce(named, byContent);
  }

  /**
   * [fx, fy, cx, cy, W, H].
   *
   * @param joined whether a table of cameras was joined already
   */
  Column intrinsics(boolean joined) {
    if (has("intrinsics")) {
      check(
          "intrinsics",
          isArray(types.get("intrinsics")),
          "an array of numbers [fx, fy, cx, cy, W, H]");
      return col("intrinsics").cast("array<double>");
    }
    String[] names =
        CAMERA.stream()
            .map(name -> has(name + "_px") ? name + "_px" : name)
            .filter(this::has)
            .toArray(String[]::new);
    if (names.length != CAMERA.size()) {
      throw missing(
          "the camera",
          "intrinsics, or fx_px, fy_px, cx_px, cy_px, width_px, height_px"
              + (joined ? "" : ", or a table of them by --intrinsics"));
    }
    Column all = lit(true);
    for (String name : names) {
      check(name, types.get(name) instanceof NumericType, "a number");
      all = all.and(col(name).isNotNull());
    }
    return when(
        all, array(Arrays.stream(names).map(n -> col(n).cast("double")).toArray(Column[]::new)));
  }

  /** Whether a row is one pixel of an image. */
  boolean onePixelARow() {
    return !has("pixel_coords") && has("x_px") && types.get("x_px") instanceof NumericType;
  }

  /** The pixels, as {@link TableRows#ROW} has them. */
  Column pixels() {
    if (has("pixel_coords")) {
      check(
          "pixel_coords",
          types.get("pixel_coords") instanceof ArrayType outer && isArray(outer.elementType()),
          "an array of [x, y]");
      return transform(
          col("pixel_coords").cast("array<array<double>>"),
          p -> when(p.isNotNull(), pixel(size(p), p.getItem(0), p.getItem(1))));
    }
    if (!has("x_px") || !has("y_px")) {
      throw missing("the pixels", "pixel_coords, or x_px and y_px");
    }
    String expected = "a number where x_px is one (a row a pixel), or an array as x_px";
    if (onePixelARow()) {
      check("y_px", types.get("y_px") instanceof NumericType, expected);
      return array(pixel(lit(2), col("x_px").cast("double"), col("y_px").cast("double")));
    }
    check("x_px", isArray(types.get("x_px")), "a number (a row a pixel), or an array of numbers");
    check("y_px", isArray(types.get("y_px")), expected);
    return zip_with(
        col("x_px").cast("array<double>"),
        col("y_px").cast("array<double>"),
        (x, y) -> pixel(lit(2), x, y));
  }

  private static Column pixel(Column n, Column x, Column y) {
    return struct(n.as("n"), x.as("x"), y.as("y"));
  }

  /** The depths. */
  Column depths() {
    String name = firstOf(DEPTHS);
    if (name == null) {
      throw missing("the depths", String.join(" or ", DEPTHS));
    }
    if (onePixelARow()) {
      check(
          name, types.get(name) instanceof NumericType, "a number, as x_px is one (a row a pixel)");
      return array(col(name).cast("double"));
    }
    check(name, isArray(types.get(name)), "an array of numbers, one a pixel");
    return col(name).cast("array<double>");
  }

  /** The regions, null where there are none. */
  Column regions() {
    Column none = lit(null).cast("array<string>");
    if (!has("region")) {
      return onePixelARow() ? array(lit(null).cast("string")) : none;
    }
    if (onePixelARow()) {
      check("region", types.get("region") instanceof StringType, "text, as x_px is a number");
      return array(col("region"));
    }
    check(
        "region",
        types.get("region") instanceof ArrayType a && a.elementType() instanceof StringType,
        "an array of text, one a pixel");
    return col("region");
  }

  /** Sixteen numbers row by row, null where there are none. */
  Column cameraToWorld() {
    String name = firstOf(POSES);
    if (name == null) {
      return lit(null).cast("array<double>");
    }
    if (types.get(name) instanceof ArrayType outer && isArray(outer.elementType())) {
      return flatten(col(name).cast("array<array<double>>"));
    }
    check(name, isArray(types.get(name)), "16 numbers or 4 rows of 4");
    return col(name).cast("array<double>");
  }

  /** The scene, null where there is none. */
  Column sceneId() {
    String name = firstOf(SCENES);
    if (name == null) {
      return lit(null).cast("string");
    }
    check(
        name,
        types.get(name) instanceof StringType || types.get(name) instanceof IntegralType,
        "text or an integer");
    return col(name).cast("string");
  }

  private String firstOf(List<String> names) {
    return names.stream().filter(this::has).findFirst().orElse(null);
  }

  /** A field of a struct column, or null where there is none of the type. */
  private Column field(String name, String field, DataType type) {
    return has(name)
            && types.get(name) instanceof StructType fields
            && Arrays.stream(fields.fields())
                .anyMatch(f -> f.name().equals(field) && f.dataType().sameType(type))
        ? col(name + "." + field)
        : null;
  }

  private static boolean isArray(DataType type) {
    return type instanceof ArrayType array && array.elementType() instanceof NumericType;
  }

  /** Whether a column is there; one that is there and cannot be read is an error. */
  private boolean has(String name) {
    String type = table.unreadable().get(name);
    if (type != null) {
      throw new UserError(
          "the column %s is %s, which Spark cannot read".formatted(name, type),
          "write it as another type, or name it otherwise if it means something else; " + PAGE);
    }
    return types.containsKey(name);
  }

  private void check(String name, boolean fits, String expected) {
    if (!fits) {
      throw new UserError(
          "the column %s is %s, expected %s"
              .formatted(name, types.get(name).simpleString(), expected),
          PAGE);
    }
  }

  private UserError missing(String what, String wanted) {
    return new UserError(
        "the table has no column for " + what + "; it has " + String.join(", ", table.columns()),
        "name a column " + wanted);
  }
}
