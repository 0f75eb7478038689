package io.depthlm.common.dataset;

import java.io.Serializable;

/** What one line of a dataset file came to. */
public sealed interface LineResult extends Serializable permits CuratedFrame, BadLine, BlankLine {}
