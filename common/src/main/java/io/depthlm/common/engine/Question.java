package io.depthlm.common.engine;

import io.depthlm.common.imaging.MarkedFrame;
import java.util.List;

/**
 * One question as a model sees it.
 *
 * @param queryId the question's id, for logs and errors only
 * @param text the words, without the model's chat template
 * @param frames the marked pictures, in the order the words speak of them; questions on one frame
 *     share its {@link io.depthlm.common.imaging.PreparedFrame} instance
 */
public record Question(String queryId, String text, List<MarkedFrame> frames) {}
