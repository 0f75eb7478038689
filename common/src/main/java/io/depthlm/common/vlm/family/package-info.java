/**
 * The contract of a model family, and what Qwen's families share of it. Imports {@code vlm.image},
 * {@code vlm.text}, {@code vlm.model} and {@code vlm.random}, which ask for the parts of it.
 *
 * <p>2026-11-28: each package declares the part that it calls, and the family joins them: so the
 * packages below know the contract without knowing each other, and none of them knows a family.
 */
package io.depthlm.common.vlm.family;
