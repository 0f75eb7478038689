/**
 * The contract of a model family, and the common part of Qwen's families. Imports {@code
 * vlm.image}, {@code vlm.text}, {@code vlm.model} and {@code vlm.random}, which declare its parts.
 *
 * <p>2026-11-28: each package declares the part that it calls, and {@code ModelFamily} joins them.
 * So the packages below do not depend on each other, and none of them knows a family.
 */
package io.depthlm.common.vlm.family;
