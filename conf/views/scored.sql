-- The view `scored`: one row a prediction, with its question's truth beside it, both as the run compares them.
-- Plain SQL over the tables of a warehouse, for Spark and for DuckDB.
--   truth, answer  in `unit`, brought to the depth that `compare_as` names; answer is null without a number
--   ratio, error   answer / truth and answer - truth; ratio is null where it has no meaning
--   counts         whether the metrics count the row: the question's last attempt, the truth in the scored range
WITH asked AS (
  SELECT
    c.run_id, c.variant_id, c.dataset, c.task, c.model, c.parameters, c.prompt, c.marker, c.focal_px, c.compare_as,
    c.truth_min_m, c.truth_max_m, q.query_id, q.point_ids, q.x_px, q.y_px, q.truth_value, q.unit, q.region,
    CASE c.compare_as WHEN 'z' THEN q.truth_z_m WHEN 'radial' THEN q.truth_radial_m
      ELSE CASE q.label_kind WHEN 'z' THEN q.truth_z_m ELSE q.truth_radial_m END END AS compared_m,
    CASE c.task WHEN 'axis_distance' THEN q.truth_z_m
      WHEN 'distance' THEN q.truth_radial_m WHEN 'speed' THEN q.truth_radial_m WHEN 'time' THEN q.truth_radial_m
      END AS own_m
  FROM run_cells c JOIN queries q ON c.plan_id = q.plan_id AND c.dataset = q.dataset AND c.task = q.task
    AND c.parameters = q.parameters
), paired AS (
  SELECT
    a.run_id, a.variant_id, a.model, a.dataset, a.task, a.parameters, a.prompt, a.marker, a.focal_px, a.compare_as,
    p.query_id, p.frame_id, p.attempt, a.point_ids, a.x_px, a.y_px, a.region, a.unit,
    a.truth_value * COALESCE(a.compared_m / a.own_m, 1) AS truth,
    CASE WHEN p.parse_status = 'ok'
      THEN p.value * CASE a.compare_as WHEN 'as_labelled' THEN 1 ELSE COALESCE(a.compared_m / a.own_m, 1) END
      END AS answer,
    COALESCE(a.compared_m, a.truth_value) AS truth_m, a.truth_min_m, a.truth_max_m,
    p.answer_text, p.parse_status, p.confidence, p.latency_ms, p.error_code, p.reused_from,
    MAX(p.attempt) OVER (PARTITION BY p.run_id, p.variant_id, p.dataset, p.query_id) AS last_attempt
  FROM predictions p JOIN asked a ON p.run_id = a.run_id AND p.variant_id = a.variant_id AND p.dataset = a.dataset
    AND p.query_id = a.query_id
)
SELECT
  run_id, variant_id, model, dataset, task, parameters, prompt, marker, focal_px, compare_as,
  query_id, frame_id, attempt, point_ids, x_px, y_px, region, unit, truth, answer,
  CASE WHEN truth > 0 AND answer > 0 THEN answer / truth END AS ratio,
  answer - truth AS error,
  attempt = last_attempt AND truth_m > 0 AND truth_m >= COALESCE(truth_min_m, 0)
    AND (truth_max_m IS NULL OR truth_m <= truth_max_m) AS counts,
  answer_text, parse_status, confidence, latency_ms, error_code, reused_from
FROM paired
