package io.depthlm.common.config;

/**
 * A sweep file that was read.
 *
 * @param sweep the bound configuration
 * @param passed the text of the file, followed by the overrides, HOCON
 * @param effective the whole configuration with resolved names and defaults, JSON
 * @param fingerprint 32 hexadecimal digits, the same for configurations that ask for the same
 *     results; settings that only steer execution do not change it
 */
public record LoadedSweep(SweepConfig sweep, String passed, String effective, String fingerprint) {}
