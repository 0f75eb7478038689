package io.depthlm.jobs.ingest;

import io.depthlm.common.core.Ids;
import io.depthlm.common.core.RejectReason;
import io.depthlm.common.core.UserError;
import io.depthlm.common.dataset.ImagePaths;
import io.depthlm.common.dataset.TarWalk;
import io.depthlm.common.imaging.ImageHeader;
import io.depthlm.common.imaging.ImageLimits;
import io.depthlm.common.imaging.ImageRejected;
import io.depthlm.jobs.ingest.ShardRows.Member;
import io.depthlm.jobs.spark.Files;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * Reads shards from beginning to end, one at a time, as {@link ShardRows.Member}s. Each shard ends
 * with one without an image path, which has the reason if it ended early.
 */
record ShardReader(Configuration hadoop, ImageLimits limits) {
  private static final int BUFFER_BYTES = 1 << 20;

  /** The members, lazily. */
  Iterator<Member> read(Iterator<Shards.Shard> shards) {
    Members members = new Members(shards);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(
          (org.apache.spark.util.TaskCompletionListener) context -> members.close());
    }
    return members;
  }

  private final class Members implements Iterator<Member> {
    private final Iterator<Shards.Shard> shards;
    private String uri;
    private InputStream in;
    private TarWalk tar;
    private Member next;
    private final Deque<Member> waiting = new ArrayDeque<>();

    Members(Iterator<Shards.Shard> shards) {
      this.shards = shards;
    }

    @Override
    public boolean hasNext() {
      while (next == null && (!waiting.isEmpty() || tar != null || shards.hasNext())) {
        if (!waiting.isEmpty()) {
          next = waiting.remove();
          continue;
        }
        Shards.Shard shard = tar == null ? shards.next() : null;
        try {
          if (shard != null) {
            open(shard);
          }
          next = member();
        } catch (TarWalk.DamagedException e) {
          next = found(null, null, null, null, RejectReason.SHARD_DAMAGED, e.getMessage());
          close();
        } catch (IOException e) {
          if (!uri.startsWith("file:")) {
            // The store's fault and not the archive's: the task is tried again.
            throw new UserError(
                "cannot read the shard " + uri + ": " + e.getMessage(),
                "check the store, then give the same command again",
                e);
          }
          next =
              found(
                  null,
                  null,
                  null,
                  null,
                  RejectReason.SHARD_DAMAGED,
                  String.valueOf(e.getMessage()));
          close();
        } catch (RuntimeException e) {
          next = found(null, null, null, null, RejectReason.SHARD_DAMAGED, e.toString());
          close();
        }
      }
      return next != null;
    }

    @Override
    public Member next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Member member = next;
      next = null;
      return member;
    }

    private void open(Shards.Shard shard) throws IOException {
      uri = shard.uri();
      in = new BufferedInputStream(Files.openWhole(hadoop, new Path(uri)), BUFFER_BYTES);
      tar = new TarWalk(in, shard.bytes());
    }

    /** Null for a member whose name cannot stand on a line. */
    private Member member() throws IOException {
      TarWalk.Member member = tar.next();
      for (TarWalk.Link link : tar.links()) {
        link(link);
      }
      if (member == null) {
        close();
        return found(null, null, null, null, null, null);
      }
      String path;
      try {
        path = ImagePaths.insideRoot(member.name());
      } catch (IllegalArgumentException e) {
        return null;
      }
      try {
        limits.checkBytes(member.bytes());
        byte[] bytes = tar.content(member);
        String sha256 = Ids.sha256Hex(bytes);
        ImageHeader header = ImageHeader.read(bytes, limits);
        return found(path, member, sha256, header, null, null);
      } catch (ImageRejected e) {
        return found(path, member, null, null, e.kind(), e.detail());
      }
    }

    private void link(TarWalk.Link link) {
      try {
        waiting.add(
            found(
                ImagePaths.insideRoot(link.name()),
                null,
                null,
                null,
                RejectReason.IMAGE_IS_LINK,
                "the shard has a link to '%s' in place of the picture; write it with the content (tar --dereference --hard-dereference)"
                    .formatted(link.target())));
      } catch (IllegalArgumentException e) {
        return; // no line can name it
      }
    }

    private Member found(
        String path,
        TarWalk.Member member,
        String sha256,
        ImageHeader header,
        RejectReason reason,
        String detail) {
      return new Member(
          path,
          uri,
          member == null ? null : member.offset(),
          member == null ? null : member.bytes(),
          sha256,
          header == null ? null : header.widthPx(),
          header == null ? null : header.heightPx(),
          reason,
          detail);
    }

    void close() {
      tar = null;
      if (in != null) {
        try {
          in.close();
        } catch (IOException e) {
          // what was read stands
        } finally {
          in = null;
        }
      }
    }
  }
}
