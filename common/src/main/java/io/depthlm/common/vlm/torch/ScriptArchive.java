package io.depthlm.common.vlm.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes TorchScript archives: the zip that PyTorch's {@code torch::jit::load} reads, holding one
 * module without attributes whose methods are given as text.
 *
 * <p>Format (PyTorch 2.x, {@code caffe2/serialize}): stored, not deflated; {@code data.pkl} is a
 * pickle of the module object, here a class reference and the state {@code {training: False}};
 * {@code code/__torch__.py} holds the class; {@code constants.pkl} an empty tuple.
 */
public final class ScriptArchive {
  private static final String ROOT = "blocks/";
  private static final String HEADER =
      """
      class Blocks(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  private static final Pattern METHOD = Pattern.compile("(?m)^  def (\\w+)\\(");

  private ScriptArchive() {}

  /**
   * An archive of one module with the methods of all sources. A source is a list of TorchScript
   * methods, each indented by two spaces, with {@code self} as the first argument.
   */
  public static byte[] of(String... sources) {
    StringBuilder code = new StringBuilder(HEADER);
    for (String source : sources) {
      code.append(source).append('\n');
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "data.pkl", modulePickle());
      put(zip, "code/__torch__.py", code.toString().getBytes(StandardCharsets.UTF_8));
      put(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      put(zip, "version", ascii("10\n"));
      put(zip, "byteorder", ascii("little"));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** A source file among the class path's resources, beside {@code owner}. */
  public static String resource(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing beside " + owner.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** The methods of a source by name, in order; text before the first method is skipped. */
  public static Map<String, String> methods(String source) {
    Map<String, String> methods = new LinkedHashMap<>();
    Matcher start = METHOD.matcher(source);
    for (boolean found = start.find(); found; ) {
      String name = start.group(1);
      int from = start.start();
      found = start.find();
      methods.put(name, source.substring(from, found ? start.start() : source.length()));
    }
    return methods;
  }

  /** Protocol 2: the class, an empty tuple, NEWOBJ, a dictionary with one item, BUILD. */
  private static byte[] modulePickle() {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) 0x80, 2});
    pickle.writeBytes(ascii("c__torch__\nBlocks\n"));
    pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', 'X', 8, 0, 0, 0});
    pickle.writeBytes(ascii("training"));
    pickle.writeBytes(new byte[] {(byte) 0x89, 's', 'b', '.'});
    return pickle.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(ROOT + name);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
