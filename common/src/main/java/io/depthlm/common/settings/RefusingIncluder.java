package io.depthlm.common.settings;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import io.depthlm.common.core.UserError;
import java.io.File;
import java.net.URL;

/** Refuses every {@code include}; {@link Hocon} allows includes of files in the same folder. */
class RefusingIncluder
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  private final String place;

  RefusingIncluder(String place) {
    this.place = place;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this; // the fallback is the library's own includer, which reads URLs
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    throw refused(what);
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    throw refused(what.toString());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refused(what.toString());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    throw refused(what);
  }

  private UserError refused(String what) {
    return new UserError(
        place + ": include of '" + what + "' is refused",
        "a file may include files of its own folder and below: include \"name.conf\"");
  }
}
