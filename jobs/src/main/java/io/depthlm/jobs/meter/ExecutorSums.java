package io.depthlm.jobs.meter;

import java.io.Serializable;

/**
 * The sums that an executor sends to the driver.
 *
 * @param sums since it began, in the order of {@link Meter}
 */
@SuppressWarnings("ArrayRecordComponent") // on its way only, nobody compares it
record ExecutorSums(String executorId, double[] sums) implements Serializable {}
