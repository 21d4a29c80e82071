-- The row: the stage whose spending per student (yuan, rounded to the fen) grew least. Every stage of either year must be
-- reported in both, and at least $least_stages of them, or there is no figure.
WITH spending AS (
  SELECT area_code, year, stage, amount, students, basis, document, 1 AS newer FROM finance
  WHERE item = 'budget_education' AND stage <> 'all' AND year IN ($year - 1, $year)
  UNION ALL
  SELECT area_code, year, stage, amount, students, basis, document, 0 AS newer FROM finance_year_before
  WHERE item = 'budget_education' AND stage <> 'all' AND year = $year - 1
),
numbered AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY area_code, year, stage ORDER BY newer DESC) AS place FROM spending
),
per_student AS (
  SELECT
    area_code, year, stage, amount, students, basis, document,
    CASE WHEN students > 0
      THEN CAST(CAST(amount * 10000 AS DECIMAL(24, 4)) / CAST(students AS DECIMAL(12, 2)) AS DECIMAL(18, 2))
    END AS yuan
  FROM numbered
  WHERE place = 1
),
this_year AS (
  SELECT * FROM per_student WHERE year = $year
),
last_year AS (
  SELECT * FROM per_student WHERE year = $year - 1
),
stages AS (
  SELECT
    COALESCE(this_year.area_code, last_year.area_code) AS area_code,
    COALESCE(this_year.stage, last_year.stage) AS stage,
    this_year.year, this_year.amount, this_year.students, this_year.basis, this_year.document,
    this_year.yuan - last_year.yuan AS growth
  FROM this_year
  FULL OUTER JOIN last_year ON last_year.area_code = this_year.area_code AND last_year.stage = this_year.stage
),
compared AS (
  SELECT
    *,
    COUNT(*) OVER (PARTITION BY area_code) AS stages,
    COUNT(growth) OVER (PARTITION BY area_code) AS known,
    ROW_NUMBER() OVER (PARTITION BY area_code ORDER BY growth, stage) AS place
  FROM stages
)
SELECT
  compared.area_code AS org,
  CAST(compared.growth AS DECIMAL(18, 4)) AS num,
  CAST(NULL AS BIGINT) AS den,
  compared.year, compared.stage, compared.amount, compared.students, compared.basis, compared.document,
  compared.basis NOT IN ('final', 'verified') AS estimated
FROM compared
JOIN areas ON areas.area_code = compared.area_code AND areas.level = 'district'
WHERE compared.place = 1
  AND compared.known = compared.stages
  AND compared.stages >= $least_stages
