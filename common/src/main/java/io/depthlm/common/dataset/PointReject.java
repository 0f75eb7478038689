package io.depthlm.common.dataset;

import io.depthlm.common.core.RejectReason;
import java.io.Serializable;

/**
 * One point that cannot be used.
 *
 * @param pointId its index in the line it came from
 * @param reason why
 * @param detail the values found, one line
 */
public record PointReject(int pointId, RejectReason reason, String detail)
    implements Serializable {}
