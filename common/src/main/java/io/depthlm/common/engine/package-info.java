/**
 * What answers questions: the engine's contract, the small serialisable spec that travels with a
 * task, the holder that keeps one engine per executor process and device, and the engines that need
 * no model ({@code constant}, {@code probe}). May import {@code imaging}, {@code task}, {@code
 * geometry} and {@code core}.
 */
package io.depthlm.common.engine;
