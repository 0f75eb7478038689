/**
 * The family of Llava with a Pixtral vision tower: the released DepthLM. Nothing outside names it
 * but the registry of families.
 */
package io.depthlm.common.vlm.pixtral;
