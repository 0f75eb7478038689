/**
 * Descriptions of checkpoint folders, for {@code checkpoint inspect}. May import {@code
 * vlm.checkpoint}, {@code vlm.image}, {@code vlm.text}, {@code vlm.model}, {@code vlm.torch} and
 * {@code core}.
 */
package io.depthlm.common.vlm.inspect;
