package io.depthlm.jobs.bench;

import io.depthlm.common.engine.Asking;
import io.depthlm.common.engine.EngineSpec;
import java.nio.file.Path;

/**
 * What to measure.
 *
 * @param modelName for people
 * @param engine the model's engine
 * @param checkpoint its folder on this host, for its image processor; null where there is none here
 * @param asking how questions are put
 * @param frames pictures, 640 × 480, drawn for the purpose
 * @param pointsPerFrame questions on each
 * @param repeats counted turns, at least 1
 * @param folder an empty folder on a local disk for pictures and tables
 */
public record BenchRequest(
    String modelName,
    EngineSpec engine,
    Path checkpoint,
    Asking asking,
    int frames,
    int pointsPerFrame,
    int repeats,
    Path folder) {}
