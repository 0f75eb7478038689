package io.depthlm.common.vlm.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The order in which the tensors of a part of the model are handed to its TorchScript, and the
 * constants by which the script finds them in that list. The plan of the part alone names the
 * tensors; a script takes them by these names:
 *
 * <ul>
 *   <li>{@code $model.norm.weight}: the place of a tensor that does not repeat
 *   <li>{@code $layer.mlp.up_proj.weight}: the place of a tensor of the group {@code layer} within
 *       its member
 *   <li>{@code $layer.first} and {@code $layer.size}: where the first member begins, and how many
 *       tensors a member has: member i begins at {@code first + i * size}
 *   <li>{@code $layer.self_attn.q_proj.bias?}: the same for a tensor that not every model has; −1
 *       where it is not there
 * </ul>
 *
 * <p>Names become numbers before the script is compiled: looking nine tensors of a layer up in a
 * map takes about 30 µs, from a list about 6 µs, and a step of a decoder does so in every layer.
 */
public final class TensorOrder {
  private static final Pattern NAME = Pattern.compile("\\$(\\w+(?:\\.\\w+)*)(\\?)?");

  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> places = new LinkedHashMap<>();

  /**
   * Tensors that repeat under several prefixes.
   *
   * @param label the name of the group in scripts
   * @param prefixes one for each member, in order; the rest of the names is the same in each member
   */
  public record Group(String label, List<String> prefixes) {
    /** Members that are numbered from 0 on: {@code prefix0.}, {@code prefix1.}, … */
    public static Group numbered(String label, String prefix, int count) {
      return new Group(label, IntStream.range(0, count).mapToObj(i -> prefix + i + ".").toList());
    }
  }

  /**
   * The order of a part: first the tensors that do not repeat, then group by group and member by
   * member, each in the order of the plan.
   *
   * @throws IllegalArgumentException if the members of a group differ
   */
  public TensorOrder(TensorPlan part, List<Group> groups) {
    List<String> once = new ArrayList<>(part.shapes().keySet());
    Map<Group, List<List<String>>> members = new LinkedHashMap<>();
    for (Group group : groups) {
      members.put(group, new ArrayList<>());
      for (String prefix : group.prefixes()) {
        members.get(group).add(once.stream().filter(name -> name.startsWith(prefix)).toList());
        once.removeIf(name -> name.startsWith(prefix));
      }
    }
    once.forEach(this::add);
    members.forEach(this::add);
  }

  private void add(String name) {
    places.put(name, names.size());
    names.add(name);
  }

  private void add(Group group, List<List<String>> members) {
    List<String> parts = parts(group, members, 0);
    places.put(group.label() + ".first", names.size());
    places.put(group.label() + ".size", parts.size());
    for (int i = 0; i < parts.size(); i++) {
      places.put(group.label() + "." + parts.get(i), i);
    }
    for (int i = 0; i < members.size(); i++) {
      if (!parts(group, members, i).equals(parts)) {
        throw new IllegalArgumentException(
            "%s has not the tensors of %s"
                .formatted(group.prefixes().get(i), group.prefixes().get(0)));
      }
      names.addAll(members.get(i));
    }
  }

  private static List<String> parts(Group group, List<List<String>> members, int member) {
    if (members.isEmpty()) {
      return List.of();
    }
    int prefix = group.prefixes().get(member).length();
    return members.get(member).stream().map(name -> name.substring(prefix)).toList();
  }

  /** Canonical names of all tensors, in order. */
  public List<String> names() {
    return List.copyOf(names);
  }

  /**
   * Replaces the names in a script by places.
   *
   * @param orders of all parts whose tensors it names
   * @throws IllegalArgumentException if it names a tensor that is in none of them
   */
  public static String fill(String script, TensorOrder... orders) {
    return NAME.matcher(script)
        .replaceAll(
            match -> {
              for (TensorOrder order : orders) {
                Integer place = order.places.get(match.group(1));
                if (place != null) {
                  return place.toString();
                }
              }
              if (match.group(2) == null) {
                throw new IllegalArgumentException("no tensor is called " + match.group(1));
              }
              return Matcher.quoteReplacement("-1");
            });
  }
}
