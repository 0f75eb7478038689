package io.depthlm.common.dataset.raw;

import io.depthlm.common.dataset.DatasetFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder on the local disk. */
public record LocalFiles(Path root) implements DatasetFiles {
  @Override
  public Listing list(String folder) throws IOException {
    Path path = root.resolve(folder);
    if (!Files.isDirectory(path)) {
      throw new FileNotFoundException("no folder " + path);
    }
    List<String> folders = new ArrayList<>();
    List<Item> files = new ArrayList<>();
    try (Stream<Path> children = Files.list(path)) {
      for (Path child : children.sorted().toList()) {
        String name = child.getFileName().toString();
        if (Files.isDirectory(child)) {
          folders.add(name);
        } else {
          files.add(new Item(name, Files.size(child)));
        }
      }
    }
    return new Listing(folders, files);
  }

  @Override
  public byte[] read(String path, long maxBytes) throws IOException {
    if (length(path) > maxBytes) {
      throw new IOException(path + " is too large");
    }
    return Files.readAllBytes(root.resolve(path));
  }

  @Override
  public byte[] readRange(String path, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    try (RandomAccessFile file = new RandomAccessFile(root.resolve(path).toFile(), "r")) {
      file.seek(offset);
      file.readFully(bytes);
    }
    return bytes;
  }

  @Override
  public InputStream open(String path) throws IOException {
    length(path);
    return Files.newInputStream(root.resolve(path));
  }

  @Override
  public long length(String path) throws IOException {
    if (!Files.isRegularFile(root.resolve(path))) {
      throw new FileNotFoundException("no file " + root.resolve(path));
    }
    return Files.size(root.resolve(path));
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  @Override
  public String uri(String path) {
    return root.resolve(path).toUri().toString();
  }
}
