/**
 * Rows of tables and of Spark's functions as Java records, bound by the names of their columns
 * ({@link io.depthlm.jobs.rows.RowCodec}). Spark's row and type classes only, no session. May
 * import {@code jobs.tables}.
 *
 * <p>Decisions (2026-11-28):
 *
 * <ul>
 *   <li>Spark's own encoder of Java beans was not taken: it wants mutable classes, and it reads a
 *       null into a primitive as 0. Here it is an error that names the column.
 *   <li>The schema that is derived from a record lets every column be null, because Spark skips its
 *       check for null where a column may not be. The codec checks instead, on both sides.
 *   <li>Encoded rows carry their schema: Spark hands rows from one function to the next without
 *       encoding them, and they keep their names that way.
 * </ul>
 */
package io.depthlm.jobs.rows;
