package io.depthlm.jobs.train;

import io.depthlm.common.vlm.train.FrameBytes;
import io.depthlm.common.vlm.train.MixedSamples;
import io.depthlm.common.vlm.train.TrainingFrame;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prepared frames by number: in memory as long as the budget lasts, the others in a file that is
 * gone with the process. Filled by one thread, then read by many; a frame on disk is read by
 * whoever prepares a sample of it, ahead of the step that needs it.
 */
final class FrameStore implements MixedSamples.Frames, FrameSink {
  private final AtomicLong budgetBytes;
  private final Path folder;
  private final List<TrainingFrame> inMemory = new ArrayList<>();
  private final List<long[]> onDisk = new ArrayList<>();
  private FileChannel file;

  /**
   * @param budgetBytes what all stores together may still keep in memory
   * @param folder on a local disk
   */
  FrameStore(AtomicLong budgetBytes, Path folder) {
    this.budgetBytes = budgetBytes;
    this.folder = folder;
  }

  @Override
  public void add(byte[] frame) {
    // Once one is on disk, all that follow are: numbers below the first are in memory.
    if (onDisk.isEmpty() && budgetBytes.addAndGet(-frame.length) >= 0) {
      inMemory.add(FrameBytes.read(frame));
      return;
    }
    try {
      if (file == null) {
        file =
            FileChannel.open(
                Files.createTempFile(folder, "frames", ".bin"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
      }
      long at = file.size();
      ByteBuffer bytes = ByteBuffer.wrap(frame);
      while (bytes.hasRemaining()) {
        file.write(bytes, at + bytes.position());
      }
      onDisk.add(new long[] {at, frame.length});
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep prepared frames in " + folder, e);
    }
  }

  @Override
  public String where() {
    return onDisk.isEmpty()
        ? ""
        : "%,d of %,d are on disk, beyond memory_mb".formatted(onDisk.size(), count());
  }

  @Override
  public int count() {
    return inMemory.size() + onDisk.size();
  }

  @Override
  public TrainingFrame frame(int index) {
    if (index < inMemory.size()) {
      return inMemory.get(index);
    }
    long[] place = onDisk.get(index - inMemory.size());
    ByteBuffer bytes = ByteBuffer.allocate((int) place[1]);
    try {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, place[0] + bytes.position()) < 0) {
          throw new EOFException("the file of prepared frames was cut off");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read prepared frames from " + folder, e);
    }
    return FrameBytes.read(bytes.array());
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
