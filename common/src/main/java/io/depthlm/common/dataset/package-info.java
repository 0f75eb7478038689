/**
 * Readers of dataset formats, one class a format: text in, frames with labelled points or rejects
 * with stable reasons out. Plain Java, no I/O, so that Spark can map a reader over lines and a test
 * can hold a reader to a table of cases. May import {@code geometry} and {@code core}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Nothing a line can contain makes a reader throw; every fault is a {@link
 *       io.depthlm.common.dataset.RejectReason} with a one-line detail. A fault of one point costs
 *       that point, a fault of the frame costs the line.
 *   <li>A point lies in the image when {@code 0 <= x < W} and {@code 0 <= y < H}; fractions are
 *       kept. Whoever needs whole pixels truncates (METHOD section 2, step 4), and every accepted
 *       coordinate truncates to an existing pixel.
 *   <li>A key given twice is a reject and not "the last one wins": half of the readers in the world
 *       would read another label than the other half.
 *   <li>Images stay inside their folder by construction: the path that leaves this package is
 *       normalised, relative, and has no {@code ..}, scheme, backslash or NUL.
 * </ul>
 */
package io.depthlm.common.dataset;
