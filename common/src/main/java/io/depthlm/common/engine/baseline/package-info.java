/**
 * Engines without a model: {@code constant}, the naive baseline of the paper, and {@code probe}, a
 * digest of the input that a model would get. They check everything around a model. May import
 * {@code engine} and what that may import.
 */
package io.depthlm.common.engine.baseline;
