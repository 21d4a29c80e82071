-- The row: the worst latest result of any monitored grade and subject within the cycle, as its place in the code list.
WITH results AS (
  SELECT
    *,
    CASE level WHEN '4' THEN 1 WHEN '3' THEN 2 WHEN '2' THEN 3 WHEN '1' THEN 4 END AS place,
    ROW_NUMBER() OVER (PARTITION BY area_code, subject, grade ORDER BY year DESC) AS newest
  FROM quality_monitoring
  WHERE year > $year - $cycle_years
    AND year <= $year
),
latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY area_code ORDER BY place DESC, subject, grade) AS worst
  FROM results
  WHERE newest = 1
)
SELECT area_code AS org, place AS num, CAST(NULL AS BIGINT) AS den, year, subject, grade, level, document
FROM latest
WHERE worst = 1
