package io.depthlm.common.render.svg;

import io.depthlm.common.text.SafeText;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A picture that is being written. Texts and attributes may come from anywhere: they are escaped,
 * and characters that steer are shown as {@code ?}.
 */
public final class Svg {
  /** Where a text stands to its place. */
  public enum Anchor {
    START,
    MIDDLE,
    END
  }

  private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

  private final StringWriter out = new StringWriter();
  private final XMLStreamWriter xml;

  /**
   * Opens a picture.
   *
   * @param label what it shows, in a sentence, for those who do not see it
   */
  public Svg(double width, double height, String label) {
    try {
      xml = XML.createXMLStreamWriter(out);
      start(
          "svg",
          "role",
          "img",
          "aria-label",
          label,
          "width",
          width,
          "height",
          height,
          "viewBox",
          "0 0 " + text(width) + " " + text(height));
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An element without content; attributes are names and values in turn, null values left out. */
  public Svg add(String name, Object... attributes) {
    try {
      xml.writeEmptyElement(name);
      attributes(attributes);
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** An element that a pointer resting on it explains. */
  public Svg addTitled(String title, String name, Object... attributes) {
    try {
      start(name, attributes);
      xml.writeStartElement("title");
      xml.writeCharacters(SafeText.line(title));
      xml.writeEndElement();
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** Words; further attributes as with {@link #add}. */
  public Svg text(double x, double y, Anchor anchor, String words, Object... attributes) {
    try {
      start("text", "x", x, "y", y);
      attributes(
          "text-anchor", anchor == Anchor.START ? null : anchor.name().toLowerCase(Locale.ROOT));
      attributes(attributes);
      xml.writeCharacters(SafeText.line(words));
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** The picture; nothing can be added afterwards. */
  public String finish() {
    try {
      xml.writeEndElement();
      xml.close();
      return out.toString();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(String name, Object... attributes) throws XMLStreamException {
    xml.writeStartElement(name);
    attributes(attributes);
  }

  private void attributes(Object... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      Object value = attributes[i + 1];
      if (value != null) {
        xml.writeAttribute(
            (String) attributes[i],
            value instanceof Double number ? text(number) : SafeText.line(value.toString()));
      }
    }
  }

  /** A number as short as a tenth of a pixel needs it. */
  private static String text(double number) {
    return BigDecimal.valueOf(number)
        .setScale(1, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }
}
