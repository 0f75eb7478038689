package io.depthlm.common.synth;

/** What kind of place a scene is. */
public enum SceneKind {
  /** A furnished room, 2.6 to 20 m long. */
  ROOM,
  /** A street with houses, cars and people. */
  STREET
}
