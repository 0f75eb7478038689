package io.depthlm.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import io.depthlm.common.core.UserError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** Parses HOCON texts; every error names file and line. */
public final class Hocon {
  private static final int MAX_INCLUDES = 64;

  /** The parser quotes the unexpected text, which may be the rest of the file. */
  private static final int MAX_REASON = 300;

  private final TextSource source;
  private int includes;

  public Hocon(TextSource source) {
    this.source = source;
  }

  /**
   * Parses a text.
   *
   * @param uri names it in errors; its includes are relative to it
   */
  public Config parse(String uri, String text) {
    return parse(List.of(uri), text);
  }

  /**
   * Resolves {@code ${key}} references, within the configuration only.
   *
   * @param uri names the file in an error
   */
  public static Config resolve(String uri, Config config) {
    try {
      HoconExpansion.check(uri, config);
      return config.resolve(ConfigResolveOptions.noSystem());
    } catch (StackOverflowError e) {
      throw tooDeep(uri, e);
    } catch (ConfigException e) {
      throw new UserError(
          at(uri, e) + reason(e),
          "a ${key} must be defined in the file; the environment is not read",
          e);
    }
  }

  /** The parser's message without file, line and advice, which our message has already. */
  static String reason(ConfigException e) {
    String text = e.getMessage();
    if (e.origin() != null) {
      text = text.replace(e.origin().description() + ": ", "");
    }
    int advice = text.indexOf(" (if you intended");
    String reason = advice < 0 ? text : text.substring(0, advice);
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "...";
  }

  private Config parse(List<String> chain, String text) {
    String uri = chain.get(chain.size() - 1);
    HoconBrackets.check(uri, text);
    HoconExpansion.checkText(uri, text);
    try {
      return ConfigFactory.parseString(
          text,
          ConfigParseOptions.defaults()
              .setSyntax(ConfigSyntax.CONF)
              .setOriginDescription(uri)
              .setIncluder(new Neighbours(chain)));
    } catch (StackOverflowError e) {
      throw tooDeep(uri, e);
    } catch (ConfigException e) {
      throw new UserError(at(uri, e) + reason(e), "fix the HOCON syntax there", e);
    }
  }

  private static UserError tooDeep(String uri, StackOverflowError e) {
    return new UserError(
        uri + ": its keys or references are nested too deeply", "no key needs so many levels", e);
  }

  private static String at(String uri, ConfigException e) {
    return (e.origin() == null ? uri : Node.place(e.origin())) + ": ";
  }

  /** Includes files of the same folder and below, through the same source. */
  private final class Neighbours extends RefusingIncluder {
    private final List<String> chain;

    /**
     * @param chain the files that include one another; the last one is being parsed
     */
    Neighbours(List<String> chain) {
      super(chain.get(chain.size() - 1));
      this.chain = chain;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      String uri = chain.get(chain.size() - 1);
      boolean plain = what.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*");
      if (!plain || what.contains("..")) {
        return super.include(context, what);
      }
      String target = uri.substring(0, uri.lastIndexOf('/') + 1) + what;
      List<String> longer = new ArrayList<>(chain);
      longer.add(target);
      if (chain.contains(target)) {
        throw new UserError(
            uri + ": include of '" + what + "' is circular: " + String.join(" → ", longer),
            "remove one of these includes");
      }
      if (++includes > MAX_INCLUDES) {
        throw new UserError(
            "%s: include of '%s' is one of more than %d".formatted(uri, what, MAX_INCLUDES),
            "put them into fewer files");
      }
      try {
        return parse(longer, source.read(target)).root();
      } catch (NoSuchFileException e) {
        throw new UserError(
            uri + ": include of '" + what + "': there is no " + target,
            "correct the name or create the file",
            e);
      } catch (IOException e) {
        throw new UserError(
            uri + ": include of '" + what + "' cannot be read: " + e.getMessage(),
            "check the file and its permissions",
            e);
      }
    }
  }
}
