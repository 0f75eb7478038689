/**
 * Batched greedy decoding: when a row stops, which tokens are expected and verified in one pass,
 * which rows leave the batch. Imports {@code vlm.model} and {@code core}; knows neither tokenizer
 * nor tensors, so that it can be tested with a scripted model.
 *
 * <p>2026-11-22: the fixed text of training answers is a guess that is verified, never forced
 * (speculative decoding). A row's last token is run together with the expected ones. Expected
 * tokens that greedy decoding would have chosen are accepted; from the first difference on,
 * decoding continues token by token. The answer is that of plain greedy decoding, up to the
 * rounding of products of another shape.
 */
package io.depthlm.common.vlm.generate;
