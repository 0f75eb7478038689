package io.depthlm.jobs.cli;

import io.depthlm.common.geometry.LabelKind;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code z} and {@code radial}, by the names that tables have. */
final class LabelKindConverter implements ITypeConverter<LabelKind> {
  @Override
  public LabelKind convert(String value) {
    try {
      return LabelKind.ofKey(value.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("expected z or radial, found '" + value + "'");
    }
  }
}
