package io.depthlm.common.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.depthlm.common.core.UserError;
import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
  private static final PromptValues VALUES =
      new PromptValues("red arrow", List.of(31, 700), List.of(42, 8), 804, 603);

  @Test
  void placeholdersAreFilled() {
    assertEquals(
        "The red arrow at 31,42 of 804x603 {kept}",
        new PromptTemplate(
                "The {marker} at {x},{y} of {width}x{height} {{kept}}", TaskKind.DISTANCE)
            .render(TaskSpec.of(TaskKind.DISTANCE), VALUES));
    assertEquals(
        "in 2 s",
        new PromptTemplate("in {seconds} s", TaskKind.SPEED).render(TaskSpec.speed(2), VALUES));
    assertEquals(
        "at 1.5",
        new PromptTemplate("at {speed}", TaskKind.TIME).render(TaskSpec.time(1.5), VALUES));
    assertEquals(
        "31 42 700 8",
        new PromptTemplate("{x} {y} {x2} {y2}", TaskKind.POINT_DISTANCE)
            .render(TaskSpec.of(TaskKind.POINT_DISTANCE), VALUES));
  }

  @Test
  void aFilledValueIsNotReadAsATemplate() {
    PromptValues hostile = new PromptValues("{x} {nothing}", List.of(1), List.of(2), 3, 4);
    assertEquals(
        "{x} {nothing}",
        new PromptTemplate("{marker}", TaskKind.DISTANCE)
            .render(TaskSpec.of(TaskKind.DISTANCE), hostile));
  }

  @Test
  void faultsNameThePlaceholder() {
    assertFault(
        "the prompt for task 'distance' has the placeholder {depth}\n"
            + "  there is no such placeholder; placeholders are height, marker, seconds, speed,"
            + " width, x, x2, y, y2",
        "{depth}",
        TaskKind.DISTANCE);
    assertFault(
        "the prompt for task 'distance' has the placeholder {seconds}\n  this task has no such"
            + " value; placeholders are height, marker, seconds, speed, width, x, x2, y, y2",
        "{seconds}",
        TaskKind.DISTANCE);
    assertFault(
        "the prompt for task 'camera_motion' has the placeholder {x}\n  this task has no such"
            + " value; placeholders are height, marker, seconds, speed, width, x, x2, y, y2",
        "{x}",
        TaskKind.CAMERA_MOTION);
    assertFault(
        "the prompt for task 'time' opens a brace at character 4 and never closes it\n  close it,"
            + " or write {{ for a brace itself",
        "at {speed",
        TaskKind.TIME);
    assertFault(
        "the prompt for task 'time' closes a brace at character 4 that none opened\n  write }} for"
            + " a brace itself",
        "at }",
        TaskKind.TIME);
    assertFault(
        "the prompt for task 'time' is empty\n  write the text of the question",
        " ",
        TaskKind.TIME);
  }

  @Test
  void theShippedWordsAskEveryTaskBothWays() {
    File file = new File("../conf/prompts/default.conf");
    assertTrue(file.isFile(), "missing " + file);
    Config prompts = ConfigFactory.parseFile(file).resolve();
    for (TaskKind kind : TaskKind.values()) {
      TaskSpec task =
          switch (kind) {
            case SPEED -> TaskSpec.speed(2);
            case TIME -> TaskSpec.time(1.5);
            default -> TaskSpec.of(kind);
          };
      String marked =
          new PromptTemplate(prompts.getString(kind.key() + ".marker"), kind).render(task, VALUES);
      String worded =
          new PromptTemplate(prompts.getString(kind.key() + ".coordinates"), kind)
              .render(task, VALUES);
      boolean pointed = kind.pointsPerQuestion() > 0;
      assertEquals(pointed, marked.contains("red arrow"), marked);
      assertFalse(worded.contains("red arrow"), worded);
      assertEquals(pointed, worded.contains("31") && worded.contains("42"), worded);
      assertEquals(kind == TaskKind.SPEED, marked.contains("in 2 seconds"), marked);
      assertEquals(kind == TaskKind.TIME, marked.contains("1.5 meters per second"), marked);
      assertTrue(marked.contains("<answer>"), marked);
    }
  }

  private static void assertFault(String message, String text, TaskKind task) {
    assertEquals(
        message, assertThrows(UserError.class, () -> new PromptTemplate(text, task)).getMessage());
  }
}
