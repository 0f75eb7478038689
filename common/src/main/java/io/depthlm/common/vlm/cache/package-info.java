/**
 * Checkpoints in object storage: their identity, and their copies on a local disk. May import
 * {@code vlm.checkpoint} and {@code core}. Knows no file system of Hadoop: {@link
 * io.depthlm.common.engine.ModelFolder} is what a job implements with it.
 *
 * <p>Decisions (2026-11-22): weights are copied to a local disk because they are mapped from there,
 * shared by all processes of the host; the fingerprint samples the weights, because a hash of 24 GB
 * at every start of every executor would cost more than it protects from (its Javadoc says what it
 * guarantees).
 */
package io.depthlm.common.vlm.cache;
