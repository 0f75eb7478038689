/** The family Qwen3-VL, dense sizes. Nothing outside names it but the registry of families. */
package io.depthlm.common.vlm.qwen3_vl;
