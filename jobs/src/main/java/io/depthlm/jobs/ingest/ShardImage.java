package io.depthlm.jobs.ingest;

import io.depthlm.common.core.RejectReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.spark.sql.Row;

/**
 * The image of one line, as it was found in the shards.
 *
 * @param member of {@link ShardRows}, or null where no shard has it
 * @param ambiguous whether there are others of this name, with other content
 */
record ShardImage(Row member, Boolean ambiguous) implements ImageSource {
  @Override
  public Found read(String relativePath) throws IOException {
    if (member == null) {
      throw new FileNotFoundException(relativePath);
    }
    if (Boolean.TRUE.equals(ambiguous)) {
      throw new UnusableException(
          RejectReason.IMAGE_AMBIGUOUS, "the shards have several pictures " + relativePath);
    }
    String reason = member.getAs("reason");
    if (reason != null) {
      throw new UnusableException(RejectReason.ofKey(reason), member.getAs("detail"));
    }
    return new Found(
        member.getAs("image_sha256"),
        member.getAs("width_px"),
        member.getAs("height_px"),
        new Place(
            null,
            member.getAs("container_uri"),
            member.getAs("byte_offset"),
            member.getAs("byte_length")));
  }
}
