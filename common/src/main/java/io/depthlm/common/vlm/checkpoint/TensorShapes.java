package io.depthlm.common.vlm.checkpoint;

import io.depthlm.common.vlm.checkpoint.CheckpointException.Fault;
import java.util.Arrays;
import java.util.SortedMap;

/** The shapes of a checkpoint's tensors, from which missing keys of a configuration are derived. */
public record TensorShapes(SortedMap<String, TensorEntry> tensors) {
  /** One size of a tensor. */
  public int size(String name, int axis) {
    TensorEntry tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(
          Fault.TENSOR_MISSING,
          "the weights lack " + SafetensorsHeader.quoted(name),
          "download the whole checkpoint");
    }
    if (axis >= tensor.shape().length) {
      throw shape(tensor, "at least %d sizes".formatted(axis + 1));
    }
    long size = tensor.shape()[axis];
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw shape(tensor, "sizes from 1 to %d".formatted(Integer.MAX_VALUE));
    }
    return (int) size;
  }

  /** The number of blocks {@code prefix0…}, {@code prefix1…} */
  public int blocks(String prefix) {
    int n = 0;
    while (hasPrefix(prefix + n + ".")) {
      n++;
    }
    return n;
  }

  private boolean hasPrefix(String prefix) {
    SortedMap<String, TensorEntry> tail = tensors.tailMap(prefix);
    return !tail.isEmpty() && tail.firstKey().startsWith(prefix);
  }

  public static CheckpointException shape(TensorEntry tensor, String wanted) {
    return new CheckpointException(
        Fault.TENSOR_SHAPE,
        "%s in %s has shape %s"
            .formatted(
                SafetensorsHeader.quoted(tensor.name()),
                tensor.file().getFileName(),
                Arrays.toString(tensor.shape())),
        "the configuration and the other weights need " + wanted);
  }
}
