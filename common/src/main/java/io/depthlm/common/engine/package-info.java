/**
 * The contract of engines, which answer questions about pictures. {@link
 * io.depthlm.common.engine.EngineFactory} is an engine as configuration sees it, {@link
 * io.depthlm.common.engine.EngineSettings} a model entry that was read, {@link
 * io.depthlm.common.engine.EngineSpec} the small serialisable recipe that travels with a task, and
 * {@link io.depthlm.common.engine.DepthEngine} the engine itself, one per executor process and
 * device. May import {@code imaging}, {@code task}, {@code settings}, {@code geometry} and {@code
 * core}.
 *
 * <p>2026-11-28: engines are found in a registry, so that configuration and jobs name none. An
 * engine either is complete with its settings or reads a folder of weights; only the second kind is
 * looked for on the driver and copied to the hosts of executors, by jobs and alike for all engines.
 */
package io.depthlm.common.engine;
