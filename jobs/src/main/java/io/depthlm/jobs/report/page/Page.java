package io.depthlm.jobs.report.page;

import java.util.List;
import java.util.Locale;

/** A page as plain values: what stands where, without how it looks. Texts are as they came. */
public record Page(String title, String subtitle, List<Section> sections) {

  /**
   * A part that the page's list of parts leads to.
   *
   * @param id a name of ours
   */
  public record Section(String id, String title, List<Block> blocks) {}

  /** A piece of a section; {@code kind} names the part of the template that shows it. */
  public sealed interface Block {
    /** The part's name. */
    default String kind() {
      return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
  }

  /** Markup of our own making, shown as it is. */
  public record Markup(String html) {}

  /** How a text or a cell is meant. */
  public enum Tone {
    PLAIN,
    NOTE,
    BAD,
    BEST
  }

  /** A text of its own. */
  public record Paragraph(String text, Tone tone) implements Block {}

  /** A heading within a section; {@code id} may be null. */
  public record Heading(String id, String text) implements Block {}

  /** A list of sentences. */
  public record Sentences(List<String> items) implements Block {}

  /** Names with their values. */
  public record Facts(List<Fact> items) implements Block {}

  /** A name with its value. */
  public record Fact(String name, String value, Tone tone) {}

  /**
   * A table whose rows can be sorted; the first column names the row.
   *
   * @param fold what is written on a table that is closed at first, or null for one that is open
   */
  public record Table(String caption, List<Column> columns, List<List<Cell>> rows, String fold)
      implements Block {}

  /**
   * A column.
   *
   * @param align {@code start} for texts, {@code start prose} for sentences, {@code end} for
   *     numbers
   * @param hint what it means, or null
   */
  public record Column(String title, String align, String hint) {
    /** A column of texts. */
    public static Column text(String title) {
      return new Column(title, "start", null);
    }

    /** A column of sentences, which need room. */
    public static Column prose(String title) {
      return new Column(title, "start prose", null);
    }

    /** A column of numbers. */
    public static Column number(String title) {
      return new Column(title, "end", null);
    }

    /** A column of numbers that say what they mean. */
    public static Column number(String title, String hint) {
      return new Column(title, "end", hint);
    }
  }

  /**
   * A cell.
   *
   * @param order what it is sorted by, or null for its text
   */
  public record Cell(String text, Double order, Tone tone) {
    /** A text. */
    public static Cell text(String text) {
      return new Cell(text, null, Tone.PLAIN);
    }
  }

  /** Pictures beside one another. */
  public record Figures(List<Figure> items) implements Block {}

  /** A picture with what it shows. */
  public record Figure(Markup svg, String caption) {}

  /** Questions with their pictures. */
  public record Cards(List<Card> items) implements Block {}

  /**
   * A question with its picture.
   *
   * @param picture a data URI, or null where there is none to show
   * @param alt what the picture shows, or why there is none
   */
  public record Card(String title, String picture, String alt, List<Fact> facts) {}

  /** A picture of a frame beside maps of it. */
  public record Maps(
      String title, String picture, String alt, List<Figure> items, Figure above, Cloud cloud)
      implements Block {}

  /**
   * Points to turn.
   *
   * @param points x, y, z of the truth, z of the answer (0 for none) and the colour of each, as
   *     numbers with commas between
   */
  public record Cloud(String label, String points) {}

  /**
   * A text of a program.
   *
   * @param fold what is written on it while it is closed, or null where it is open
   */
  public record Code(String text, String fold) implements Block {}
}
