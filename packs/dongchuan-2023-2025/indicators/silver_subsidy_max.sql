-- The row: the re-hired teacher or principal with the largest subsidy of the year.
WITH hired AS (
  SELECT *, ROW_NUMBER() OVER (ORDER BY subsidy DESC, person) AS place
  FROM silver_teachers
  WHERE year = $year
)
SELECT CAST(NULL AS VARCHAR) AS org, CAST(subsidy AS DECIMAL(18, 4)) AS num, CAST(NULL AS BIGINT) AS den,
  name, school_code, kind, subsidy
FROM hired
WHERE place = 1
