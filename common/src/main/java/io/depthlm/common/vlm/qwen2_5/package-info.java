/** The family Qwen2.5-VL. Nothing outside names it but the registry of families. */
package io.depthlm.common.vlm.qwen2_5;
