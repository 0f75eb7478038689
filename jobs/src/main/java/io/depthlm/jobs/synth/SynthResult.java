package io.depthlm.jobs.synth;

/**
 * What was written.
 *
 * @param uri the folder, with scheme
 * @param frames pictures
 * @param points labels; fewer than asked for where a picture is mostly sky
 */
public record SynthResult(String uri, long frames, long points) {}
