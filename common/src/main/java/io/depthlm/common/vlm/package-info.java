/**
 * The engine {@code vlm}: answers questions with a checkpoint folder as Hugging Face publishes it.
 * It has a package for each part: {@code checkpoint} reads the folder, {@code text} makes tokens,
 * {@code image} makes patches, {@code model} computes through {@code torch} (PyTorch), {@code
 * generate} decodes, {@code train} trains, and one package for each model family. Imports {@code
 * engine}, {@code config} and what these may import.
 *
 * <p>2026-11-22: one thread per device. PyTorch keeps a pool of worker threads for every thread
 * that calls it, so callers hand their batches to that thread; they compute tokens and patches on
 * their own threads meanwhile.
 *
 * <p>2026-11-22: confidence is the probability of the whole answer: the product of its tokens'
 * probabilities at temperature 1, the end token included. Fixed text has a probability of nearly 1,
 * so this is mostly the probability of the digits.
 *
 * <p>2026-11-28: a variant holds the {@code dtype} that was asked for, not the one that was
 * computed in. {@code auto} is a choice of the executor's device, which the driver that hashes
 * variants does not know: a run that is resumed from another machine must find its own answers, and
 * executors may differ. So {@code auto} stands for "what the device is good at" in the id, and each
 * answer's {@code predictions.computed_in} (all of them in {@code runs.computed_in}) says what that
 * was. {@code f32} and {@code bf16} work on every processor and are ids of their own: who compares
 * to the last digit asks for one of them.
 *
 * <p>2026-11-28: whoever is inside an engine holds a pass of its gate, batches on the device thread
 * too, and the last one out frees what native code reads. At the end of the process the same gate
 * is closed first.
 *
 * <p>2026-11-29: a narrow model has one thread for each core of a processor, and each computes on
 * one core ({@code CoreShare}). To share a product of 10 µs, a second core has to be woken, which
 * takes 60 to 100 µs; OpenMP keeps it awake for a while only if told to, and not at all when more
 * threads than cores have used it, which is so in every executor. The answers of such a model no
 * longer depend on the number of cores.
 */
package io.depthlm.common.vlm;
