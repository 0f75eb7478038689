/**
 * A thin layer over DJL's PyTorch engine: TorchScript archives written at run time, calls with
 * typed arguments, number types, devices and threads. It exists because DJL's own NDArray
 * operations abort the process on bfloat16 and reach no fused kernel, while a TorchScript method
 * may call any operator of PyTorch. Imports {@code core} and {@code engine} of the project, and
 * {@code ai.djl}.
 *
 * <p>2026-11-22: what runs on the device is TorchScript text under {@code
 * src/main/resources/io/depthlm/common/vlm/model}. It is compiled by the engine when a model is
 * loaded (about 30 ms); nothing is built ahead of time and no Python is involved.
 *
 * <p>2026-11-22: gradients are PyTorch's own, asked for inside TorchScript ({@code torch.grad} over
 * a list of weights), so that training runs the text that inference runs and no gradient is ever
 * stored in a shared place. DJL's recorder of gradients is one per process and its numeric
 * operators keep Java buffers that may be freed before the backward pass; neither is used.
 */
package io.depthlm.common.vlm.torch;
