package io.depthlm.common.vlm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.depthlm.common.vlm.checkpoint.TensorOrder.Group;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorOrderTest {
  private static TensorPlan plan(String... names) {
    TensorPlan plan = new TensorPlan();
    for (String name : names) {
      plan.put(name, 1);
    }
    return plan;
  }

  private final TensorOrder order =
      new TensorOrder(
          plan("embed", "b.0.norm", "b.0.out.bias", "b.1.norm", "b.1.out.bias", "end.norm"),
          List.of(Group.numbered("block", "b.", 2), new Group("end", List.of("end."))));

  @Test
  void whatRepeatsComesLastMemberByMember() {
    assertEquals(
        List.of("embed", "b.0.norm", "b.0.out.bias", "b.1.norm", "b.1.out.bias", "end.norm"),
        order.names());
    assertEquals(
        List.of("e", "a.0.x", "a.1.x"),
        new TensorOrder(plan("a.0.x", "a.1.x", "e"), List.of(Group.numbered("a", "a.", 2)))
            .names());
  }

  @Test
  void namesBecomePlaces() {
    assertEquals(
        "w[0] w[1 + 2 * i + 1] w[5 + 0] -1",
        TensorOrder.fill(
            "w[$embed] w[$block.first + $block.size * i + $block.out.bias]"
                + " w[$end.first + $end.norm] $block.other.bias?",
            order));
    TensorOrder other = new TensorOrder(plan("x", "y"), List.of());
    assertEquals("w[1] w[0]", TensorOrder.fill("w[$y] w[$embed]", order, other));
  }

  @Test
  void aNameThatThePlanHasNotIsAnError() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TensorOrder.fill("w[$block.gate]", order));
    assertEquals("no tensor is called block.gate", e.getMessage());
  }

  @Test
  void membersOfAGroupHaveTheSameTensors() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TensorOrder(
                    plan("b.0.x", "b.1.x", "b.1.y"), List.of(Group.numbered("b", "b.", 2))));
    assertEquals("b.1. has not the tensors of b.0.", e.getMessage());
  }
}
