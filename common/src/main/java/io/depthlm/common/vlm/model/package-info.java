/**
 * The forward passes of all families. Java computes what depends on shapes only (windows, patch
 * coordinates, rotary positions, places of image tokens) as small arrays; the arithmetic is
 * TorchScript text beside these classes, so that it runs fused kernels in f32 and bf16 on any
 * device and keeps no Python. Imports {@code vlm.torch}, {@code vlm.checkpoint} and {@code core}.
 *
 * <p>2026-11-22: rows of a batch are padded on the right. Causal attention never looks right, so
 * the fused causal kernel needs no mask, and a row's next word takes the first padding slot of its
 * cache.
 *
 * <p>2026-11-22: windows of equal size run as one batch of the fused kernel. Patches are ordered so
 * that equal windows are contiguous, which is another order than the reference's and the same
 * attention.
 *
 * <p>2026-11-29: query, key and value (and gate and up) stay separate matrices on a processor,
 * where joining them would copy the mapped weights and the products are large enough not to gain. A
 * GPU copies the weights anyway, and a step of an answer there waits for kernels to start: it gets
 * them behind one another and multiplies once. The scripts name the same weights in both cases.
 *
 * <p>2026-11-28: a matrix product is chosen by trial, when the first model of a process is built:
 * each fast one is run in each type, with and without what follows it, and compared. That the
 * compiler knows an operator says nothing of the processor. bf16 takes half the time of f32 on
 * processors that have units for it, two to three times as long where oneDNN emulates it, and more
 * than that by PyTorch's generic product. Without it, factors are widened for each product, so bf16
 * works wherever it is asked for. (2026-11-29: the processor's own list says whether it has them. A
 * race did before, and on a busy machine it went now this way and now that.)
 *
 * <p>2026-11-29: matrices of f32 products are packed on a processor: oneDNN's layout of a weight is
 * made once, when the model is loaded, where it was made in each product of 16 rows and more, which
 * took several times as long as the product itself. Packed weights are private memory, so they are
 * packed only where all of them fit; bf16 products gain nothing, and training changes its weights.
 * What is looked up stays plain. A tied embedding is both looked up and multiplied with, and as the
 * output layer it is the largest product of a step, so that gets a packed copy of its own. A
 * product with packed weights may round its last bit otherwise, as one of another number of rows
 * does.
 *
 * <p>2026-11-29: pixels are put together on the device. A batch sends each frame once and the
 * patches that markers changed, since filling whole pictures on the thread of the device keeps a
 * GPU waiting.
 *
 * <p>2026-11-28: weights stay bf16 in memory only where f32 would not fit. Widening them for each
 * product changes no answer, so it may depend on the memory that happens to be free.
 *
 * <p>2026-11-28: questions about one picture share it exactly. What they begin with is read once as
 * a row of its own; each question's own words are rows of a batch that attends to that row where it
 * lies and to itself, by two attentions whose results are weighed by what each summed up. Nothing
 * of the prefix is copied for a question, and one product goes over the queries of all of them.
 */
package io.depthlm.common.vlm.model;
