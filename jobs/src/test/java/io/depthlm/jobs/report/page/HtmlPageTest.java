package io.depthlm.jobs.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.common.metrics.Measure;
import io.depthlm.common.metrics.MeasureSet;
import io.depthlm.common.metrics.registry.MeasureSets;
import io.depthlm.jobs.report.Figure;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Texts of models, data sets and users are shown, and do nothing. */
class HtmlPageTest {
  private static final String HOSTILE =
      "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&]]>--></svg><style>{{ 7*6 }}{% raw"
          + " %}{# x #}\u202e\u0007\ud800";

  /** {@link #HOSTILE} as a reader sees it. */
  private static final String SHOWN =
      "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&]]>--></svg><style>{{ 7*6 }}{% raw"
          + " %}{# x #}???";

  private static String page(String text) {
    return HtmlPage.of(RunPage.of(PageFixture.report(text)));
  }

  /** As XML, without our own style and script. */
  private static Element parsed(String html) throws Exception {
    String xml =
        html.replaceFirst("<!DOCTYPE html>", "")
            .replaceFirst("(?s)<style>.*?</style>", "")
            .replaceFirst("(?s)<script>(?!alert).*?</script>\\s*</body>", "</body>")
            .replaceAll("<meta([^>]*)>", "<meta$1/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }

  private static List<Element> all(Element root) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = root.getElementsByTagName("*");
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  @Test
  void hostileTextsAreTextsAndNothingElse() throws Exception {
    Element hostile = parsed(page(HOSTILE));
    Element harmless = parsed(page("Qzx"));
    assertEquals(
        all(harmless).stream().map(Element::getTagName).toList(),
        all(hostile).stream().map(Element::getTagName).toList(),
        "no text makes an element");
    Set<String> attributes = new TreeSet<>();
    Set<String> sources = new TreeSet<>();
    for (Element element : all(hostile)) {
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        attributes.add(element.getAttributes().item(i).getNodeName());
      }
      sources.add(element.getAttribute("src").replaceFirst(",.*", ""));
      String href = element.getAttribute("href");
      assertTrue(href.isEmpty() || href.matches("#[a-z0-9-]+"), href);
    }
    assertFalse(attributes.stream().anyMatch(a -> a.startsWith("on")), attributes.toString());
    assertFalse(attributes.contains("style"), "the policy allows none: " + attributes);
    assertEquals(Set.of("", "data:image/jpeg;base64"), sources);
    assertEquals("Run " + SHOWN, hostile.getElementsByTagName("h1").item(0).getTextContent());
    String text = withoutCharts(hostile);
    assertEquals(
        withoutCharts(harmless).split("Qzx", -1).length,
        text.split(Pattern.quote(SHOWN), -1).length,
        "every text as it came");
    assertFalse(text.contains("42"), "nothing that is shown is run as a template");
  }

  /** Charts cut long names. */
  private static String withoutCharts(Element page) {
    NodeList charts = page.getElementsByTagName("svg");
    while (charts.getLength() > 0) {
      charts.item(0).getParentNode().removeChild(charts.item(0));
    }
    return page.getTextContent();
  }

  @Test
  void thePageNeedsNothingElse() {
    String page = page("word");
    for (String outside : List.of("http:", "https:", "url(", "@import", "<link", "import(")) {
      assertFalse(page.contains(outside), outside);
    }
  }

  @Test
  void thePolicyAllowsThisStyleAndThisScriptOnly() throws Exception {
    String page = page("word");
    Matcher policy =
        Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
            .matcher(page);
    assertTrue(policy.find(), page);
    assertEquals(
        "default-src &#39;none&#39;; style-src &#39;sha256-%s&#39;; script-src &#39;sha256-%s&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;"
            .formatted(hash(page, "style"), hash(page, "script")),
        policy.group(1));
    assertEquals(1, page.split("<script", -1).length - 1);
    assertEquals(1, page.split("<style", -1).length - 1);
  }

  private static String hash(String page, String tag) throws Exception {
    int from = page.indexOf("<" + tag + ">") + tag.length() + 2;
    String content = page.substring(from, page.indexOf("</" + tag + ">", from));
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void tablesNameTheirRowsAndColumnsForScreenReaders() throws Exception {
    Element page = parsed(page("word"));
    List<Element> tables = all(page).stream().filter(e -> e.getTagName().equals("table")).toList();
    assertTrue(tables.size() > 8, tables.size() + " tables");
    for (Element table : tables) {
      assertEquals(1, table.getElementsByTagName("caption").getLength());
      NodeList heads = table.getElementsByTagName("th");
      for (int i = 0; i < heads.getLength(); i++) {
        assertTrue(Set.of("col", "row").contains(((Element) heads.item(i)).getAttribute("scope")));
      }
    }
    for (Element e : all(page)) {
      if (e.getTagName().equals("img")) {
        assertFalse(e.getAttribute("alt").isBlank());
      }
      if (e.getTagName().equals("svg") || e.getTagName().equals("canvas")) {
        assertEquals("img", e.getAttribute("role"));
        assertFalse(e.getAttribute("aria-label").isBlank());
      }
    }
    Set<String> ids = new TreeSet<>();
    all(page).stream()
        .map(e -> e.getAttribute("id"))
        .filter(id -> !id.isEmpty())
        .forEach(id -> assertTrue(ids.add(id), "twice: " + id));
    for (String section :
        List.of(
            "summary",
            "leaderboard",
            "structure",
            "where",
            "confidence",
            "gallery",
            "maps",
            "history",
            "losses",
            "protocol")) {
      assertTrue(ids.contains(section), ids.toString());
    }
  }

  @Test
  void aLargeFactorIsNotSaidInPerCent() {
    assertEquals("30.0%", Words.factor(1.3));
    assertEquals("a factor of 1.90", Words.factor(1.9));
  }

  @Test
  void theSummarySaysHowFarOffWhereAndComparedWithWhom() {
    String page = page("word");
    for (String said :
        List.of(
            "word v1-12345, the only one of 2 variants that looks at the picture: 50.0% [40.0 60.0]"
                + " of 30 answers about 2 pictures are within 25% of the truth (delta1); the mean"
                + " relative error is 50.0% [40.0 60.0] (abs_rel).",
            "Half of its answers are within 30.0% of the truth; the middle answer is 2.0% too far,"
                + " and 90% of them lie between 0.50 and 2.00 times the truth.",
            "By place in the picture, in 6 by 4 parts: best at the bottom, far right (80.0% of 25),"
                + " worst at the top, far left (20.0% of 25) (shares without an interval).",
            "Confidence: of the more confident half of the answers, 75.0% [70.0 80.0] are within"
                + " 25% of the truth, 25.0 points more than of all; the mean confidence is 20.0"
                + " points lower than delta1 (underconfident).",
            "The relative error that the model&#39;s own odds lead to expect is 10.0% [5.0 15.0],"
                + " and the true one of the same answers is 20.0%: it is too low; its rank"
                + " correlation with the true error is 0.40 (1 is best).",
            "The frame with the largest mean log error of 2 is word: 1 of 10 within 25%, on the"
                + " whole 39.3% too near.",
            "Compared with word v2-12345 (does not look at the picture): 50.0% [40.0 60.0]. The"
                + " intervals overlap: the compare command under Protocol pairs the two by image.",
            "The mean relative error of word v2-12345 (does not look at the picture) is smaller:"
                + " 25.0% [20.0 30.0]. A few answers that are far too far raise this mean; delta1"
                + " counts each of them once.",
            "In brackets: 90% intervals")) {
      assertTrue(
          page.contains(said),
          said
              + " in "
              + page.substring(page.indexOf("id=\"summary\""), page.indexOf("id=\"leaderboard\"")));
    }
  }

  @Test
  void aBaselineThatIsBetterIsSaidToBe() {
    String better =
        HtmlPage.of(RunPage.of(PageFixture.report("word", new Figure(0.7, 0.65, 0.75))));
    assertTrue(
        better.contains(
            "Compared with word v2-12345 (does not look at the picture): 70.0% [65.0 75.0]. It is"
                + " better, and the intervals do not overlap: the difference is larger than"
                + " chance."));
    String perhaps = HtmlPage.of(RunPage.of(PageFixture.report("word", new Figure(0.6, 0.5, 0.7))));
    assertTrue(
        perhaps.contains(
            "60.0% [50.0 70.0]. It is better, but the intervals overlap: the compare command under"
                + " Protocol pairs the two by image."));
  }

  @Test
  void aRunIsRepeatedByWhatThePageHolds() {
    String page = page("word");
    assertTrue(
        page.contains(
            "cat &gt; again.conf &lt;&lt;&#39;END&#39;\nword\nEND\n"
                + "depthlm sweep --conf again.conf --warehouse URI"),
        page.substring(page.indexOf("Repeat this run")));
    assertTrue(
        page("END").contains("&lt;&lt;&#39;END_&#39;\nEND\nEND_\n"),
        "the configuration cannot end itself");
  }

  @Test
  void anOrderOfTiesIsNoMerit() {
    String page = page("word");
    String structure =
        page.substring(page.indexOf("id=\"structure\""), page.indexOf("id=\"where\""));
    String row = structure.substring(structure.indexOf(">order_wrong, word<"));
    row = row.substring(0, row.indexOf("</tr>"));
    assertTrue(row.contains(">0.5000 [0.4000 0.6000]<") && row.contains(">all pairs tied<"), row);
  }

  @Test
  void whatHasNoFigureIsNamedAndHasNoRow() {
    String page = page("word");
    assertTrue(
        page.contains(
            "Not shown, because no variant has what they are taken over: calibration_error."));
    assertFalse(page.contains(">calibration_error<"));
  }

  @Test
  void lossesSpeakInTheWordsOfTheirPage() throws Exception {
    assertEquals(
        "The marker would leave the picture."
            + " Use a smaller marker, or one that paints nothing, such as text.",
        LossWords.of("rejected", "border"));
    assertEquals("", LossWords.of("rejected", "unheard_of"));
    assertTrue(LossWords.of("cut off", "max_new_tokens").contains("may be wrong"));
    assertEquals("", LossWords.of("failed", "unheard_of"));
    assertTrue(LossWords.of("failed", "prepared_too_small").contains("no pixel on an axis"));
    List<String> lines = Files.readAllLines(Path.of("../docs/reasons.md"));
    Pattern row = Pattern.compile("\\| `([a-z0-9_]+)…?` \\| (.*) \\| .* \\|");
    int codes = 0;
    for (String line : lines.subList(lines.indexOf("## Error codes"), lines.size())) {
      Matcher code = row.matcher(line);
      if (code.matches()) {
        String found = code.group(1).endsWith("_") ? code.group(1) + "anything" : code.group(1);
        assertEquals(code.group(2), LossWords.of("failed", found));
        codes++;
      }
    }
    assertTrue(codes > 30, codes + " codes");
  }

  @Test
  void everyMeasureIsExplained() {
    for (MeasureSet set : MeasureSets.ALL) {
      for (Measure measure : set.measures()) {
        assertFalse(Meanings.of(measure.key()).isBlank(), measure.key());
      }
    }
  }
}
