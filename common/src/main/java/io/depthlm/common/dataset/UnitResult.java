package io.depthlm.common.dataset;

import java.io.Serializable;

/** One of the things that a unit of a data set came to. */
public sealed interface UnitResult extends Serializable permits DatasetFrame, UnitReject {}
