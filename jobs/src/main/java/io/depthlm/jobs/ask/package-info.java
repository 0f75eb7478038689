/**
 * Questions about one image, without tables and without a Spark session: what {@code ask} and
 * {@code depthmap} do. The way of a question is that of the big job (the same preparation, border
 * rule, engine and parser), so that a value seen here is the value that a sweep would write. May
 * import {@code common} and {@code jobs.spark}.
 */
package io.depthlm.jobs.ask;
