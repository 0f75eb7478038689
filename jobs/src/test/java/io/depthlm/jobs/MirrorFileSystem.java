package io.depthlm.jobs;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files behind a scheme of their own, {@code mirror:}: something that is not local. */
public final class MirrorFileSystem extends RawLocalFileSystem {
  /** Makes the scheme known. */
  public static void register(Configuration hadoop) {
    hadoop.set("fs.mirror.impl", MirrorFileSystem.class.getName());
  }

  @Override
  public URI getUri() {
    return URI.create("mirror:///");
  }

  @Override
  public String getScheme() {
    return "mirror";
  }
}
