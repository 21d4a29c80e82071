-- A row: one re-hired teacher or principal of the year; the one with the largest subsidy adds it, the others add nothing, so
-- that the sum is the largest. When nobody was hired there is one row without a number.
WITH hired AS (
  SELECT *, ROW_NUMBER() OVER (ORDER BY subsidy DESC, person) AS place
  FROM silver_teachers
  WHERE year = $year
),
counted AS (
  SELECT COUNT(*) AS persons FROM hired
)
SELECT
  CAST(NULL AS VARCHAR) AS org,
  CAST(CASE WHEN place = 1 THEN subsidy ELSE 0 END AS DECIMAL(18, 4)) AS num,
  CAST(NULL AS BIGINT) AS den,
  name, school_code, kind, subsidy
FROM hired
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM counted
WHERE persons = 0
