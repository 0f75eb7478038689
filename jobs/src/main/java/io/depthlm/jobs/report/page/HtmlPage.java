package io.depthlm.jobs.report.page;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.objects.SafeString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * Pages as one HTML file that needs nothing else. Its policy allows the style and the script that
 * stand in it, by their hashes, and pictures that are in it; nothing from anywhere else, and no
 * script or style of anybody else's.
 */
public final class HtmlPage {
  private static final Jinjava ENGINE = engine();
  private static final String TEMPLATE = resource("page.html");
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  private HtmlPage() {}

  /** The file's text. */
  public static String of(Page page) {
    RenderResult result =
        ENGINE.renderForResult(
            TEMPLATE,
            Map.of(
                "page",
                Bindings.of(page),
                "policy",
                policy(),
                "style",
                new SafeString(STYLE),
                "script",
                new SafeString(SCRIPT)));
    if (!result.getErrors().isEmpty()) {
      throw new IllegalStateException("the page's template: " + result.getErrors());
    }
    return result.getOutput();
  }

  private static String policy() {
    return "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; img-src data:; base-uri 'none'; form-action 'none'"
        .formatted(hash(STYLE), hash(SCRIPT));
  }

  /**
   * Everything that is printed is escaped, and nothing that is printed is read as a template again.
   */
  private static Jinjava engine() {
    Jinjava engine =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withReadOnlyResolver(true)
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withFailOnUnknownTokens(false)
                .build());
    engine.getGlobalContext().setAutoEscape(true);
    return engine;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
