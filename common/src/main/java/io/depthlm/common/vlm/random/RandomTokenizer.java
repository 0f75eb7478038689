package io.depthlm.common.vlm.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.depthlm.common.task.AnswerFormat;
import io.depthlm.common.task.TaskKind;
import io.depthlm.common.task.TaskSpec;
import io.depthlm.common.vlm.checkpoint.VlmConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A small byte-level BPE tokenizer: 256 bytes, the words of questions and answers, and the special
 * tokens of a family at their ids in the configuration. Ids without a token decode to an empty
 * text.
 */
final class RandomTokenizer {
  /**
   * The pieces of the shipped questions and of the answers. A word is merged letter by letter from
   * its start, so order matters: a pair at the start of a later word must not occur within an
   * earlier kind of word. Those with a blank come first, then those that begin with a sign.
   */
  static final List<String> WORDS =
      List.of(
          " red",
          " arrow",
          " in",
          " this",
          " image",
          " points",
          " at",
          " a",
          " spot",
          " the",
          " scene",
          " What",
          " is",
          " straight",
          " distance",
          " from",
          " camera",
          " to",
          " that",
          " meters",
          " Reason",
          " first",
          " inside",
          " <",
          " tags",
          " then",
          " give",
          " only",
          " number",
          " pixels",
          " wide",
          " and",
          " high",
          " Look",
          " its",
          " left",
          " edge",
          " top",
          " How",
          " far",
          " along",
          " viewing",
          " axis",
          " it",
          " At",
          " what",
          " constant",
          " speed",
          " per",
          " second",
          " would",
          " reach",
          " seconds",
          " on",
          " line",
          " many",
          " take",
          " apart",
          " are",
          " two",
          " spots",
          " space",
          " One",
          " another",
          " images",
          " show",
          " one",
          " positions",
          " helpful",
          " assistant",
          " The",
          " point",
          " around",
          " away",
          " </",
          " moved",
          " by",
          " Reaching",
          " takes",
          " of",
          " /",
          " =",
          " green",
          " blue",
          " dot",
          " cross",
          " ring",
          "-line",
          "'s",
          "<think",
          ">\n\n",
          "<answer",
          "assistant",
          "The",
          "think",
          "answer",
          "This",
          "Each",
          "These",
          "You",
          "system",
          "user",
          "How");

  /** Contractions, words, single digits, the rest: digits one by one, as Qwen splits numbers. */
  private static final String SPLIT =
      "[^\\r"
          + "\\n"
          + "\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r"
          + "\\n"
          + "]*|\\s*[\\r"
          + "\\n"
          + "]+|\\s+(?!\\S)|\\s+";

  /** The same with pairs of digits: the digits before a decimal point are one token. */
  private static final String SPLIT_PAIRS = SPLIT.replace("\\p{N}|", "\\p{N}{1,2}|");

  private static final ObjectMapper JSON = new ObjectMapper();

  private RandomTokenizer() {}

  /**
   * The fixed texts of training answers, one token each, so that a small model trained from random
   * weights spends its capacity on the numbers between them.
   */
  static List<String> phrases() {
    String one = AnswerFormat.render(TaskSpec.of(TaskKind.DISTANCE), 1);
    return List.of(one.split("1\\.00"));
  }

  /**
   * {@code tokenizer.json}.
   *
   * @param initial the purpose of the weights: for training, {@link #phrases} and pairs of digits
   *     are tokens, so that the first token of a number determines its magnitude
   */
  static ObjectNode json(VlmConfig config, RandomCheckpoint.Initial initial) {
    boolean trainable = initial == RandomCheckpoint.Initial.TRAINABLE;
    List<String> phrases = trainable ? phrases() : List.of();
    SpecialTokens special = SpecialTokens.of(config);
    Map<String, Integer> specials = special.ids();
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    specials.forEach((token, id) -> added(added.addObject(), token, id).put("special", true));
    root.putObject("normalizer").put("type", "NFC");
    ObjectNode pre = root.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode steps = pre.putArray("pretokenizers");
    ObjectNode split = steps.addObject().put("type", "Split");
    split.putObject("pattern").put("Regex", trainable ? SPLIT_PAIRS : SPLIT);
    split.put("behavior", "Isolated").put("invert", false);
    byteLevel(steps.addObject());
    postProcessor(root, special.start());
    byteLevel(root.putObject("decoder"));
    Map<String, Integer> vocabulary =
        model(
            root.putObject("model"),
            specials,
            trainable ? digitPairs() : List.of(),
            phrases,
            special.firstFreeId());
    for (String phrase : phrases) {
      added(added.addObject(), phrase, vocabulary.get(phrase)).put("special", false);
    }
    return root;
  }

  private static List<String> digitPairs() {
    return IntStream.range(0, 100).mapToObj("%02d"::formatted).toList();
  }

  private static ObjectNode added(ObjectNode token, String content, int id) {
    return token
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false);
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  private static void postProcessor(ObjectNode root, String startToken) {
    if (startToken == null) {
      root.putNull("post_processor");
      return;
    }
    ObjectNode post = root.putObject("post_processor").put("type", "TemplateProcessing");
    template(post.putArray("single"), "A");
    template(post.putArray("pair"), "A", "B");
    ObjectNode start = post.putObject("special_tokens").putObject("<s>").put("id", "<s>");
    start.putArray("ids").add(1);
    start.putArray("tokens").add("<s>");
  }

  private static void template(ArrayNode into, String... sequences) {
    for (String sequence : sequences) {
      into.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
      into.addObject().putObject("Sequence").put("id", sequence).put("type_id", 0);
    }
  }

  private static Map<String, Integer> model(
      ObjectNode model,
      Map<String, Integer> specials,
      List<String> more,
      List<String> phrases,
      int firstId) {
    model
        .put("type", "BPE")
        .putNull("dropout")
        .putNull("unk_token")
        .putNull("continuing_subword_prefix")
        .putNull("end_of_word_suffix")
        .put("fuse_unk", false)
        .put("byte_fallback", false)
        .put("ignore_merges", false);
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    ArrayNode merges = JSON.createArrayNode();
    for (int b = 0; b < 256; b++) {
      vocabulary.put(String.valueOf(symbol(b)), firstId + vocabulary.size());
    }
    for (String word : Stream.concat(WORDS.stream(), more.stream()).toList()) {
      String soFar = String.valueOf(symbol(word.charAt(0)));
      for (int i = 1; i < word.length(); i++) {
        String next = String.valueOf(symbol(word.charAt(i)));
        if (vocabulary.putIfAbsent(soFar + next, firstId + vocabulary.size()) == null) {
          merges.addArray().add(soFar).add(next);
        }
        soFar += next;
      }
    }
    for (String phrase : phrases) {
      vocabulary.put(phrase, firstId + vocabulary.size());
    }
    specials.forEach(vocabulary::put);
    ObjectNode vocab = model.putObject("vocab");
    vocabulary.forEach(vocab::put);
    model.set("merges", merges);
    return vocabulary;
  }

  /**
   * The printable letter that stands for a byte in byte-level BPE: printable Latin-1 stands for
   * itself, the rest follow from U+0100 in order (GPT-2's mapping).
   */
  private static char symbol(int b) {
    if (printable(b)) {
      return (char) b;
    }
    int rank = 0;
    for (int before = 0; before < b; before++) {
      rank += printable(before) ? 0 : 1;
    }
    return (char) (256 + rank);
  }

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
  }

  /** {@code tokenizer_config.json}. */
  static ObjectNode config(VlmConfig config) {
    ObjectNode node = JSON.createObjectNode();
    node.put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("model_max_length", config.text().maxPositions())
        .put("clean_up_tokenization_spaces", false);
    SpecialTokens.of(config).named().forEach(node::put);
    return node;
  }
}
