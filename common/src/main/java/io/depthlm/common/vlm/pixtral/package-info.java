/**
 * The families with a Pixtral vision tower: Llava, which the released DepthLM is, and Mistral3.
 * They share all but the merger between tower and projector, and so a package (28 November 2026).
 * Nothing outside names them but the registry of families.
 */
package io.depthlm.common.vlm.pixtral;
