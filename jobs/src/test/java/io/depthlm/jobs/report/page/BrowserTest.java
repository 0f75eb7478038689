package io.depthlm.jobs.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a real browser: one that is made up, and those in the folder {@code PAGES}, where it is
 * named. Screenshots are left under {@code target/pages}.
 */
@Tag("browser")
class BrowserTest {
  private static final int[] WIDTHS_PX = {1280, 390};
  private static final int SLICE_PX = 2400;
  private static final int MOST_SLICES = 8;
  private static final double MOST_LOAD_MS = 2000;
  private static final long MOST_BYTES = 10_000_000;

  /** The texts whose colour is too close to the one behind them: below 4.5 to 1. */
  private static final String FAINT =
      """
      (() => {
        const rgb = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
        const light = ([r, g, b]) => [r, g, b].map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; })
          .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c; } return [255, 255, 255, 1]; };
        const faint = [];
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const e = walk.currentNode.parentElement;
          if (!walk.currentNode.data.trim() || e.closest('script, style, title, .skip')) continue;
          if (e.classList.contains('on-light') || e.classList.contains('on-dark')) continue;
          if (!e.getClientRects().length) continue;
          const style = getComputedStyle(e);
          const a = light(rgb(e.closest('svg') ? style.fill : style.color));
          const b = light(behind(e));
          const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (ratio < 4.5) faint.push(ratio.toFixed(2) + ' ' + walk.currentNode.data.trim().slice(0, 40));
        }
        return faint;
      })()
      """;

  /** Words of a picture that lie upon one another or are cut off. */
  private static final String CLASHES =
      """
      (() => {
        const clashes = [];
        for (const svg of document.querySelectorAll('svg')) {
          if (!svg.getClientRects().length) continue;
          const frame = svg.getBoundingClientRect();
          const texts = [...svg.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
          texts.forEach(([word, r], i) => {
            if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1 || r.bottom > frame.bottom + 1) {
              clashes.push('cut off: ' + word + ' in ' + svg.getAttribute('aria-label'));
            }
            for (const [other, s] of texts.slice(i + 1)) {
              const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
              const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
              if (wide > 1) { if (high > 3) clashes.push(word + ' upon ' + other + ' in ' + svg.getAttribute('aria-label')); }
            }
          });
        }
        return clashes;
      })()
      """;

  @TempDir Path folder;

  @Test
  void pagesOpenWithoutAFaultAndCanBeReadWideAndNarrowLightAndDark() throws Exception {
    List<Path> pages = new ArrayList<>();
    Path madeUp = folder.resolve("made-up.html");
    Files.writeString(madeUp, HtmlPage.of(RunPage.of(PageFixture.report("word"))));
    pages.add(madeUp);
    String more = System.getenv("PAGES");
    if (more != null) {
      try (Stream<Path> files = Files.list(Path.of(more))) {
        files.filter(f -> f.toString().endsWith(".html")).sorted().forEach(pages::add);
      }
    }
    List<String> wrong = new ArrayList<>();
    Path shots = Files.createDirectories(Path.of("target/pages"));
    try (Chromium browser = Chromium.start(folder.resolve("profile"))) {
      browser.open(madeUp); // the first page pays for the browser's own start
      for (Path page : pages) {
        assertTrue(Files.size(page) < MOST_BYTES, page + " has " + Files.size(page) + " bytes");
        for (int width : WIDTHS_PX) {
          for (String colours : List.of("light", "dark")) {
            String name =
                "%s-%d-%s"
                    .formatted(page.getFileName().toString().replace(".html", ""), width, colours);
            look(browser, page, width, colours, shots.resolve(name), wrong);
          }
        }
      }
      assertEquals(List.of(), browser.faults());
      assertEquals("", String.join("\n", wrong));
    }
  }

  private static void look(
      Chromium browser, Path page, int width, String colours, Path shot, List<String> wrong)
      throws Exception {
    browser.show(width, 900, colours);
    browser.open(page);
    double ms =
        browser.value("performance.getEntriesByType('navigation')[0].loadEventEnd").asDouble();
    int height = browser.value("document.documentElement.scrollHeight").asInt();
    System.out.printf("%s: %.0f ms, %,d px high%n", shot.getFileName(), ms, height);
    assertTrue(ms < MOST_LOAD_MS, shot.getFileName() + " took " + ms + " ms");
    int wide = browser.value("document.documentElement.scrollWidth").asInt();
    if (wide > width) {
      wrong.add(shot.getFileName() + " is " + wide + " px wide");
    }
    browser.value(FAINT).forEach(text -> wrong.add(shot.getFileName() + " too faint: " + text));
    browser.value(CLASHES).forEach(text -> wrong.add(shot.getFileName() + ": " + text));
    for (int i = 0; i < MOST_SLICES && i * SLICE_PX < height; i++) {
      browser.screenshot(
          Path.of(shot + "-" + i + ".png"),
          i * SLICE_PX,
          Math.min(SLICE_PX, height - i * SLICE_PX));
    }
  }

  @Test
  void tablesAreSortedColoursSwitchedAndCloudsTurned() throws Exception {
    Path page = folder.resolve("made-up.html");
    Files.writeString(page, HtmlPage.of(RunPage.of(PageFixture.report("word"))));
    try (Chromium browser = Chromium.start(folder.resolve("profile"))) {
      browser.show(1280, 900, "light");
      browser.open(page);
      String frames = "document.querySelector('[aria-label*=\"worst frames\"] table')";
      String first = frames + ".tBodies[0].rows[0].cells[1].textContent";
      assertEquals("1 of 2", browser.value(first).asText());
      browser.value(frames + ".tHead.rows[0].cells[1].querySelector('button').click()");
      assertEquals("2 of 2", browser.value(first).asText());
      assertEquals(
          "descending",
          browser.value(frames + ".tHead.rows[0].cells[1].getAttribute('aria-sort')").asText());
      browser.value(frames + ".tHead.rows[0].cells[1].querySelector('button').click()");
      assertEquals("1 of 2", browser.value(first).asText());

      String paper = "getComputedStyle(document.body).backgroundColor";
      assertEquals("rgb(255, 255, 255)", browser.value(paper).asText());
      browser.value("document.getElementById('theme').click()");
      assertEquals("rgb(20, 23, 27)", browser.value(paper).asText());

      String drawn = "document.querySelector('canvas').toDataURL()";
      String before = browser.value(drawn).asText();
      browser.value(
          "document.querySelector('canvas').dispatchEvent(new KeyboardEvent('keydown', {key:"
              + " 'ArrowLeft'}))");
      assertTrue(!before.equals(browser.value(drawn).asText()), "the cloud turned");
      assertEquals(List.of(), browser.faults());
    }
  }

  /** What a page would do that a model could write into: its policy stops it, and it is told. */
  @Test
  void scriptsAndPicturesFromElsewhereAreRefused() throws Exception {
    Path page = folder.resolve("hostile.html");
    Files.writeString(
        page,
        HtmlPage.of(RunPage.of(PageFixture.report("word")))
            .replace(
                "</main>",
                "<script>window.ran = 1</script><img src=\"https://127.0.0.1:9/x.png\""
                    + " onerror=\"window.ran = 2\"/></main>"));
    try (Chromium browser = Chromium.start(folder.resolve("profile"))) {
      browser.open(page);
      assertEquals("undefined", browser.value("typeof window.ran").asText());
      assertTrue(
          browser.faults().stream().filter(f -> f.contains("Content Security Policy")).count() >= 2,
          browser.faults().toString());
    }
  }

  @Test
  void withoutScriptTheTablesAndPicturesAreThere() throws Exception {
    Path page = folder.resolve("made-up.html");
    Files.writeString(page, HtmlPage.of(RunPage.of(PageFixture.report("word"))));
    try (Chromium browser = Chromium.start(folder.resolve("profile"))) {
      browser.scripts(false);
      browser.open(page);
      Path shot = Files.createDirectories(Path.of("target/pages")).resolve("no-script.png");
      browser.scripts(true);
      assertEquals(0, browser.value("document.querySelectorAll('thead button').length").asInt());
      assertTrue(browser.value("document.querySelector('table').rows.length").asInt() > 1);
      assertTrue(browser.value("document.getElementById('theme').hidden").asBoolean());
      browser.screenshot(shot, 0, 900);
      assertTrue(Files.size(shot) > 1000);
    }
  }
}
