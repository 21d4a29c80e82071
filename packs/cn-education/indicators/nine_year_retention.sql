-- A row: one school's cohort: the primary cohort that entered nine years ago, or the junior cohort of this year's graduates.
-- The denominator is entrants + transfers in − transfers out − deaths over the nine years.
WITH primary_reports AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY school_code ORDER BY year DESC) AS newest
  FROM cohorts
  WHERE stage = 'primary'
    AND entry_year = $year - 9
    AND year <= $year
),
primary_cohort AS (
  SELECT * FROM primary_reports WHERE newest = 1
),
junior_cohort AS (
  SELECT * FROM cohorts WHERE stage = 'junior' AND entry_year = $year - 3 AND year = $year
),
-- Both halves must be reported, or there is no figure.
reported AS (
  SELECT
    (SELECT COUNT(*) FROM primary_cohort) AS primary_rows,
    (SELECT COUNT(*) FROM junior_cohort) AS junior_rows
)
SELECT
  school_code AS org, 0 AS num, entrants + transfers_in - transfers_out - deaths AS den,
  stage, entry_year, entrants, transfers_in, transfers_out, deaths, NULL AS graduates
FROM primary_cohort
CROSS JOIN reported
WHERE reported.junior_rows > 0
UNION ALL
SELECT
  school_code, graduates, transfers_in - transfers_out - deaths,
  stage, entry_year, NULL, transfers_in, transfers_out, deaths, graduates
FROM junior_cohort
CROSS JOIN reported
WHERE reported.primary_rows > 0
