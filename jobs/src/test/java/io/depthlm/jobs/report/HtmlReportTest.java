package io.depthlm.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.depthlm.jobs.report.RunReport.Bin;
import io.depthlm.jobs.report.RunReport.Cell;
import io.depthlm.jobs.report.RunReport.Facts;
import io.depthlm.jobs.report.RunReport.Loss;
import io.depthlm.jobs.report.RunReport.Slice;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Texts of models, data sets and users are shown, and do nothing. */
class HtmlReportTest {
  private static final String HOSTILE =
      "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&]]>--><style>\u202e\u0007\ud800";

  /** {@link #HOSTILE} as a reader sees it. */
  private static final String SHOWN =
      "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&]]>--><style>???";

  private static RunReport report(String text) {
    Figure figure = new Figure(0.5, 0.4, 0.6);
    VariantName variant = new VariantName("v" + text, text, text, text, 750.0);
    Score score =
        new Score(
            new Protocol(text, text, text, text, text),
            variant,
            text,
            text,
            0,
            figure,
            figure,
            10,
            2,
            1,
            1,
            1,
            1,
            1);
    Cell cell =
        new Cell(
            text,
            text,
            List.of(
                new Slice(text, 10, figure, figure, figure, Figure.NONE),
                new Slice("truth_m=" + text, 10, figure, figure, figure, figure),
                new Slice("truth_m=2-5", 10, figure, figure, figure, figure)),
            List.of(new Bin(0, 0, 1), new Bin(47, 47, 9)));
    return new RunReport(
        new Facts(
            text,
            text,
            text,
            text,
            text,
            text,
            Instant.EPOCH,
            null,
            null,
            1.5,
            Map.of(text, 3L),
            Map.of(text, 4L)),
        text,
        text,
        0.9,
        Leaderboard.of(List.of(score)),
        List.of(cell, cell),
        List.of(new Loss(text, text, text, text, 7)));
  }

  private static Element parsed(String html) throws Exception {
    String xml = html.replaceFirst("<!DOCTYPE html>", "").replaceAll("<meta([^>]*)>", "<meta$1/>");
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
    Element hostile = parsed(HtmlReport.of(report(HOSTILE)));
    Element harmless = parsed(HtmlReport.of(report("word")));
    assertEquals(
        all(harmless).stream().map(Element::getTagName).toList(),
        all(hostile).stream().map(Element::getTagName).toList(),
        "no text makes an element");
    Set<String> attributes = new TreeSet<>();
    for (Element element : all(hostile)) {
      for (int i = 0; i < element.getAttributes().getLength(); i++) {
        attributes.add(element.getAttributes().item(i).getNodeName());
      }
    }
    assertFalse(attributes.stream().anyMatch(a -> a.startsWith("on")), attributes.toString());
    assertFalse(attributes.contains("src"), attributes.toString());
    Set<String> links = new TreeSet<>();
    Set<String> ids = new TreeSet<>();
    all(hostile).forEach(e -> links.add(e.getAttribute("href")));
    all(hostile).forEach(e -> ids.add("#" + e.getAttribute("id")));
    assertEquals(Set.of("", "#cell-0", "#cell-1"), links);
    assertTrue(ids.containsAll(List.of("#cell-0", "#cell-1")), ids.toString());
    assertEquals("Run " + SHOWN, hostile.getElementsByTagName("h1").item(0).getTextContent());
    String text = hostile.getTextContent();
    // 1 title, 1 heading, the facts, boards, cells, losses, commands and configuration
    assertTrue(text.split(java.util.regex.Pattern.quote(SHOWN), -1).length > 25, text);
  }

  @Test
  void thePageNeedsNothingElse() {
    String page = HtmlReport.of(report("word"));
    for (String outside : List.of("http:", "https:", "//", "url(", "@import", "<script", "<link")) {
      assertFalse(page.contains(outside), outside);
    }
    assertTrue(page.contains("default-src 'none'"), page);
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    assertEquals("a&lt;…", Html.text("a<b", 2));
    assertEquals("a&lt;b", Html.text("a<b", 3));
    assertEquals("\ud83d\ude00…", Html.text("\ud83d\ude00\ud83d\ude00", 1));
  }

  @Test
  void answersStandWhereTheyBelong() {
    String svg = ScatterPlot.svg(List.of(new Bin(0, 0, 5), new Bin(47, 10, 1)), "m/s");
    assertTrue(svg.contains("x=\"46\" y=\"290\" width=\"6\" height=\"6\" class=\"dot\""), svg);
    assertTrue(svg.contains("x=\"328\" y=\"230\" width=\"6\" height=\"6\" class=\"dot\""), svg);
    assertTrue(svg.contains("fill-opacity=\"1.00\""), svg);
    assertTrue(svg.contains("truth, m/s"), svg);
    assertTrue(svg.contains("answer, m/s"), svg);
  }

  @Test
  void aReaderCanAddUpTheQuestionsAndReadTheTimes() {
    RunReport any = report("word");
    Facts facts = any.facts();
    String page =
        HtmlReport.of(
            new RunReport(
                new Facts(
                    "r",
                    "s",
                    "finished",
                    null,
                    "1",
                    null,
                    Instant.parse("2026-11-22T22:16:59.234066Z"),
                    facts.finishedAt(),
                    facts.acceptedAt(),
                    facts.deviceSeconds(),
                    Map.of("rejected", 4L, "answered", 1_000L, "planned", 1_004L),
                    Map.of("points", 3L, "frames", 0L)),
                any.passed(),
                any.effective(),
                any.confidence(),
                any.leaderboard(),
                any.cells(),
                any.losses()));
    assertTrue(page.contains("<td>1,004 planned, 1,000 answered, 4 rejected</td>"), page);
    assertTrue(page.contains("<td>frames 0, points 3</td>"), page);
    assertTrue(page.contains("<td>2026-11-22 22:16:59 UTC</td>"), page);
    assertTrue(page.contains("<td>not yet</td>"), page);
    assertTrue(page.contains("[90% interval, bootstrapped over images"), page);
    assertTrue(page.contains("<th>rmse, word</th>"), page);
  }

  @Test
  void slicesStandInTheOrderOfTheirDistance() {
    Figure half = new Figure(0.5, null, null);
    List<Slice> slices = new ArrayList<>();
    for (String name : List.of("all", "truth_m=10-20", "truth_m=2-5", "truth_m=40+")) {
      slices.add(new Slice(name, 1, half, half, half, half));
    }
    assertEquals(
        List.of("all", "region=boundary", "truth_m=2-5", "truth_m=10-20", "truth_m=40+"),
        Stream.of("truth_m=40+", "truth_m=10-20", "region=boundary", "truth_m=2-5", "all")
            .sorted(SliceNames.ORDER)
            .toList());
    String svg = DepthPlot.svg(slices);
    int first = svg.indexOf(">2-5<");
    assertTrue(0 < first && first < svg.indexOf(">10-20<"), svg);
    assertTrue(svg.indexOf(">10-20<") < svg.indexOf(">40+<"), svg);
    assertEquals("", DepthPlot.svg(slices.subList(0, 1)));
  }
}
