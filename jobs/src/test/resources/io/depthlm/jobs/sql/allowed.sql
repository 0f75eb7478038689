-- Statements that only read: one a line.
SELECT 1
SELECT * FROM points
TABLE points
FROM points SELECT frame_id
VALUES (1, 'a'), (2, 'b')
SELECT * FROM VALUES (1, 'a') AS t(n, s)
SELECT dataset, count(*) AS n FROM queries GROUP BY dataset HAVING count(*) > 1
SELECT DISTINCT task FROM queries ORDER BY task LIMIT 3 OFFSET 0
SELECT count(DISTINCT query_id) FROM predictions
SELECT avg(value) FILTER (WHERE parse_status = 'ok') FROM predictions
SELECT p.value, q.truth_value FROM predictions p JOIN queries q USING (query_id)
SELECT * FROM queries q LEFT ANTI JOIN predictions p ON p.query_id = q.query_id
SELECT * FROM queries q LEFT SEMI JOIN predictions p ON p.query_id = q.query_id
SELECT * FROM runs CROSS JOIN metrics
SELECT * FROM runs FULL OUTER JOIN run_cells USING (run_id)
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM b
WITH points AS (SELECT 1 AS x) SELECT x FROM points
SELECT * FROM (SELECT value FROM predictions WHERE value IS NOT NULL) WHERE value > 1
SELECT * FROM queries WHERE query_id IN (SELECT query_id FROM predictions)
SELECT * FROM queries WHERE EXISTS (SELECT 1 FROM predictions p WHERE p.query_id = queries.query_id)
SELECT (SELECT max(value) FROM predictions) - (SELECT min(value) FROM predictions)
SELECT value FROM predictions UNION ALL SELECT truth_value FROM queries
SELECT query_id FROM predictions INTERSECT SELECT query_id FROM queries
SELECT query_id FROM queries EXCEPT SELECT query_id FROM predictions
SELECT dataset, task, count(*) FROM queries GROUP BY GROUPING SETS ((dataset), (task), ())
SELECT dataset, task, count(*) FROM queries GROUP BY ROLLUP (dataset, task)
SELECT dataset, task, count(*) FROM queries GROUP BY dataset, task WITH CUBE
SELECT query_id, row_number() OVER (PARTITION BY dataset ORDER BY truth_value) FROM queries
SELECT sum(value) OVER w FROM predictions WINDOW w AS (ORDER BY query_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
SELECT query_id, x FROM queries LATERAL VIEW explode(x_px) t AS x
SELECT query_id, x FROM queries LATERAL VIEW OUTER posexplode(x_px) t AS i, x
SELECT * FROM queries, LATERAL (SELECT explode(point_ids))
SELECT * FROM (SELECT dataset, task, truth_value FROM queries) PIVOT (avg(truth_value) FOR task IN ('distance', 'axis_distance'))
SELECT * FROM (SELECT 1 AS a, 2 AS b) UNPIVOT (v FOR k IN (a, b))
SELECT * FROM predictions TABLESAMPLE (50 PERCENT) REPEATABLE (1)
SELECT * FROM range(5)
SELECT explode(sequence(1, 3))
SELECT stack(2, 1, 2, 3, 4)
SELECT inline(array(struct(1, 'a'), struct(2, 'b')))
SELECT /*+ BROADCAST(q) */ count(*) FROM predictions p JOIN queries q USING (query_id)
SELECT transform(x_px, x -> x + 1), filter(point_ids, i -> i > 0), aggregate(x_px, 0D, (a, x) -> a + x) FROM queries
SELECT map_keys(engine_identity), engine_identity['k'] FROM run_cells
SELECT CASE WHEN value > truth_value THEN 'far' ELSE 'near' END FROM predictions JOIN queries USING (query_id)
SELECT percentile_approx(value, 0.5), median(value), stddev(value), corr(value, value) FROM predictions
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY value) FROM predictions
SELECT ln(value), abs(value - 1), round(value, 2), try_divide(1, 0), nullif(1, 1), nvl(null, 2) FROM predictions
SELECT date_trunc('day', predicted_at), extract(YEAR FROM predicted_at), current_date() FROM predictions
SELECT answer_text RLIKE '[0-9]+', regexp_extract(answer_text, '([0-9.]+)', 1), split(answer_text, ' ')[0] FROM predictions
SELECT from_json('{"a":1}', 'a INT').a, to_json(struct(1 AS a)), get_json_object('{"a":1}', '$.a')
SELECT cast('1' AS INT), try_cast('x' AS INT), INT('2'), typeof(1), uuid() IS NOT NULL, sha2('a', 256)
SELECT input_file_name() IS NULL FROM predictions
SELECT 'DROP TABLE points; INSERT INTO points', 'reflect(a)' AS `INSERT`
SELECT named_struct('a', 1).a, (SELECT 1), array(1, 2)[0]
SELECT concat_ws(',', collect_list(query_id)) FROM predictions
SHOW TABLES
SHOW TABLES LIKE 'p*'
SHOW VIEWS
SHOW COLUMNS IN points
SHOW FUNCTIONS LIKE 'abs'
SHOW DATABASES
DESCRIBE points
DESCRIBE TABLE EXTENDED points
DESCRIBE points x_px
DESCRIBE QUERY SELECT * FROM points
DESCRIBE FUNCTION abs
EXPLAIN SELECT count(*) FROM points
EXPLAIN FORMATTED SELECT count(*) FROM points
