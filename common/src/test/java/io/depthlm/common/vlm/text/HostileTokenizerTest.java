package io.depthlm.common.vlm.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.vlm.checkpoint.CheckpointException;
import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import io.depthlm.common.vlm.text.TokenizerCheck.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files on which the native tokenizer panics, which ends the process, or takes all time and memory.
 * Without the check most of them end the Java machine that runs this test.
 */
class HostileTokenizerTest {
  private static final Path SOUND =
      Path.of("src/test/resources/golden/vlm/tiny-qwen/tokenizer.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private ObjectNode file;

  @BeforeEach
  void soundFile() throws IOException {
    file = (ObjectNode) JSON.readTree(SOUND.toFile());
  }

  /** Field, value, what the error says: refused without a trial. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '@',
      value = {
        "normalizer; {`type`:`Replace`,`pattern`:{`String`:``},`content`:`x`}; normalizer.pattern",
        "normalizer; {`type`:`Sequence`,`normalizers`:[{`type`:`NFC`},{`type`:`Frob`}]};"
            + " normalizer.normalizers[1].type is Frob",
        "normalizer; {`type`:`Prepend`,`prepend`:`%5000s`}; times longer",
        "normalizer; {`type`:`Replace`,`pattern`:{`Regex`:`(a+)+$`},`content`:``};"
            + " no repetition inside a repetition",
        "pre_tokenizer; {`type`:`FixedLength`,`length`:0}; pre_tokenizer.length is 0",
        "pre_tokenizer; {`type`:`Split`,`pattern`:{`Regex`:`(?:x{1000}){1000}`},"
            + "`behavior`:`Isolated`,`invert`:false}; counts whose product",
        "decoder; {`type`:`Strip`,`content`:`a`,`start`:1,`stop`:1}; decoder.stop is 1",
        "decoder; {`type`:`Replace`,`pattern`:{`String`:``},`content`:`x`}; decoder.pattern",
        "post_processor; {`type`:`TemplateProcessing`,`single`:[{`SpecialToken`:{`id`:`<s>`,"
            + "`type_id`:0}}],`pair`:[],`special_tokens`:{}}; special token '<s>'",
        "post_processor; {`type`:`TemplateProcessing`,`single`:[{`Sequence`:{`id`:`B`,"
            + "`type_id`:0}}],`pair`:[],`special_tokens`:{}}; sequence B",
        "post_processor; {`type`:`Sequence`,`processors`:[{`type`:`TemplateProcessing`,"
            + "`single`:[],`pair`:[],`special_tokens`:{}},{`type`:`TemplateProcessing`,"
            + "`single`:[],`pair`:[],`special_tokens`:{}}]}; a second processor",
        "model; {`type`:`BPE`,`vocab`:{`a`:0,`b`:1,`ab`:2},`merges`:[[`a`,`b`]],"
            + "`continuing_subword_prefix`:`####`}; begins with ####",
        "model; {`type`:`WordLevel`,`vocab`:{`a`:-1},`unk_token`:`a`}; model.vocab is -1",
        "added_tokens; [{`id`:0,`content`:` `,`lstrip`:true,`rstrip`:false}]; no lstrip",
      })
  void aFileThatIsKnownToPanicIsRefused(String field, String value, String message) {
    assertInvalid(field, value.replace("%5000s", "x".repeat(5000)), message);
  }

  /** What no rule sees in the file: the process of its own ends instead. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '@',
      value = {
        "normalizer; {`type`:`Precompiled`,`precompiled_charsmap`:`AAAA`}; panics",
        "normalizer; {`type`:`Precompiled`,`precompiled_charsmap`:`/////w==`}; memory allocation"
            + " of",
        "normalizer; {`type`:`Replace`,`pattern`:{`Regex`:`x*`},`content`:`yy`}; panics",
        "pre_tokenizer; {`type`:`Split`,`pattern`:{`Regex`:`a*a*b`},`behavior`:`Isolated`,"
            + "`invert`:false}; takes more than 6 s",
      })
  void aFileThatOnlyATrialRevealsIsRefused(String field, String value, String message) {
    assertInvalid(field, value, message);
  }

  @Test
  void aSoundFileNeedsNoTrial() {
    assertEquals(Verdict.SOUND, TokenizerCheck.of(file));
  }

  /** An unusual part that works is tried and then used. */
  @Test
  void anUnusualFileThatWorksIsUsed() throws IOException {
    put("normalizer", "{`type`:`Replace`,`pattern`:{`String`:` `},`content`:`_`}");
    assertEquals(Verdict.NEEDS_TRIAL, TokenizerCheck.of(file));
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      assertEquals("a_b", tokenizer.decode(tokenizer.encode("a b")));
    }
  }

  /** Truncation and padding of the file are never applied, so their values do no harm. */
  @Test
  void truncationAndPaddingAreNotApplied() throws IOException {
    put("truncation", "{`direction`:`Right`,`max_length`:1,`strategy`:`LongestFirst`,`stride`:5}");
    put(
        "padding",
        "{`strategy`:{`Fixed`:100000000},`direction`:`Right`,`pad_to_multiple_of`:7,`pad_id`:0,"
            + "`pad_type_id`:0,`pad_token`:`x`}");
    try (TextTokenizer tokenizer = TextTokenizer.open(folder)) {
      assertEquals(5, tokenizer.encode("z z z").length);
    }
  }

  private void assertInvalid(String field, String value, String message) {
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> {
              put(field, value);
              TextTokenizer.open(folder).close();
            });
    assertEquals(Fault.TOKENIZER_INVALID, e.fault(), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertTrue(e.getMessage().contains(folder.resolve("tokenizer.json").toString()));
  }

  private void put(String field, String value) throws IOException {
    JsonNode node = JSON.readTree(value.replace('`', '"'));
    file.set(field, node);
    Files.writeString(folder.resolve("tokenizer.json"), file.toString());
  }
}
