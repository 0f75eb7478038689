package io.depthlm.jobs.scoring;

import io.depthlm.jobs.rows.Column;
import java.util.List;

/**
 * A planned question.
 *
 * @param frameId its first frame
 * @param truth in the task's own convention and unit
 * @param zM the pixel's depth along the axis; null where the truth is not one pixel's depth
 * @param radialM the pixel's distance; null likewise
 * @param labelKind how the label was ingested; null likewise
 * @param region null where it is not known
 * @param masks of each mask that is known of the pixel, whether it lies in it, as {@code
 *     mask_transparent=false}; null where none is
 * @param place where the pixel is; null where the question is not about one pixel
 */
public record PlannedQuestion(
    String frameId,
    String queryId,
    @Column("truth_value") double truth,
    @Column("truth_z_m") Double zM,
    @Column("truth_radial_m") Double radialM,
    String labelKind,
    String region,
    List<String> masks,
    AskedPlace place) {}
