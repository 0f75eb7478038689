/**
 * Batched greedy decoding: when a row stops, which words are expected and checked in one pass,
 * which rows leave the batch. Imports {@code vlm.model} and {@code core}; knows neither tokenizer
 * nor tensors, so that it is tested with a scripted model too.
 *
 * <p>2026-11-22: the learnt answer's fixed words are a guess that is verified, never an order. A
 * row's words are run together with the words expected after them; as far as greedy decoding would
 * have said the same they count, from the first difference on it goes on word by word. The answer
 * is that of plain greedy decoding, up to the rounding of products of another shape.
 */
package io.depthlm.common.vlm.generate;
