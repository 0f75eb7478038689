package io.depthlm.common.metrics.structure;

import java.util.List;

/**
 * The answered points of one image, in the order of its questions.
 *
 * @param name what names the image across models: data set and frame
 * @param points those with a positive number for an answer
 * @param tokenPx width of a token of the model in pixels of the original picture, or null
 * @param logTruth natural logarithms, by point
 * @param logAnswer natural logarithms, by point
 */
record ImageAnswers(
    String name, List<ScoredPoint> points, Double tokenPx, double[] logTruth, double[] logAnswer) {
  static ImageAnswers of(String name, List<ScoredPoint> all, Double tokenPx) {
    List<ScoredPoint> points = all.stream().filter(ScoredPoint::isAnswered).toList();
    return new ImageAnswers(
        name,
        points,
        tokenPx,
        points.stream().mapToDouble(p -> Math.log(p.truthM())).toArray(),
        points.stream().mapToDouble(p -> Math.log(p.answerM())).toArray());
  }

  int size() {
    return points.size();
  }
}
