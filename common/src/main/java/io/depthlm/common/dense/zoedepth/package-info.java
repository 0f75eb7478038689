/**
 * ZoeDepth: a BEiT tower with a DPT neck, a head for relative depth, and bins of metres that are
 * moved level by level.
 */
package io.depthlm.common.dense.zoedepth;
