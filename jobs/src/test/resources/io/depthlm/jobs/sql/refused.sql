-- Statements that write, run or reach outside: one a line; {warehouse} and {folder} are filled in.
-- Rows
INSERT INTO points SELECT * FROM points
INSERT INTO points VALUES ('d', 'f', 0, 1.0, 1.0, 'z', 1.0, 1.0, null)
INSERT OVERWRITE points SELECT * FROM points
INSERT INTO points REPLACE WHERE dataset = 'd' SELECT * FROM points
INSERT INTO delta.`{warehouse}/points` SELECT * FROM points
INSERT OVERWRITE TABLE delta.`{warehouse}/points` SELECT * FROM points WHERE false
INSERT OVERWRITE DIRECTORY '{warehouse}/points' USING parquet SELECT 1
INSERT OVERWRITE LOCAL DIRECTORY '{folder}/out' USING csv SELECT 1
INSERT OVERWRITE LOCAL DIRECTORY '{warehouse}/points' ROW FORMAT DELIMITED SELECT 1
WITH q AS (SELECT * FROM points) INSERT INTO points SELECT * FROM q
WITH q AS (SELECT * FROM points) INSERT OVERWRITE DIRECTORY '{folder}/out' USING json SELECT * FROM q
FROM points INSERT INTO points SELECT *
FROM points INSERT INTO points SELECT * WHERE x_px > 0 INSERT INTO points SELECT * WHERE x_px <= 0
FROM (SELECT * FROM points) INSERT OVERWRITE DIRECTORY '{folder}/out' USING parquet SELECT *
UPDATE points SET z_m = 1
UPDATE delta.`{warehouse}/points` SET z_m = 1
DELETE FROM points
DELETE FROM delta.`{warehouse}/points`
MERGE INTO points USING frames ON true WHEN MATCHED THEN DELETE
MERGE INTO delta.`{warehouse}/points` AS t USING points AS s ON t.frame_id = s.frame_id WHEN MATCHED THEN DELETE
TRUNCATE TABLE points
LOAD DATA LOCAL INPATH '{folder}/outside.txt' INTO TABLE points
COPY INTO points FROM '{folder}'
-- Tables, views and namespaces
CREATE TABLE x AS SELECT 1 AS a
CREATE TABLE x (a INT) USING delta LOCATION '{folder}/out'
CREATE OR REPLACE TABLE delta.`{warehouse}/points` AS SELECT 1 AS a
CREATE TABLE x USING parquet LOCATION '{folder}/out' AS SELECT 1 AS a
CREATE TABLE delta.`{folder}/out` SHALLOW CLONE delta.`{warehouse}/points`
CREATE TABLE x LIKE points
REPLACE TABLE delta.`{warehouse}/points` (a INT) USING delta
DROP TABLE points
DROP TABLE IF EXISTS delta.`{warehouse}/points`
DROP VIEW points
ALTER TABLE points ADD COLUMNS (a INT)
ALTER TABLE delta.`{warehouse}/points` ADD COLUMNS (a INT)
ALTER TABLE delta.`{warehouse}/points` SET TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')
ALTER TABLE delta.`{warehouse}/points` DROP FEATURE deletionVectors
ALTER TABLE delta.`{warehouse}/points` ADD CONSTRAINT c CHECK (x_px > 0)
ALTER VIEW points AS SELECT 1
ALTER TABLE points RENAME TO p
COMMENT ON TABLE points IS 'x'
CREATE VIEW v AS SELECT 1
CREATE TEMPORARY VIEW v AS SELECT 1
CREATE OR REPLACE TEMPORARY VIEW points AS SELECT 1
CREATE GLOBAL TEMPORARY VIEW v AS SELECT 1
CREATE TEMPORARY VIEW v USING text OPTIONS (path '{folder}/outside.txt')
CREATE DATABASE d
CREATE NAMESPACE d LOCATION '{folder}/out'
DROP DATABASE default CASCADE
USE default
MSCK REPAIR TABLE points
REFRESH TABLE points
REFRESH '{folder}'
ANALYZE TABLE points COMPUTE STATISTICS
CACHE TABLE points
CACHE LAZY TABLE x AS SELECT 1
UNCACHE TABLE points
CLEAR CACHE
-- Delta
VACUUM delta.`{warehouse}/points` RETAIN 0 HOURS
OPTIMIZE delta.`{warehouse}/points`
OPTIMIZE points ZORDER BY (x_px)
REORG TABLE delta.`{warehouse}/points` APPLY (PURGE)
RESTORE TABLE delta.`{warehouse}/points` TO VERSION AS OF 0
RESTORE delta.`{warehouse}/points` VERSION AS OF 0
CONVERT TO DELTA parquet.`{warehouse}/points`
GENERATE symlink_format_manifest FOR TABLE delta.`{warehouse}/points`
FSCK REPAIR TABLE delta.`{warehouse}/points`
DESCRIBE HISTORY delta.`{folder}/out`
DESCRIBE DETAIL delta.`{folder}/out`
SELECT * FROM table_changes_by_path('{warehouse}/points', 0)
SELECT * FROM table_changes('points', 0)
-- Settings, functions, files of the session
SET spark.sql.shuffle.partitions=1
SET -v
SET
SET TIME ZONE 'Europe/Berlin'
RESET
ADD JAR '{folder}/x.jar'
ADD FILE '{folder}/outside.txt'
ADD ARCHIVE '{folder}/x.zip'
LIST JARS
CREATE TEMPORARY FUNCTION f AS 'java.lang.System'
CREATE FUNCTION f AS 'org.example.F' USING JAR '{folder}/x.jar'
DROP TEMPORARY FUNCTION f
DROP FUNCTION abs
DESCRIBE TABLE delta.`{warehouse}/points`
SHOW CREATE TABLE points
SHOW TBLPROPERTIES points
CALL system.run('x')
DECLARE VARIABLE x INT
EXECUTE IMMEDIATE 'DROP TABLE points'
BEGIN DELETE FROM points; END
-- Programs
SELECT TRANSFORM (x_px) USING 'sh -c "touch {folder}/ran"' AS (a STRING) FROM points
SELECT * FROM (SELECT TRANSFORM (x_px) USING 'cat' AS (a STRING) FROM points)
MAP x_px USING 'cat' AS (a) FROM points
FROM points REDUCE x_px USING 'cat' AS (a)
WITH q AS (SELECT TRANSFORM (x_px) USING 'cat' AS (a STRING) FROM points) SELECT * FROM q
SELECT (SELECT max(a) FROM (SELECT TRANSFORM (x_px) USING 'cat' AS (a STRING) FROM points))
SELECT reflect('java.lang.System', 'getenv', 'HOME')
SELECT java_method('java.lang.System', 'getenv', 'HOME')
SELECT try_reflect('java.lang.System', 'getenv', 'HOME')
SELECT Reflect('java.util.UUID', 'randomUUID') FROM points
SELECT transform(array(1), x -> reflect('java.lang.System', 'getenv', 'HOME'))
SELECT * FROM points WHERE x_px IN (SELECT cast(reflect('java.lang.System', 'nanoTime') AS DOUBLE))
SELECT count(*) FROM points HAVING max(reflect('java.lang.System', 'getenv', 'HOME')) = 'x'
SELECT count(*) FILTER (WHERE java_method('java.lang.System', 'getenv', 'HOME') = 'x') FROM points
SELECT * FROM points ORDER BY reflect('java.lang.System', 'getenv', 'HOME')
SELECT row_number() OVER (PARTITION BY reflect('java.lang.System', 'getenv', 'HOME') ORDER BY x_px) FROM points
VALUES (reflect('java.lang.System', 'getenv', 'HOME'))
SELECT IDENTIFIER('ref' || 'lect')('java.lang.System', 'getenv', 'HOME')
SELECT * FROM IDENTIFIER('parquet.`{warehouse}/points`')
SELECT * FROM points LATERAL VIEW reflect('java.lang.System', 'getenv', 'HOME') t AS a
SELECT default.f(1)
SELECT unheard_of(1)
-- Files and services
SELECT * FROM text.`{folder}/outside.txt`
SELECT * FROM json.`{folder}/outside.txt`
SELECT * FROM csv.`{folder}/outside.txt`
SELECT * FROM binaryFile.`{folder}/outside.txt`
SELECT * FROM parquet.`{warehouse}/points`
SELECT * FROM delta.`{warehouse}/points`
SELECT * FROM delta.`{warehouse}/points@v0`
SELECT * FROM delta.`{warehouse}/points` VERSION AS OF 0
SELECT * FROM points, text.`{folder}/outside.txt`
SELECT (SELECT first(value) FROM text.`{folder}/outside.txt`)
WITH q AS (SELECT * FROM text.`{folder}/outside.txt`) SELECT * FROM q
SELECT * FROM points WHERE EXISTS (SELECT * FROM text.`{folder}/outside.txt`)
SELECT * FROM text.`http://127.0.0.1:1/x`
SELECT * FROM jdbc.`jdbc:derby:x`
SELECT * FROM default.points
SELECT * FROM global_temp.points
SELECT * FROM spark_catalog.default.points
TABLE text.`{folder}/outside.txt`
EXPLAIN SELECT * FROM text.`{folder}/outside.txt`
EXPLAIN INSERT INTO points SELECT * FROM points
EXPLAIN EXTENDED DROP TABLE points
EXPLAIN SELECT reflect('java.lang.System', 'getenv', 'HOME')
DESCRIBE QUERY SELECT * FROM text.`{folder}/outside.txt`
