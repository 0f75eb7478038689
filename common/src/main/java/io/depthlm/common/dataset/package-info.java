/**
 * What a data set format is ({@link io.depthlm.common.dataset.DatasetReader}), what its readers
 * give (frames with labelled points, or rejects with stable reasons), and the curated form. Readers
 * of raw formats are in {@code raw}, one class a format; {@code registry} finds them by name. Plain
 * Java: files are reached through {@link io.depthlm.common.dataset.DatasetFiles}, so that Spark can
 * map a reader over units and a test can hold it to a folder. May import {@code imaging}, {@code
 * geometry} and {@code core}.
 *
 * <p>Decisions (2026-11-22):
 *
 * <ul>
 *   <li>Nothing a line can contain makes a reader throw; every fault is a {@link
 *       io.depthlm.common.dataset.RejectReason} with a one-line detail. A fault of one point costs
 *       that point, a fault of the frame costs the line.
 *   <li>A point lies in the image when {@code 0 <= x < W} and {@code 0 <= y < H}; fractions are
 *       kept. Whoever needs whole pixels truncates (docs/method.md, section 2, step 4), and every
 *       accepted coordinate truncates to an existing pixel.
 *   <li>A key given twice is a reject and not "the last one wins": half of the readers in the world
 *       would read another label than the other half.
 *   <li>Images stay inside their folder by construction: the path that leaves this package is
 *       normalised, relative, and has no {@code ..}, scheme, backslash or NUL.
 * </ul>
 */
package io.depthlm.common.dataset;
