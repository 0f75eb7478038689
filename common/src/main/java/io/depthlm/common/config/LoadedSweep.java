package io.depthlm.common.config;

/**
 * A sweep as it was read.
 *
 * @param sweep what the program uses
 * @param passed what the user wrote: the file's text and the overrides after it, HOCON
 * @param effective all of it, names resolved and defaults filled in, JSON
 * @param fingerprint 32 hexadecimal digits, the same for configurations that ask for the same
 *     results; settings that only steer execution do not count
 */
public record LoadedSweep(SweepConfig sweep, String passed, String effective, String fingerprint) {}
