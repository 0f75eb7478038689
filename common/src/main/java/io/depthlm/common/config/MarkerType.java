package io.depthlm.common.config;

import io.depthlm.common.core.UserError;
import java.util.SortedSet;

/** The name of a marker that the caller's vocabulary has. */
final class MarkerType implements ValueType<String> {
  @Override
  public String name() {
    return "the name of a marker";
  }

  @Override
  public Decoded<String> decode(Node node) {
    SortedSet<String> markers = node.library().vocabulary().markers();
    if (!(node.value().unwrapped() instanceof String marker)) {
      throw node.wrong(name());
    }
    if (!markers.contains(marker)) {
      throw new UserError(
          node.where() + ": there is no marker '" + marker + "'", Suggest.remedy(marker, markers));
    }
    return Decoded.plain(marker, marker);
  }
}
