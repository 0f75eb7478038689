package io.depthlm.common.dense.hub;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.depthlm.common.vlm.torch.NamedTensors;
import io.depthlm.common.vlm.torch.ScriptModule;

/**
 * What a pass runs on.
 *
 * @param script the model's scripts, compiled
 * @param weights the tensors of its plan, by name
 * @param pixels [1, 3, height, width] f32 on the device
 * @param scope owns what the pass makes, and is closed behind it
 */
public record HubPass(ScriptModule script, NamedTensors weights, NDArray pixels, NDManager scope) {}
