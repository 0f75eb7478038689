package io.depthlm.common.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder on a local disk.
 *
 * @param folder the folder
 */
public record LocalModelFolder(Path folder) implements ModelFolder {
  @Override
  public List<StoredFile> list() throws IOException {
    List<StoredFile> files = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
      for (Path file : content) {
        if (Files.isRegularFile(file)) {
          files.add(
              new StoredFile(
                  file.getFileName().toString(),
                  Files.size(file),
                  Files.getLastModifiedTime(file).toString()));
        }
      }
    }
    return files;
  }

  @Override
  public InputStream open(String name, long offset, long length) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve(name));
    return Channels.newInputStream(channel.position(offset));
  }

  @Override
  public String location() {
    return folder.toString();
  }
}
